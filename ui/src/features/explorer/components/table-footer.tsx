import { FreshnessStamp } from "@/components/ui/freshness-stamp";
import { type DayRange, formatDayRange } from "@/lib/days";
import type { ExplorerPage } from "@/platform";
import styles from "../explorer-page.module.css";
import { attributionsText } from "../model/words";

interface TableFooterProps {
  head: ExplorerPage;
  range: DayRange;
}

/** The maturing days of a range; `null` where all have matured. */
function maturingDays(head: ExplorerPage, range: DayRange): DayRange | null {
  if (head.maturingSince === null || head.maturingSince > range.until) return null;
  const inRange = head.maturingSince > range.since;
  return { since: inRange ? head.maturingSince : range.since, until: range.until };
}

/** Whether some days of the range may still be restated. */
export function isMaturing(head: ExplorerPage, range: DayRange): boolean {
  return maturingDays(head, range) !== null;
}

/** What all figures above share: currency, attribution, age, and what is still open. */
export function TableFooter({ head, range }: TableFooterProps) {
  const currencies = head.totals.map((total) => total.currency);
  const maturing = maturingDays(head, range);
  const attribution = attributionsText(head.attribution);
  return (
    <footer className={styles.footer}>
      <span title={currencies.length > 1 ? `${currencies.join(", ")}: never added to each other` : undefined}>
        {currencies.length > 1 ? `${currencies.length} currencies` : (currencies[0] ?? "No figures")}
      </span>
      {attribution.text !== "" && (
        <span title={`What counts as a conversion after an ad:\n${attribution.all}`}>{attribution.text}</span>
      )}
      <span className={styles.lesser}>Ratios from sums</span>
      {head.pulledAtMs !== null && <FreshnessStamp pulledAtMs={head.pulledAtMs} />}
      {head.missingDays > 0 && (
        <span
          className={styles.missing}
          title="Some days of this range were not pulled for some account; the figures leave them out"
        >
          {head.missingDays} {head.missingDays === 1 ? "day" : "days"} missing
        </span>
      )}
      <span className={styles.grow} />
      {maturing !== null && head.totalRows > 0 && (
        <span title="Conversions of these days may still arrive">
          {formatDayRange(maturing)} still maturing
        </span>
      )}
    </footer>
  );
}
