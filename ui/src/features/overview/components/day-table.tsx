import { formatDay } from "@/lib/days";
import type { OverviewMoney } from "@/platform";
import { type AxisEntry, entryLine, lineMetric } from "../model/chart";
import { formatFigure, metricLabel } from "../model/figures";
import { texts } from "../texts";
import styles from "./table.module.css";

/** What the chart shows, as a table. */
export function DayTable({ money, entries }: { money: OverviewMoney; entries: readonly AxisEntry[] }) {
  const metric = lineMetric(money);
  const { currency, conversion } = money;
  return (
    <div className={styles.tall}>
      <table className={styles.table} aria-label={texts.chart.title(metricLabel(metric, conversion))}>
        <thead>
          <tr>
            <th scope="col">{texts.chart.day}</th>
            <th scope="col" className={styles.number}>
              {texts.chart.spend}
            </th>
            <th scope="col" className={styles.number}>
              {metricLabel("conversions", conversion)}
            </th>
            <th scope="col" className={styles.number}>
              {metricLabel(metric, conversion)}
            </th>
            <th scope="col">{texts.chart.changes}</th>
          </tr>
        </thead>
        <tbody>
          {money.days.map((day) => (
            <tr key={day.day} className={day.maturing ? styles.maturing : undefined}>
              <th scope="row">
                {formatDay(day.day, { weekday: true })}
                {day.maturing && <span className={styles.quiet}> {texts.maturing}</span>}
              </th>
              <td className={styles.number}>
                {formatFigure("spend", day.metrics?.spendMinor ?? null, currency)}
              </td>
              <td className={styles.number}>
                {formatFigure("conversions", day.metrics?.conversions ?? null, currency)}
              </td>
              <td className={styles.number}>
                {formatFigure(
                  metric,
                  (metric === "roas" ? day.metrics?.roas : day.metrics?.cpaMinor) ?? null,
                  currency,
                )}
              </td>
              <td>
                <bdi>
                  {entries
                    .filter((entry) => entry.day === day.day)
                    .map(entryLine)
                    .join("; ")}
                </bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
