import { FreshnessStamp } from "@/components/ui/freshness-stamp";
import { type DayRange, formatDayRange } from "@/lib/days";
import type { ExplorerPage } from "@/platform";
import styles from "../explorer-page.module.css";
import { attributionsText } from "../model/words";
import { explorerTexts as texts } from "../texts";

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
      <span title={currencies.length > 1 ? texts.footer.notAdded(currencies.join(", ")) : undefined}>
        {currencies.length > 1
          ? texts.footer.currencies(currencies.length)
          : (currencies[0] ?? texts.footer.noFigures)}
      </span>
      {attribution.text !== "" && (
        <span title={texts.footer.attribution(attribution.all)}>{attribution.text}</span>
      )}
      <span className={styles.lesser}>{texts.footer.ratios}</span>
      {head.pulledAtMs !== null && <FreshnessStamp pulledAtMs={head.pulledAtMs} />}
      {head.missingDays > 0 && (
        <span className={styles.missing} title={texts.footer.missingHint}>
          {texts.footer.missing(head.missingDays)}
        </span>
      )}
      <span className={styles.grow} />
      {maturing !== null && head.totalRows > 0 && (
        <span title={texts.footer.maturingHint}>{texts.footer.maturing(formatDayRange(maturing))}</span>
      )}
    </footer>
  );
}
