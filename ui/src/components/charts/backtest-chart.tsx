import { useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { formatDay } from "@/lib/days";
import { formatMoney } from "@/lib/money";
import { formatCount } from "@/lib/numbers";
import type { BacktestDay } from "@/platform";
import styles from "./backtest-chart.module.css";
import { largestOf } from "./chart-data";
import { AXIS_WIDTH } from "./plot-options";
import { type ChartPlot, TimeChart } from "./time-chart";

interface BacktestChartProps {
  /** Which version it is of, for those who cannot see it. */
  label: string;
  days: readonly BacktestDay[];
  /** The days of what stands beside it: both are drawn to one scale. */
  beside?: readonly BacktestDay[];
  currency: string;
}

const words = {
  acts: "Acts",
  falseKills: "False kills",
  raised: "Raised",
  lowered: "Lowered",
  day: "Day",
  chart: "Chart",
  table: "Table",
};

const dayLabel = (day: string): string => formatDay(day);
const noMark = (): string => "";

const NONE: readonly BacktestDay[] = [];

/** Height of the lane of marks above the plots, in pixels. */
const LANE = 24;

function plotsOf(
  days: readonly BacktestDay[],
  beside: readonly BacktestDay[],
  currency: string,
): ChartPlot[] {
  const most = (of: (day: BacktestDay) => number): number => largestOf([...days, ...beside].map(of));
  const money = (label: string, of: (day: BacktestDay) => number): ChartPlot[] =>
    most(of) === 0
      ? []
      : [
          {
            label,
            kind: "bars",
            values: days.map(of),
            atLeast: most(of),
            height: 56,
            axis: (value) => formatMoney(value, currency, { minor: "dropped" }),
            format: (value) => formatMoney(value, currency),
          },
        ];
  const acts: ChartPlot = {
    label: words.acts,
    kind: "bars",
    values: days.map((day) => day.acts),
    part: days.map((day) => day.falseKills),
    atLeast: most((day) => day.acts),
    height: 84,
    // There is no half an act.
    axis: (value) => (Number.isInteger(value) ? formatCount(value) : ""),
    format: formatCount,
  };
  return [
    acts,
    ...money(words.raised, ({ raisedMinor }) => raisedMinor),
    ...money(words.lowered, ({ loweredMinor }) => loweredMinor),
  ];
}

/** The name of each plot below the first, at its upper left corner. */
function PlotNames({ plots, currency }: { plots: readonly ChartPlot[]; currency: string }) {
  const tops = plots.map((_, at) => plots.slice(0, at).reduce((sum, { height }) => sum + height, LANE));
  return plots.slice(1).map(({ label }, at) => (
    <span
      key={label}
      className={styles.name}
      style={{ top: tops[at + 1], left: AXIS_WIDTH + 4 }}
      aria-hidden="true"
    >
      {label}, {currency}
    </span>
  ));
}

/** A day in words: what was done, how much of it was wrong, what was moved. */
function dayWords(day: BacktestDay | undefined, currency: string): string {
  if (day === undefined) return "";
  const parts = [
    `${words.acts} ${formatCount(day.acts)}`,
    `${words.falseKills.toLowerCase()} ${formatCount(day.falseKills)}`,
    ...(day.raisedMinor > 0
      ? [`${words.raised.toLowerCase()} ${formatMoney(day.raisedMinor, currency)}`]
      : []),
    ...(day.loweredMinor > 0
      ? [`${words.lowered.toLowerCase()} ${formatMoney(day.loweredMinor, currency)}`]
      : []),
  ];
  return `${formatDay(day.day, { weekday: true })}: ${parts.join(", ")}`;
}

/** Acts by day with those that were wrong, and the money moved, stacked over one axis of days; or the same as a table. */
export function BacktestChart({ label, days, beside = NONE, currency }: BacktestChartProps) {
  const [cursor, setCursor] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const plots = useMemo(() => plotsOf(days, beside, currency), [days, beside, currency]);
  const names = useMemo(() => days.map(({ day }) => day), [days]);
  const maturing = useMemo(() => days.map(() => false), [days]);
  const acts = days.reduce((sum, day) => sum + day.acts, 0);
  const wrong = days.reduce((sum, day) => sum + day.falseKills, 0);
  const summary = `${label}: ${words.acts.toLowerCase()} ${formatCount(acts)} over ${formatCount(days.length)} days, ${words.falseKills.toLowerCase()} ${formatCount(wrong)}`;
  return (
    <div className={styles.chart} data-testid="backtest-chart">
      <p className={styles.legend}>
        {cursor === null || asTable ? (
          <>
            <span>
              <i className={styles.acts} /> {words.acts}
            </span>
            <span>
              <i className={styles.wrong} /> {words.falseKills}
            </span>
          </>
        ) : (
          <span className="tnum">{dayWords(days[cursor], currency)}</span>
        )}
        <span className={styles.grow} />
        <Button kind="quiet" size="small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? words.chart : words.table}
        </Button>
      </p>
      {asTable ? (
        <DayTable days={days} currency={currency} label={label} />
      ) : (
        <div className={styles.plots}>
          <TimeChart
            summary={summary}
            days={names}
            dayLabel={dayLabel}
            plots={plots}
            maturing={maturing}
            marks={[]}
            markLabel={noMark}
            dayText={(day) => dayWords(days[day], currency)}
            cursor={cursor}
            onCursor={setCursor}
            pinned={null}
            onPin={() => undefined}
          />
          <PlotNames plots={plots} currency={currency} />
        </div>
      )}
    </div>
  );
}

function DayTable({ days, currency, label }: BacktestChartProps) {
  const heads = [words.acts, words.falseKills, words.raised, words.lowered];
  return (
    <div className={styles.tablePlace}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{words.day}</th>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.day}>
              <th scope="row">{formatDay(day.day, { weekday: true })}</th>
              <td>{formatCount(day.acts)}</td>
              <td>{formatCount(day.falseKills)}</td>
              <td>{formatMoney(day.raisedMinor, currency)}</td>
              <td>{formatMoney(day.loweredMinor, currency)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
