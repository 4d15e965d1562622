import { useMemo, useState } from "react";
import type { MarkStack } from "@/components/charts/chart-data";
import { type ChartPlot, TimeChart } from "@/components/charts/time-chart";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { formatDay } from "@/lib/days";
import { systemLocale } from "@/lib/locale";
import { formatMoney } from "@/lib/money";
import type { ExplorerColumn, Series } from "@/platform";
import { exactFigure } from "../model/cells";
import { type ColumnSpec, columnSpec } from "../model/columns";
import {
  changeLine,
  dayWords,
  LINE_METRICS,
  marksOf,
  metricLabel,
  SPEND,
  seriesSummary,
  valuesByDay,
} from "../model/series";
import styles from "./day-chart.module.css";
import { DayTable } from "./day-table";
import sectionStyles from "./section.module.css";
import { drawerTexts as texts } from "./texts";

interface DayChartProps {
  series: Series;
  metric: ExplorerColumn;
  onMetric: (metric: ExplorerColumn) => void;
  /** Whether the table stands in for the chart. */
  asTable: boolean;
  onAsTable: (asTable: boolean) => void;
  /** Day whose changes stay marked. */
  pinned: number | null;
  onPin: (day: number | null) => void;
}

const dayLabel = (day: string): string => formatDay(day);

/** Axis labels are short: money without its minor part, and small figures with as many digits as they need. */
function axisText(spec: ColumnSpec, currency: string): (value: number) => string {
  if (spec.kind === "money") {
    return (value) => formatMoney(value, currency, value >= 1_000 || value === 0 ? { minor: "dropped" } : {});
  }
  if (spec.kind === "rate") return (value) => `${Number(value.toFixed(2))}\u2009%`;
  const format = new Intl.NumberFormat(systemLocale(), { notation: "compact", maximumFractionDigits: 2 });
  return (value) => format.format(value);
}

function plotsOf(series: Series, spec: ColumnSpec): ChartPlot[] {
  const exact = (of: ColumnSpec) => (value: number) => exactFigure(of, value, series.currency);
  return [
    {
      label: metricLabel(spec, series.conversion),
      kind: "line",
      values: valuesByDay(series.days, spec, "now"),
      before: valuesByDay(series.days, spec, "firstSeen"),
      height: 118,
      axis: axisText(spec, series.currency),
      format: exact(spec),
    },
    {
      label: SPEND.label,
      kind: "bars",
      values: valuesByDay(series.days, SPEND, "now"),
      height: 52,
      axis: axisText(SPEND, series.currency),
      format: exact(SPEND),
    },
  ];
}

/** A figure by day as first seen and now, over spend, with the changes that happened. */
export function DayChart({ series, metric, onMetric, asTable, onAsTable, pinned, onPin }: DayChartProps) {
  const [cursor, setCursor] = useState<number | null>(null);
  const spec = columnSpec(metric);
  const plots = useMemo(() => plotsOf(series, spec), [series, spec]);
  const days = useMemo(() => series.days.map((day) => day.day), [series]);
  const maturing = useMemo(() => series.days.map((day) => day.maturing), [series]);
  const marks = useMemo(() => marksOf(series), [series]);
  const markLabel = (stack: MarkStack): string => {
    const lines = stack.marks.flatMap((mark) => series.changes[mark.key] ?? []).map(changeLine);
    return `${formatDay(days[stack.day] ?? "", { weekday: true })}: ${lines.join("; ")}`;
  };

  return (
    <section className={sectionStyles.section} aria-label={`${metricLabel(spec, series.conversion)} by day`}>
      <div className={sectionStyles.sectionHead}>
        <Select
          label={texts.chart.metric}
          value={metric}
          options={LINE_METRICS.map((option) => ({
            value: option.key as ExplorerColumn,
            label: metricLabel(option, series.conversion),
          }))}
          onChange={onMetric}
        />
        <span>by day</span>
        <span className={sectionStyles.grow} />
        <Button
          kind="quiet"
          size="small"
          keys="Shift+T"
          aria-pressed={asTable}
          onClick={() => onAsTable(!asTable)}
        >
          {asTable ? "Chart" : "Table"}
        </Button>
      </div>
      {asTable ? (
        <DayTable series={series} spec={spec} />
      ) : (
        <>
          <TimeChart
            summary={seriesSummary(series, spec)}
            days={days}
            dayLabel={dayLabel}
            plots={plots}
            maturing={maturing}
            marks={marks}
            markLabel={markLabel}
            dayText={(day) => dayWords(series, spec, day)}
            cursor={cursor}
            onCursor={setCursor}
            pinned={pinned}
            onPin={onPin}
          />
          <ReadOut series={series} spec={spec} cursor={cursor ?? pinned} />
        </>
      )}
    </section>
  );
}

/** What the crosshair is on, or the legend; the line keeps its height so that nothing moves. */
function ReadOut({ series, spec, cursor }: { series: Series; spec: ColumnSpec; cursor: number | null }) {
  const day = cursor === null ? undefined : series.days[cursor];
  if (!day) {
    return (
      <p className={styles.legend} aria-hidden="true">
        <span>
          <i className={styles.now} /> now
        </span>
        <span>
          <i className={styles.firstSeen} /> first seen
        </span>
        <span>
          <i className={styles.spend} /> spend
        </span>
      </p>
    );
  }
  const figure = (when: "now" | "firstSeen"): string => {
    const metrics = day[when];
    return metrics === null
      ? "not pulled"
      : exactFigure(spec, spec.value?.(metrics) ?? null, series.currency);
  };
  return (
    <p className={styles.legend}>
      <b>{formatDay(day.day, { weekday: true })}</b>
      <span>
        <i className={styles.now} /> {figure("now")}
      </span>
      <span>
        <i className={styles.firstSeen} /> {figure("firstSeen")}
      </span>
      <span>
        <i className={styles.spend} />{" "}
        {day.now === null ? "—" : formatMoney(day.now.spendMinor, series.currency)}
      </span>
      {day.maturing && (
        <span className={styles.open} title={texts.chart.openHint}>
          {day.maturityPercent === null ? "maturing" : `${Math.round(day.maturityPercent)} % in`}
        </span>
      )}
    </p>
  );
}
