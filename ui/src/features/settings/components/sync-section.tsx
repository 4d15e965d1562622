import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import type { Settings, SettingsPatch } from "@/platform";
import { texts } from "../texts";
import { Row, Section } from "./row";

export type SettingsProps = { settings: Settings; onChange: (patch: Partial<SettingsPatch>) => void };

/** The offered choices, with the present value among them even where it was set elsewhere. */
export function withPresent(
  offered: Record<string, string>,
  present: number,
  name: (value: number) => string,
) {
  const values = Object.keys(offered).map(Number);
  const all = values.includes(present) ? values : [...values, present].toSorted((a, b) => a - b);
  return all.map((value) => ({ value: String(value), label: offered[String(value)] ?? name(value) }));
}

/** When figures are pulled, and how many. */
export function SyncSection({ settings, onChange }: SettingsProps) {
  const t = texts.sync;
  return (
    <Section id="sync" title="Sync">
      <Row
        label={t.every}
        hint={t.everyHint}
        words="schedule interval"
        end={
          <Select
            label={t.every}
            value={String(settings.syncEveryMinutes)}
            options={withPresent(t.options, settings.syncEveryMinutes, t.minutes)}
            onChange={(value) => onChange({ syncEveryMinutes: Number(value) })}
          />
        }
      />
      <Row
        label={t.history}
        hint={t.historyHint}
        words="history range"
        end={
          <Select
            label={t.history}
            value={String(settings.historyDays)}
            options={withPresent(t.historyOptions, settings.historyDays, t.days)}
            onChange={(value) => onChange({ historyDays: Number(value) })}
          />
        }
      />
      <Row label={t.restate} hint={t.restateHint} words="restatement" end={t.restateValue} />
      <Row
        label={t.tray}
        hint={t.trayHint}
        words="tray background close"
        end={
          <Switch
            label={t.tray}
            checked={settings.keepInTray}
            onChange={(keepInTray) => onChange({ keepInTray })}
          />
        }
      />
    </Section>
  );
}
