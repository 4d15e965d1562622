import { Button } from "@/components/ui/button";
import { formatDay } from "@/lib/days";
import type { Breakdown, BreakdownKind, BreakdownMetric } from "@/platform";
import sectionStyles from "../drawer/section.module.css";
import tables from "../drawer/tables.module.css";
import styles from "./breakdown.module.css";
import { figureText, partName } from "./parts";
import { breakdownTexts as texts } from "./texts";

interface BreakdownStackProps {
  shown: Breakdown;
  by: BreakdownKind;
  metric: BreakdownMetric;
  asTable: boolean;
  onAsTable: (asTable: boolean) => void;
}

const HEIGHT = 120;

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** The largest parts of each day on top of one another, or the same as a table. A day that is not here stays empty. */
export function BreakdownStack({ shown, by, metric, asTable, onAsTable }: BreakdownStackProps) {
  const { names, days } = shown.stack;
  const title = texts.stack(texts.metrics[metric]);
  const parts = names.map((values, place) => ({ place, name: partName(values, by) }));
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
      {asTable ? (
        <div className={tables.dayTable}>
          <table className={tables.table}>
            <caption className="visually-hidden">{title}</caption>
            <thead>
              <tr>
                <th scope="col">{texts.columns.day}</th>
                {parts.map(({ place, name }) => (
                  <th key={place} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map(({ day, values }) => (
                <tr key={day}>
                  <th scope="row">{formatDay(day, { weekday: true })}</th>
                  {parts.map(({ place }) => (
                    <td key={place}>
                      {values === null ? "—" : figureText(values[place] ?? 0, metric, shown.currency)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <>
          <StackPlot shown={shown} metric={metric} title={title} names={parts.map(({ name }) => name)} />
          <ul className={styles.legend}>
            {parts.map(({ place, name }) => (
              <li key={place}>
                <i data-part={place} aria-hidden="true" /> {name}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

interface StackPlotProps {
  shown: Breakdown;
  metric: BreakdownMetric;
  title: string;
  names: readonly string[];
}

function StackPlot({ shown, metric, title, names }: StackPlotProps) {
  const { days } = shown.stack;
  const text = (value: number): string => figureText(value, metric, shown.currency);
  const most = Math.max(1, ...days.map(({ values }) => (values === null ? 0 : sum(values))));
  const largest = names[0] === undefined ? "" : `, the largest part is ${names[0]}`;
  return (
    <>
      <svg
        className={styles.plot}
        viewBox={`0 0 ${days.length * 10} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${title}, ${days.length} days, at most ${text(most)} a day${largest}`}
      >
        {days.map(({ day, values }, at) => {
          if (values === null) {
            return (
              <rect key={day} className={styles.absent} x={at * 10} y={0} width={10} height={HEIGHT}>
                <title>{`${formatDay(day, { weekday: true })}: not here`}</title>
              </rect>
            );
          }
          const lines = values.map((value, place) => `${names[place] ?? ""} ${text(value)}`).join("\n");
          return (
            <g key={day}>
              <title>{`${formatDay(day, { weekday: true })}: ${text(sum(values))}\n${lines}`}</title>
              {values.map((value, place) => {
                const below = sum(values.slice(0, place));
                const height = (value / most) * HEIGHT;
                return (
                  <rect
                    // biome-ignore lint/suspicious/noArrayIndexKey: a part is known by its place.
                    key={place}
                    data-part={place}
                    x={at * 10 + 1}
                    y={HEIGHT - (below / most) * HEIGHT - height}
                    width={8}
                    height={height}
                  />
                );
              })}
            </g>
          );
        })}
      </svg>
      <div className={styles.axis} aria-hidden="true">
        <span>{days[0] && formatDay(days[0].day)}</span>
        <span>{text(most)} at most</span>
        <span>{days.at(-1) && formatDay(days.at(-1)?.day ?? "")}</span>
      </div>
    </>
  );
}
