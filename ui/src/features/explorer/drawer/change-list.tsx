import { dayIn } from "@/lib/days";
import { formatInstant, formatShortInstant } from "@/lib/times";
import type { Change, ChangeSource } from "@/platform";
import styles from "./change-list.module.css";
import sectionStyles from "./section.module.css";
import { drawerTexts as texts } from "./texts";

const SOURCE_WORDS: Readonly<Record<ChangeSource, string>> = {
  sextant: "Sextant",
  outside: "outside",
  meta: "Meta",
};

interface ChangeListProps {
  changes: readonly Change[];
  timeZone: string;
  nowMs: number;
  /** Day whose changes stand out. */
  activeDay: string | null;
}

/** What changed, newest first: when, what with before and after, who, and from where. */
export function ChangeList({ changes, timeZone, nowMs, activeDay }: ChangeListProps) {
  if (changes.length === 0) return <p className={sectionStyles.none}>{texts.noChanges}</p>;
  return (
    <ol>
      {changes.map((change, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: two changes may agree in every field.
          key={`${change.atMs}-${index}`}
          className={styles.change}
          data-active={(activeDay !== null && dayIn(timeZone, change.atMs) === activeDay) || undefined}
        >
          <time
            dateTime={new Date(change.atMs).toISOString()}
            title={formatInstant(change.atMs, { timeZone })}
          >
            {formatShortInstant(change.atMs, nowMs, { timeZone })}
          </time>
          <div className={styles.what}>
            <div>
              {change.what}
              {change.before !== null && <span className={styles.before}> {change.before}</span>}
              {change.after !== null && (
                <>
                  {" → "}
                  <b>{change.after}</b>
                </>
              )}
            </div>
            {change.actor !== null && <div className={styles.actor}>{change.actor}</div>}
          </div>
          <span className={styles.source} data-source={change.source}>
            {SOURCE_WORDS[change.source]}
          </span>
        </li>
      ))}
    </ol>
  );
}
