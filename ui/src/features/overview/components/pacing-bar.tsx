import type { PacingRow } from "@/platform";
import styles from "./pacing-bar.module.css";

/** What was spent, where it is going, and the target as a line. Decoration: the columns beside it say it in digits. */
export function PacingBar({ row }: { row: PacingRow }) {
  const end = Math.max(row.projectedMinor ?? 0, row.spentMinor);
  const most = Math.max(row.targetMinor ?? 0, end) * (row.targetMinor === null ? 1 : 1.12);
  if (most <= 0) return <div className={styles.track} aria-hidden="true" />;
  const share = (minor: number): string => `${Math.min(100, Math.max(0, (minor / most) * 100)).toFixed(2)}%`;
  return (
    <div className={styles.track} aria-hidden="true">
      <span
        className={styles.projected}
        data-over={row.standing === "over" || undefined}
        style={{ width: share(end) }}
      />
      <span
        className={styles.spent}
        data-over={row.standing === "over" || undefined}
        style={{ width: share(row.spentMinor) }}
      />
      {row.targetMinor !== null && (
        <span className={styles.target} style={{ left: share(row.targetMinor) }} />
      )}
    </div>
  );
}
