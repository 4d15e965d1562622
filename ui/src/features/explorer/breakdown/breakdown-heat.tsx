import type { CSSProperties } from "react";
import { Button } from "@/components/ui/button";
import type { Breakdown, BreakdownMetric, HeatCell } from "@/platform";
import sectionStyles from "../drawer/section.module.css";
import tables from "../drawer/tables.module.css";
import styles from "./breakdown.module.css";
import { figureOf, figureText } from "./parts";
import { breakdownTexts as texts } from "./texts";

interface BreakdownHeatProps {
  shown: Breakdown;
  metric: BreakdownMetric;
  asTable: boolean;
  onAsTable: (asTable: boolean) => void;
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** Average of an hour; none of a weekday that is not in the range. */
function average(cell: HeatCell | undefined, metric: BreakdownMetric): number | null {
  return cell === undefined || cell.days === 0 ? null : figureOf(cell.metrics, metric) / cell.days;
}

const clock = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;

/** Hours against weekdays: by depth of one colour, or with figures. Both are tables, read cell by cell. */
export function BreakdownHeat({ shown, metric, asTable, onAsTable }: BreakdownHeatProps) {
  const title = texts.heat(texts.metrics[metric]);
  const cells = new Map(shown.heat.map((cell) => [cell.weekday * 24 + cell.hour, average(cell, metric)]));
  const at = (weekday: number, hour: number): number | null => cells.get(weekday * 24 + hour) ?? null;
  const most = Math.max(0, ...[...cells.values()].map((value) => value ?? 0));
  const text = (value: number | null): string =>
    value === null ? "—" : figureText(value, metric, shown.currency);
  return (
    <section className={sectionStyles.section} aria-label={title}>
      <div className={sectionStyles.sectionHead}>
        <b>{title}</b>
        <span className={sectionStyles.grow} />
        <Button
          kind="quiet"
          size="small"
          keys="Shift+T"
          aria-pressed={asTable}
          onClick={() => onAsTable(!asTable)}
        >
          {asTable ? texts.chart : texts.asTable}
        </Button>
      </div>
      <p className={styles.heatNote}>{texts.heatNote}</p>
      {asTable ? (
        <div className={tables.dayTable}>
          <table className={tables.table}>
            <caption className="visually-hidden">{title}</caption>
            <thead>
              <tr>
                <th scope="col">{texts.columns.hour}</th>
                {texts.weekdays.map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {HOURS.map((hour) => (
                <tr key={hour}>
                  <th scope="row">{clock(hour)}</th>
                  {texts.weekdays.map((name, weekday) => (
                    <td key={name}>{text(at(weekday, hour))}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <>
          <table className={styles.heat}>
            <caption className="visually-hidden">{title}</caption>
            <thead>
              <tr>
                <td />
                {HOURS.map((hour) => (
                  <th key={hour} scope="col" aria-label={clock(hour)}>
                    {hour % 6 === 0 ? hour : ""}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {texts.weekdays.map((name, weekday) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {HOURS.map((hour) => {
                    const value = at(weekday, hour);
                    const depth = value === null || most === 0 ? 0 : Math.round((value / most) * 100);
                    return (
                      <td
                        key={hour}
                        data-absent={value === null || undefined}
                        style={{ "--depth": `${depth}%` } as CSSProperties}
                        title={`${name} ${clock(hour)}: ${text(value)}`}
                      >
                        <span className="visually-hidden">{text(value)}</span>
                      </td>
                    );
                  })}
                </tr>
              ))}
            </tbody>
          </table>
          <div className={styles.scale} aria-hidden="true">
            {texts.less} <i /> {texts.more}, {text(most)} at most
          </div>
        </>
      )}
    </section>
  );
}
