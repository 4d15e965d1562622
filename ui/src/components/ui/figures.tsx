import { type DeltaSense, describeDelta } from "@/lib/numbers";
import styles from "./figures.module.css";
import { Tooltip } from "./tooltip";

type NumProps = {
  /** Already formatted: digits, `—`, `···`. */
  children: string;
  /** Read to screen readers in place of the digits: with label, unit, currency and maturity. */
  label?: string;
  tone?: "plain" | "quiet" | "strong" | "good" | "bad";
};

/** The only way to print a figure: tabular digits that never wrap. */
export function Num({ children, label, tone = "plain" }: NumProps) {
  const empty = children === "—" || children === "···" || children === "?";
  const classes = `${styles.num} ${empty ? styles.quiet : styles[tone]}`;
  if (label === undefined) return <span className={classes}>{children}</span>;
  return (
    <span className={classes}>
      <span aria-hidden="true">{children}</span>
      <span className="visually-hidden">{label}</span>
    </span>
  );
}

type DeltaProps = {
  now: number | null | undefined;
  before: number | null | undefined;
  sense: DeltaSense;
  unit?: "percent" | "points";
  baseConversions?: number | null;
  /** Key figures show an arrow too. */
  arrow?: boolean;
};

const TONES = { good: styles.good, bad: styles.bad, neutral: styles.neutral, faint: styles.quiet };

/** How a figure moved. Colour follows good or bad, not up or down. */
export function Delta({ now, before, sense, unit, baseConversions, arrow = false }: DeltaProps) {
  const delta = describeDelta({ now, before, sense, ...(unit ? { unit } : {}), baseConversions });
  if (delta === null) return <span className={`${styles.num} ${styles.quiet}`}>—</span>;
  const showArrow = arrow && delta.direction !== "flat";
  return (
    <span className={`${styles.num} ${TONES[delta.tone]}`}>
      {showArrow && (
        <svg className={styles.arrow} width="9" height="8" viewBox="0 0 9 8" aria-hidden="true">
          <path d={delta.direction === "up" ? "M4.500 0 9 8H0z" : "M0 0h9L4.500 8z"} fill="currentColor" />
        </svg>
      )}
      {delta.text}
      {delta.note === "few" && <span className={styles.note}> few</span>}
    </span>
  );
}

type NotAdditiveProps = {
  /** Why, such as "Reach cannot be added up." */
  reason: string;
};

/** In place of a total that would be wrong. */
export function NotAdditive({ reason }: NotAdditiveProps) {
  return (
    <Tooltip text={reason}>
      <button type="button" className={`${styles.num} ${styles.notAdditive}`}>
        <span aria-hidden="true">≠</span>
        <span className="visually-hidden">{reason}</span>
      </button>
    </Tooltip>
  );
}
