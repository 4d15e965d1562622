import { formatMoney } from "@/lib/money";
import { formatCount, formatRate } from "@/lib/numbers";
import type { Breakdown, BreakdownKind, BreakdownMetric, BreakdownRow, Metrics } from "@/platform";
import tables from "../drawer/tables.module.css";
import styles from "./breakdown.module.css";
import { figureOf, figureText, partName } from "./parts";
import { breakdownTexts as texts } from "./texts";

interface BreakdownTableProps {
  shown: Breakdown;
  by: BreakdownKind;
  metric: BreakdownMetric;
}

const order = (row: BreakdownRow): string => row.values.join();

/** The parts with their shares; figures beside them are of the same days. */
export function BreakdownTable({ shown, by, metric }: BreakdownTableProps) {
  const conversions = shown.conversion !== "mixed";
  // Names of two words need the room.
  const ctr = shown.rows.every((row) => row.values.length < 2);
  // The longest bar is the largest part: what is compared are the parts.
  const most = Math.max(1, ...shown.rows.map((row) => row.sharePercent ?? 0));
  // Hours have an order of their own.
  const rows = by === "hour" ? shown.rows.toSorted((a, b) => order(a).localeCompare(order(b))) : shown.rows;
  return (
    <div className={styles.wide}>
      <table className={tables.table}>
        <caption className="visually-hidden">{texts.table(texts.kinds[by])}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.columns.part}</th>
            <th scope="col" className={styles.shareHead}>
              {texts.columns.share}
            </th>
            <th scope="col">{texts.metrics[metric]}</th>
            {metric !== "spend" && <th scope="col">{texts.columns.spend}</th>}
            {ctr && <th scope="col">{texts.columns.ctr}</th>}
            {conversions && metric !== "conversions" && <th scope="col">{texts.metrics.conversions}</th>}
            {conversions && <th scope="col">{texts.columns.cpa}</th>}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.values.join("|")}>
              <th scope="row" className={styles.part}>
                {partName(row.values, by)}
              </th>
              <td className={styles.share}>
                <span className={styles.shareCell}>
                  <span className={styles.bar} aria-hidden="true">
                    <span style={{ width: `${((row.sharePercent ?? 0) / most) * 100}%` }} />
                  </span>
                  <span className={styles.percent}>{formatRate(row.sharePercent, { digits: 1 })}</span>
                </span>
              </td>
              <Figures
                metrics={row.metrics}
                metric={metric}
                currency={shown.currency}
                conversions={conversions}
                ctr={ctr}
              />
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr className={styles.total}>
            <th scope="row">{texts.columns.all}</th>
            <td />
            <Figures
              metrics={shown.total}
              metric={metric}
              currency={shown.currency}
              conversions={conversions}
              ctr={ctr}
            />
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

interface FiguresProps {
  metrics: Metrics;
  metric: BreakdownMetric;
  currency: string;
  conversions: boolean;
  ctr: boolean;
}

function Figures({ metrics, metric, currency, conversions, ctr }: FiguresProps) {
  return (
    <>
      <td>{figureText(figureOf(metrics, metric), metric, currency)}</td>
      {metric !== "spend" && <td>{formatMoney(metrics.spendMinor, currency)}</td>}
      {ctr && <td>{formatRate(metrics.ctrPercent)}</td>}
      {conversions && metric !== "conversions" && <td>{formatCount(metrics.conversions)}</td>}
      {conversions && <td>{formatMoney(metrics.cpaMinor, currency)}</td>}
    </>
  );
}
