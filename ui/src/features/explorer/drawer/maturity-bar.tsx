import { formatRate } from "@/lib/numbers";
import styles from "./tables.module.css";
import { drawerTexts as texts } from "./texts";

/** How much of a day's final conversions is usually in by now. */
export function MaturityBar({ percent, maturing }: { percent: number | null; maturing: boolean }) {
  if (percent === null)
    return (
      <span className={styles.unknown} title={texts.maturity.unknown}>
        ?
      </span>
    );
  const shown = Math.max(0, Math.min(100, percent));
  return (
    <span className={styles.maturity} title={texts.maturity.usual(formatRate(shown, { digits: 0 }))}>
      <span className={styles.bar} data-open={maturing || undefined} aria-hidden="true">
        <span style={{ width: `${shown}%` }} />
      </span>
      <span className={styles.percent}>{formatRate(shown, { digits: 0 })}</span>
    </span>
  );
}
