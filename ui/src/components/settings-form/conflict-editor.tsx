import { useState } from "react";
import { moneyText } from "@/components/money-field/amounts";
import { useTargetingPlace } from "@/components/targeting/use-targeting-place";
import type { FieldValue, PreviewRow } from "@/platform";
import { useSettingsForm } from "./api";
import styles from "./form.module.css";
import { SettingEditor } from "./setting-editor";
import { formTexts as texts } from "./texts";
import { settingText, type Typed } from "./typed";

interface ConflictEditorProps {
  row: PreviewRow;
  field: string;
  /** `null` while what is typed is no value. */
  onValue: (value: FieldValue | null) => void;
}

/** The draft's value as the field begins: a nested one begins with what is live, since here it is only known in words. */
function ownText(row: PreviewRow, field: string, currency: string): string | null {
  const diff = row.fields.find((one) => one.field === field);
  if (diff === undefined) return null;
  if (diff.afterMinor !== null) return moneyText(diff.afterMinor, currency);
  return field === "name" ? diff.after : null;
}

/** A value in place of both sides of a conflict. */
export function ConflictEditor({ row, field, onValue }: ConflictEditorProps) {
  const { accountId, level, id } = row;
  const { here } = useSettingsForm({ accountId, level, id: id ?? "" }, false);
  const targeting = useTargetingPlace({ accountId, level, id: id ?? "" });
  const [text, setText] = useState<string | null>(null);
  const form = here.data;
  const setting = form?.fields.find((one) => one.field === field);
  if (form === undefined || setting === undefined) {
    return <p className={styles.quiet}>{here.isError ? texts.unknown : texts.reading}</p>;
  }
  const handleText = (next: string, typed: Typed): void => {
    setText(next);
    onValue(typed.kind === "value" ? typed.value : null);
  };
  return (
    <SettingEditor
      setting={setting}
      place={{ ...form, targeting }}
      text={text ?? ownText(row, field, form.currency) ?? settingText(setting, form)}
      onText={handleText}
    />
  );
}
