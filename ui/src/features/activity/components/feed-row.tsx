import { FieldChanges } from "@/components/activity/field-changes";
import { SourceMark } from "@/components/activity/source-mark";
import { texts as words } from "@/components/activity/texts";
import { formatCount } from "@/lib/numbers";
import { formatClock, formatInstant } from "@/lib/times";
import type { ActivityEntry } from "@/platform";
import { texts } from "../texts";
import styles from "./feed.module.css";

/** What became of it, in a few words. */
export function resultWords(entry: ActivityEntry): string | null {
  if (entry.undone) return words.undone;
  if (entry.result === null) return null;
  if (entry.result === "partly") {
    return words.partly(formatCount(entry.succeeded), formatCount(entry.objects));
  }
  return words.results[entry.result];
}

/** The object, or how many there are. */
export const objectWords = (entry: ActivityEntry): string =>
  entry.objects > 1 ? words.objects(formatCount(entry.objects)) : entry.name || entry.accountName;

type Props = {
  entry: ActivityEntry;
  timeZone: string;
  currency: string | undefined;
  /** Whether accounts are told apart. */
  withAccount: boolean;
};

/** The cells of one entry: when, who, what, from what to what, why and how it ended. */
export function FeedRow({ entry, timeZone, currency, withAccount }: Props) {
  const level = entry.level === null ? null : texts.levels[entry.level];
  const place = [level, withAccount ? entry.accountName : null].filter(Boolean).join(" · ");
  const result = resultWords(entry);
  return (
    <>
      {/* biome-ignore lint/a11y/useFocusableInteractive: the feed holds the focus and names its active row. */}
      <span role="gridcell" className={styles.time} title={formatInstant(entry.atMs, { timeZone })}>
        {formatClock(entry.atMs, { timeZone })}
        {entry.noticedAtMs !== null && (
          <span
            className={styles.noticed}
            title={words.noticed(formatInstant(entry.noticedAtMs, { timeZone }))}
          >
            ~
          </span>
        )}
      </span>
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
      <span role="gridcell" className={styles.who}>
        <SourceMark entry={entry} />
        <bdi className={styles.actor}>{entry.source === "meta" ? "" : (entry.actor ?? "")}</bdi>
      </span>
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
      <span role="gridcell" className={styles.object} title={objectWords(entry)}>
        <bdi className={styles.name}>{objectWords(entry)}</bdi>
        <span className={styles.place}>{place}</span>
      </span>
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
      <span role="gridcell" className={styles.change}>
        <span className={styles.what}>{entry.what}</span>
        <FieldChanges fields={entry.fields} currency={currency} most={2} named={entry.fields.length > 1} />
      </span>
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
      <span role="gridcell" className={styles.result} title={entry.text ?? entry.reason ?? undefined}>
        {result !== null && <span data-result={entry.undone ? "undone" : entry.result}>{result}</span>}
        <bdi className={styles.reason}>{entry.text ?? entry.reason ?? ""}</bdi>
      </span>
    </>
  );
}
