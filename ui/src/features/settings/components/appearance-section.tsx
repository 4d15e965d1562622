import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import { useFrameActs } from "@/view/acts";
import { texts } from "../texts";
import { Row, Section } from "./row";
import type { SettingsProps } from "./sync-section";

export function AppearanceSection({ settings, onChange }: SettingsProps) {
  const { openKeyMap } = useFrameActs();
  const t = texts.appearance;
  const choices = <T extends string>(names: Record<T, string>) =>
    (Object.entries(names) as [T, string][]).map(([value, label]) => ({ value, label }));
  return (
    <Section id="appearance" title="Appearance and keys">
      <Row
        label={t.theme}
        words="theme light dark"
        end={
          <Select
            label={t.theme}
            value={settings.theme}
            options={choices(t.themes)}
            onChange={(theme) => onChange({ theme })}
          />
        }
      />
      <Row
        label={t.density}
        words="density height"
        end={
          <Select
            label={t.density}
            value={settings.density}
            options={choices(t.densities)}
            onChange={(density) => onChange({ density })}
          />
        }
      />
      <Row
        label={t.letters}
        hint={t.lettersHint}
        words="keyboard shortcuts"
        end={
          <Switch
            label={t.letters}
            checked={settings.singleLetterKeys}
            onChange={(singleLetterKeys) => onChange({ singleLetterKeys })}
          />
        }
      />
      <Row
        label={t.keys}
        words="keyboard shortcuts"
        end={
          <Button icon="keyboard" keys="?" onClick={openKeyMap}>
            {t.show}
          </Button>
        }
      />
    </Section>
  );
}

export function AboutSection({ version }: { version: string }) {
  return (
    <Section id="about" title="About">
      <Row
        label={texts.about.version}
        hint={texts.about.text}
        end={<span className="tnum">{`${texts.about.versionLabel} ${version}`}</span>}
      />
      <Row label={texts.about.licence} end={texts.about.licenceText} />
    </Section>
  );
}
