import { formatMoney } from "@/lib/money";
import { shortened } from "@/lib/text";
import type { FieldDiff } from "@/platform";
import styles from "./activity.module.css";
import { texts } from "./texts";

/** Longest value shown in a line; all of it is in the tooltip. */
const MOST_CHARS = 80;

type Props = {
  fields: readonly FieldDiff[];
  currency?: string | undefined;
  /** Fields shown; of the others the number is said. */
  most?: number;
  /** Whether each is named: not where the line already says which field it is about. */
  named?: boolean;
};

function shown(text: string | null, minor: number | null, currency: string | undefined): string {
  if (minor !== null && currency !== undefined && currency !== "") return formatMoney(minor, currency);
  return text ?? texts.none;
}

/** From what to what, field by field. */
export function FieldChanges({ fields, currency, most = 3, named = true }: Props) {
  return (
    <>
      {fields.slice(0, most).map((field) => {
        const before = shown(field.before, field.beforeMinor, currency);
        const after = shown(field.after, field.afterMinor, currency);
        return (
          <span
            key={`${field.field}|${field.label}`}
            className={styles.diff}
            title={`${field.label}: ${before} → ${after}`}
          >
            {named && <span className={styles.label}>{field.label}</span>}
            <bdi className={styles.before}>{shortened(before, MOST_CHARS)}</bdi>
            <span className={styles.arrow} aria-hidden="true">
              →
            </span>
            <span className="visually-hidden"> {texts.becomes} </span>
            <bdi className={styles.after}>{shortened(after, MOST_CHARS)}</bdi>
          </span>
        );
      })}
      {fields.length > most && <span className={styles.label}>+{fields.length - most}</span>}
    </>
  );
}
