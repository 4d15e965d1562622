import { formatDay } from "@/lib/days";
import type { Series } from "@/platform";
import { exactFigure } from "../model/cells";
import type { ColumnSpec } from "../model/columns";
import { metricLabel, SPEND } from "../model/series";
import styles from "./tables.module.css";
import { drawerTexts as texts } from "./texts";

/** The chart's figures as a table, newest day first. */
export function DayTable({ series, spec }: { series: Series; spec: ColumnSpec }) {
  const label = metricLabel(spec, series.conversion);
  return (
    <div className={styles.dayTable}>
      <table className={styles.table}>
        <caption className="visually-hidden">{label} and spend by day</caption>
        <thead>
          <tr>
            <th scope="col">{texts.columns.day}</th>
            <th scope="col">{label}, first seen</th>
            <th scope="col">{texts.columns.now}</th>
            <th scope="col">{texts.columns.spend}</th>
          </tr>
        </thead>
        <tbody>
          {series.days.toReversed().map((day) => (
            <tr key={day.day} data-maturing={day.maturing || undefined}>
              <th scope="row">{formatDay(day.day, { weekday: true })}</th>
              <td>
                {day.firstSeen === null
                  ? "—"
                  : exactFigure(spec, spec.value?.(day.firstSeen) ?? null, series.currency)}
              </td>
              <td>
                {day.now === null
                  ? "not pulled"
                  : exactFigure(spec, spec.value?.(day.now) ?? null, series.currency)}
              </td>
              <td>{day.now === null ? "—" : exactFigure(SPEND, day.now.spendMinor, series.currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
