import { useState } from "react";
import { parseTargeting } from "@/components/targeting/targeting";
import { TargetingForm } from "@/components/targeting/targeting-form";
import { texts as targetingTexts } from "@/components/targeting/texts";
import { targetingWords } from "@/components/targeting/words";
import { Button } from "@/components/ui/button";
import { Fault } from "@/components/ui/field-parts";
import type { EditableSetting } from "@/platform";
import styles from "./form.module.css";
import { JsonField } from "./json-field";
import { formTexts as texts } from "./texts";
import type { SettingPlace } from "./typed";

interface TargetingSettingProps {
  setting: EditableSetting;
  place: SettingPlace;
  text: string;
  error: string | undefined;
  onChange: (text: string) => void;
  disabled: boolean;
  hideLabel: boolean;
}

type View = "words" | "form" | "json";

/** A targeting: in words, in the form in which ad sets are made, and as JSON for what the form does not know. */
export function TargetingSetting(props: TargetingSettingProps) {
  const { setting, text, error, onChange, disabled, hideLabel } = props;
  const [view, setView] = useState<View>("words");
  const toggle = (to: View, words: string) => {
    const open = view === to;
    const label = open ? texts.words : words;
    return (
      <Button
        kind="quiet"
        size="small"
        icon="pencil"
        aria-expanded={open}
        aria-label={`${label}: ${setting.label}`}
        disabled={disabled}
        onClick={() => setView(open ? "words" : to)}
      >
        {label}
      </Button>
    );
  };
  return (
    <div className={styles.nested}>
      <div className={styles.nestedHead}>
        {!hideLabel && <span className={styles.fieldLabel}>{setting.label}</span>}
        {toggle("form", texts.edit)}
        {toggle("json", texts.editJson)}
      </div>
      {view === "form" ? <InForm {...props} /> : <InWords text={text} />}
      {view === "json" && (
        <JsonField label={setting.label} value={text} error={error} disabled={disabled} onChange={onChange} />
      )}
      {view === "words" && <Fault text={error} />}
    </div>
  );
}

function InWords({ text }: { text: string }) {
  const lines = targetingWords(text);
  if (lines.length === 0) return <span className={styles.quiet}>{texts.none}</span>;
  return (
    <dl className={styles.words}>
      {lines.map(({ label, words }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <bdi>{words}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function InForm({ setting, place, text, error, onChange, disabled }: TargetingSettingProps) {
  const targeting = parseTargeting(text);
  const says = !setting.known
    ? targetingTexts.notKnown
    : targeting === null
      ? targetingTexts.notShown
      : targetingTexts.reading;
  if (!setting.known || targeting === null || place.targeting === undefined) {
    return <p className={styles.quiet}>{says}</p>;
  }
  return (
    <TargetingForm
      targeting={targeting}
      error={error}
      place={place.targeting}
      disabled={disabled}
      onChange={(next) => onChange(JSON.stringify(next, null, 2))}
    />
  );
}
