import styles from "./progress-line.module.css";

type Props = {
  label: string;
  /** Between 0 and 1; `null` where the end is not known. */
  share: number | null;
  className?: string | undefined;
};

/** A thin line. It never says more than it knows: without a known end it is a resting half tone, not a moving stripe. */
export function ProgressLine({ label, share, className }: Props) {
  const percent = share === null ? null : Math.round(Math.min(1, Math.max(0, share)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { "aria-valuenow": percent })}
      className={[styles.line, percent === null && styles.open, className].filter(Boolean).join(" ")}
    >
      {percent !== null && <div className={styles.done} style={{ width: `${percent}%` }} />}
    </div>
  );
}

type MeterProps = { label: string; percent: number; className?: string | undefined };

/** How much of a limit is used. It turns amber from three quarters and red where calls wait. */
export function UsageMeter({ label, percent, className }: MeterProps) {
  const level = percent >= 95 ? styles.full : percent >= 75 ? styles.high : styles.low;
  return (
    <div
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
      className={[styles.line, styles.meter, className].filter(Boolean).join(" ")}
    >
      <div
        className={`${styles.done} ${level}`}
        style={{ width: `${Math.min(100, Math.max(0, percent))}%` }}
      />
    </div>
  );
}
