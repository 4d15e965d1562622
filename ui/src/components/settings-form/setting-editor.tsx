import { useState } from "react";
import { MoneyField } from "@/components/money-field/money-field";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import type { EditableSetting } from "@/platform";
import styles from "./form.module.css";
import { JsonField } from "./json-field";
import { TargetingSetting } from "./targeting-setting";
import { formTexts as texts } from "./texts";
import { constantWords, readSetting, type SettingPlace, settingText, type Typed } from "./typed";

interface SettingEditorProps {
  setting: EditableSetting;
  place: SettingPlace;
  /** As typed so far. */
  text: string;
  onText: (text: string, typed: Typed) => void;
  /** What the core holds against it, in words. */
  fault?: string | undefined;
  disabled?: boolean;
  /** Hidden from the eye where a heading says the same. */
  hideLabel?: boolean;
}

/** What stands in a list for no value. */
const NOTHING = "";
/** A list wants a value for it all the same. */
const UNSET = " ";

/** The field for one setting, by what its values are. */
export function SettingEditor(props: SettingEditorProps) {
  const { setting, place, text, onText, fault, disabled = false, hideLabel = false } = props;
  const change = (next: string): void => onText(next, readSetting(setting, next, place));
  const typed = readSetting(setting, text, place);
  const error = typed.kind === "refused" && text !== settingText(setting, place) ? typed.why : fault;
  switch (setting.kind) {
    case "money":
      return (
        <MoneyField
          label={setting.label}
          hideLabel={hideLabel}
          size="small"
          text={text}
          onText={change}
          currency={place.currency}
          nowMinor={setting.value?.kind === "money" ? setting.value.minor : null}
          disabled={disabled}
        />
      );
    case "status":
    case "choice":
    case "flag":
      return (
        <OneOf setting={setting} text={text} onChange={change} disabled={disabled} hideLabel={hideLabel} />
      );
    case "choices":
      return (
        <Several setting={setting} text={text} onChange={change} disabled={disabled} hideLabel={hideLabel} />
      );
    case "json":
      if (setting.field === "targeting") {
        return (
          <TargetingSetting
            {...props}
            disabled={disabled}
            hideLabel={hideLabel}
            error={error}
            onChange={change}
          />
        );
      }
      return (
        <Nested
          setting={setting}
          text={text}
          error={error}
          onChange={change}
          disabled={disabled}
          hideLabel={hideLabel}
        />
      );
    case "instant":
    case "text":
      return (
        <TextField
          label={setting.label}
          hideLabel={hideLabel}
          size="small"
          value={text}
          error={error}
          disabled={disabled}
          {...(setting.kind === "instant" ? { hint: texts.timeHint(place.timeZone) } : {})}
          onChange={(event) => change(event.target.value)}
        />
      );
  }
}

interface PartProps {
  setting: EditableSetting;
  text: string;
  onChange: (text: string) => void;
  disabled: boolean;
  hideLabel?: boolean;
}

function OneOf({ setting, text, onChange, disabled, hideLabel = false }: PartProps) {
  const constants = setting.kind === "flag" ? ["true", "false"] : setting.choices;
  const wordsOf = (constant: string): string =>
    setting.kind === "flag" ? (constant === "true" ? texts.yes : texts.no) : constantWords(constant);
  const known = text === NOTHING || constants.includes(text) ? constants : [...constants, text];
  const options = known.map((constant) => ({ value: constant, label: wordsOf(constant) }));
  return (
    <div className={styles.oneOf}>
      {!hideLabel && <span className={styles.fieldLabel}>{setting.label}</span>}
      <Select
        label={setting.label}
        value={text === NOTHING ? UNSET : text}
        options={text === NOTHING ? [{ value: UNSET, label: texts.noChoice }, ...options] : options}
        disabled={disabled}
        onChange={(next) => onChange(next.trim())}
      />
    </div>
  );
}

function chosen(text: string): string[] {
  try {
    const list: unknown = JSON.parse(text === "" ? "[]" : text);
    return Array.isArray(list)
      ? list.filter((one): one is string => typeof one === "string" && one !== "NONE")
      : [];
  } catch {
    return [];
  }
}

function Several({ setting, text, onChange, disabled, hideLabel = false }: PartProps) {
  const has = chosen(text);
  const all = [...setting.choices, ...has.filter((one) => !setting.choices.includes(one))];
  return (
    <fieldset className={styles.several} disabled={disabled}>
      <legend className={hideLabel ? "visually-hidden" : styles.fieldLabel}>{setting.label}</legend>
      {all.map((constant) => (
        <Checkbox
          key={constant}
          checked={has.includes(constant)}
          disabled={disabled}
          onChange={(on) =>
            onChange(JSON.stringify(on ? [...has, constant] : has.filter((one) => one !== constant)))
          }
        >
          {constantWords(constant)}
        </Checkbox>
      ))}
    </fieldset>
  );
}

/** A nested setting, as JSON for whoever wants to change it. */
function Nested({
  setting,
  text,
  error,
  onChange,
  disabled,
  hideLabel,
}: PartProps & { error: string | undefined }) {
  const [open, setOpen] = useState(false);
  return (
    <div className={styles.nested}>
      <div className={styles.nestedHead}>
        {hideLabel !== true && <span className={styles.fieldLabel}>{setting.label}</span>}
        <Button
          kind="quiet"
          size="small"
          icon="pencil"
          aria-expanded={open}
          aria-label={`${open ? texts.words : texts.editJson}: ${setting.label}`}
          disabled={disabled}
          onClick={() => setOpen((now) => !now)}
        >
          {open ? texts.words : texts.editJson}
        </Button>
      </div>
      {open ? (
        <JsonField label={setting.label} value={text} error={error} disabled={disabled} onChange={onChange} />
      ) : (
        <code className={styles.json}>{text === "" ? texts.none : short(text)}</code>
      )}
    </div>
  );
}

const short = (text: string): string => {
  const one = text.replace(/\s+/g, " ");
  return one.length > 120 ? `${one.slice(0, 120)}…` : one;
};
