import { formatMoney } from "@/lib/money";
import { formatRate } from "@/lib/numbers";
import type { RuleDecision } from "@/platform";
import { changePercent, readAmount } from "./decision";
import { whyTexts as texts } from "./texts";
import styles from "./why.module.css";

type Act = Pick<RuleDecision, "field" | "from" | "to"> & { until?: RuleDecision["until"] };

/** A side of a change as people read it. */
export function sideWords(text: string | null): string {
  if (text === null) return "—";
  const amount = readAmount(text);
  return amount === null ? (texts.statuses[text] ?? text) : formatMoney(amount.minor, amount.currency);
}

/** The setting an act is about. */
export const fieldWords = (field: string): string => texts.fields[field] ?? field.replaceAll("_", " ");

/** An act as a sentence: `Daily budget: €40.00 → €46.00`. */
export function actSentence({ field, from, to, until = null }: Act): string {
  if (field === null) return texts.tells;
  if (field === "copy") return `${texts.copies} ${to ?? ""}`;
  const end = until === null ? "" : ` ${texts.until[until]}`;
  return `${fieldWords(field)}: ${sideWords(from)} → ${sideWords(to)}${end}`;
}

/** What an act changes: the setting, from what to what, and by how much. */
export function ActDiff({ field, from, to, until = null }: Act) {
  if (field === null) return <span className={styles.quiet}>{texts.tells}</span>;
  if (field === "copy") {
    return (
      <span className={styles.diff}>
        <span className={styles.quiet}>{texts.copies}</span> <bdi className={styles.after}>{to}</bdi>
      </span>
    );
  }
  const percent = changePercent(from, to);
  return (
    <span className={styles.diff} title={actSentence({ field, from, to, until })}>
      {field !== "status" && <span className={styles.quiet}>{fieldWords(field)}</span>}
      <span className={styles.before}>{sideWords(from)}</span>
      <span aria-hidden="true" className={styles.quiet}>
        →
      </span>
      <span className="visually-hidden"> {texts.becomes} </span>
      <b className={styles.after}>{sideWords(to)}</b>
      {percent !== null && (
        <span className={styles.quiet}>
          {percent > 0 ? "+" : ""}
          {formatRate(percent, { digits: 1 })}
        </span>
      )}
      {until !== null && <span className={styles.quiet}>{texts.until[until]}</span>}
    </span>
  );
}
