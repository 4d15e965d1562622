import { useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { formatDay } from "@/lib/days";
import { systemLocale } from "@/lib/locale";
import { formatMoney } from "@/lib/money";
import { formatCount } from "@/lib/numbers";
import type { BacktestDay } from "@/platform";
import styles from "./backtest-chart.module.css";
import { type ChartPlot, TimeChart } from "./time-chart";

interface BacktestChartProps {
  /** Which version it is of, for those who cannot see it. */
  label: string;
  days: readonly BacktestDay[];
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

function plotsOf(days: readonly BacktestDay[], currency: string): ChartPlot[] {
  const count = new Intl.NumberFormat(systemLocale(), { maximumFractionDigits: 1 });
  const money = (label: string, values: number[]): ChartPlot => ({
    label,
    kind: "bars",
    values,
    height: 52,
    axis: (value) => formatMoney(value, currency, { minor: "dropped" }),
    format: (value) => formatMoney(value, currency),
  });
  const acts: ChartPlot = {
    label: words.acts,
    kind: "bars",
    values: days.map((day) => day.acts),
    part: days.map((day) => day.falseKills),
    height: 84,
    axis: (value) => count.format(value),
    format: formatCount,
  };
  const raised = days.map(({ raisedMinor }) => raisedMinor);
  const lowered = days.map(({ loweredMinor }) => loweredMinor);
  return [
    acts,
    ...(raised.some((value) => value > 0) ? [money(words.raised, raised)] : []),
    ...(lowered.some((value) => value > 0) ? [money(words.lowered, lowered)] : []),
  ];
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
export function BacktestChart({ label, days, currency }: BacktestChartProps) {
  const [cursor, setCursor] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const plots = useMemo(() => plotsOf(days, currency), [days, currency]);
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
            {plots.slice(1).map((plot) => (
              <span key={plot.label}>
                <i className={styles.acts} /> {plot.label}, {currency}
              </span>
            ))}
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
