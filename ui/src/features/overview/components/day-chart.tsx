import { useMemo, useState } from "react";
import type { MarkStack } from "@/components/charts/chart-data";
import { type ChartPlot, TimeChart } from "@/components/charts/time-chart";
import { Button } from "@/components/ui/button";
import { formatDay } from "@/lib/days";
import { formatMoney } from "@/lib/money";
import { formatRatio } from "@/lib/numbers";
import type { Note, OverviewMoney } from "@/platform";
import { chartSummary, dayWords, entriesOf, entryLine, lineMetric, marksOf } from "../model/chart";
import { formatFigure, metricLabel } from "../model/figures";
import { texts } from "../texts";
import styles from "./day-chart.module.css";
import { DayTable } from "./day-table";
import { Panel } from "./panel";

interface DayChartProps {
  money: OverviewMoney;
  asTable: boolean;
  onAsTable: (asTable: boolean) => void;
  /** The day that was chosen, by its place; `null` for none. */
  chosen: number | null;
  onChoose: (day: number | null) => void;
  onOpenDay: (day: string) => void;
  onNote: (day: string, note: Note | null) => void;
}

const dayLabel = (day: string): string => formatDay(day);

function plotsOf(money: OverviewMoney): ChartPlot[] {
  const { currency, days } = money;
  const metric = lineMetric(money);
  return [
    {
      label: texts.chart.spend,
      kind: "bars",
      ink: "first",
      values: days.map(({ metrics }) => metrics?.spendMinor ?? null),
      before: days.map(({ compareSpendMinor }) => compareSpendMinor),
      height: 150,
      axis: (value) => formatMoney(value, currency, { minor: "dropped" }),
      format: (value) => formatMoney(value, currency),
    },
    {
      label: metricLabel(metric, money.conversion),
      kind: "line",
      ink: "second",
      values: days.map(({ metrics }) => (metric === "roas" ? metrics?.roas : metrics?.cpaMinor) ?? null),
      height: 84,
      axis: (value) =>
        metric === "roas" ? formatRatio(value) : formatMoney(value, currency, { minor: "dropped" }),
      format: (value) => formatFigure(metric, value, currency),
    },
  ];
}

/** Spend, and what came back for it, by day: two plots over one axis, with what changed above. */
export function DayChart(props: DayChartProps) {
  const { money, asTable, onAsTable, chosen, onChoose, onOpenDay, onNote } = props;
  const [cursor, setCursor] = useState<number | null>(null);
  const plots = useMemo(() => plotsOf(money), [money]);
  const days = useMemo(() => money.days.map(({ day }) => day), [money]);
  const maturing = useMemo(() => money.days.map((day) => day.maturing), [money]);
  const entries = useMemo(() => entriesOf(money), [money]);
  const marks = useMemo(() => marksOf(money, entries), [money, entries]);
  const line = metricLabel(lineMetric(money), money.conversion);
  const linesOf = (stack: MarkStack): string[] =>
    stack.marks.flatMap(({ key }) => entries[key] ?? []).map(entryLine);
  return (
    <Panel
      title={texts.chart.title(line)}
      testId="overview-chart"
      end={
        <>
          <span className={styles.legend} aria-hidden="true">
            <i className={styles.before} /> {texts.chart.before}
          </span>
          <Button
            kind="quiet"
            size="small"
            keys="Shift+T"
            aria-pressed={asTable}
            onClick={() => onAsTable(!asTable)}
          >
            {asTable ? texts.chart.chart : texts.chart.table}
          </Button>
        </>
      }
    >
      {asTable ? (
        <DayTable money={money} entries={entries} />
      ) : (
        <div className={styles.chart}>
          <TimeChart
            summary={chartSummary(money)}
            days={days}
            dayLabel={dayLabel}
            plots={plots}
            maturing={maturing}
            marks={marks}
            markLabel={(stack) =>
              `${formatDay(days[stack.day] ?? "", { weekday: true })}: ${linesOf(stack).join("; ")}`
            }
            dayText={(day) => dayWords(money, day)}
            cursor={cursor}
            onCursor={setCursor}
            onChoose={onChoose}
            pinned={chosen}
            onPin={onChoose}
          />
        </div>
      )}
      <DayLine
        money={money}
        at={cursor ?? chosen}
        chosen={chosen}
        entries={entries}
        onOpenDay={onOpenDay}
        onNote={onNote}
      />
    </Panel>
  );
}

interface DayLineProps extends Pick<DayChartProps, "money" | "chosen" | "onOpenDay" | "onNote"> {
  at: number | null;
  entries: ReturnType<typeof entriesOf>;
}

/** The day under the crosshair, or the chosen one with what can be done with it. */
function DayLine({ money, at, chosen, entries, onOpenDay, onNote }: DayLineProps) {
  const day = at === null ? undefined : money.days[at];
  const picked = chosen === null ? undefined : money.days[chosen];
  const of = picked === undefined ? [] : entries.filter((entry) => entry.day === picked.day);
  return (
    <div className={styles.foot}>
      <div className={styles.line}>
        <span className={`${styles.words} tnum`}>
          {day === undefined || at === null ? texts.chart.hint : dayWords(money, at)}
        </span>
        {picked !== undefined && (
          <>
            <Button size="small" keys="N" onClick={() => onNote(picked.day, null)}>
              {texts.chart.addNote}
            </Button>
            <Button size="small" keys="O" onClick={() => onOpenDay(picked.day)}>
              {texts.chart.openDay}
            </Button>
          </>
        )}
      </div>
      {of.length > 0 && (
        <ul className={styles.entries}>
          {of.map((entry) =>
            entry.kind === "note" ? (
              <li key={entry.note.id}>
                <button type="button" className={styles.note} onClick={() => onNote(entry.day, entry.note)}>
                  <bdi>{entryLine(entry)}</bdi>
                </button>
              </li>
            ) : (
              <li key={`${entry.mark.atMs} ${entry.mark.name} ${entry.mark.what}`}>
                <bdi>{entryLine(entry)}</bdi>
              </li>
            ),
          )}
        </ul>
      )}
    </div>
  );
}
