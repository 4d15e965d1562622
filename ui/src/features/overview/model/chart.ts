import type { ChartMark } from "@/components/charts/chart-data";
import { formatDay } from "@/lib/days";
import { formatMoney } from "@/lib/money";
import { formatRate } from "@/lib/numbers";
import type { ActivitySource, Note, OverviewMark, OverviewMoney } from "@/platform";
import { texts } from "../texts";
import { formatFigure, metricLabel } from "./figures";

/** Something on the time axis: a change, or a note. */
export type AxisEntry =
  | { kind: "change"; day: string; mark: OverviewMark }
  | { kind: "note"; day: string; note: Note };

const SOURCES: Readonly<Record<ActivitySource, ChartMark["source"]>> = {
  person: "sextant",
  rule: "sextant",
  studio: "sextant",
  outside: "outside",
  meta: "meta",
};

/** The metric that is drawn over spend: a return where conversions are worth something, their cost otherwise. */
export const lineMetric = (money: OverviewMoney): "roas" | "cpa" =>
  money.kpis.some(({ metric }) => metric === "roas") ? "roas" : "cpa";

/** Changes and notes in the order of their days. */
export function entriesOf(money: OverviewMoney): AxisEntry[] {
  const changes = money.marks.map((mark): AxisEntry => ({ kind: "change", day: mark.day, mark }));
  const notes = money.notes.flatMap((note): AxisEntry[] =>
    note.day === null ? [] : [{ kind: "note", day: note.day, note }],
  );
  return [...changes, ...notes];
}

/** The same as marks of a chart; their keys are places in the list of entries. */
export function marksOf(money: OverviewMoney, entries: readonly AxisEntry[]): ChartMark[] {
  const places = new Map(money.days.map(({ day }, at) => [day, at]));
  return entries.flatMap((entry, key): ChartMark[] => {
    const day = places.get(entry.day);
    if (day === undefined) return [];
    return [{ day, key, source: entry.kind === "note" ? "note" : SOURCES[entry.mark.source] }];
  });
}

/** An entry in one line: `Autumn jackets: Budget a day €400.00 → €350.00, M. Lund`. */
export function entryLine(entry: AxisEntry): string {
  if (entry.kind === "note") return `${entry.note.text} (${texts.chart.note}, ${entry.note.author})`;
  const { mark } = entry;
  const sides = [mark.before, mark.after].filter((side) => side !== null).join(" → ");
  const what = [mark.what, sides].filter((part) => part !== "").join(" ");
  const named = mark.name === "" ? what : `${mark.name}: ${what}`;
  return mark.actor === null ? named : `${named}, ${mark.actor}`;
}

/** All figures of a day in words. */
export function dayWords(money: OverviewMoney, at: number): string {
  const day = money.days[at];
  if (day === undefined) return "";
  const name = formatDay(day.day, { weekday: true });
  if (day.metrics === null) return `${name}: ${texts.chart.notPulled}`;
  const metric = lineMetric(money);
  const value = metric === "roas" ? day.metrics.roas : day.metrics.cpaMinor;
  const parts = [
    `${texts.chart.spend} ${formatMoney(day.metrics.spendMinor, money.currency)}`,
    `${metricLabel(metric, money.conversion)} ${formatFigure(metric, value, money.currency)}`,
    `${metricLabel("conversions", money.conversion)} ${formatFigure("conversions", day.metrics.conversions, money.currency)}`,
  ];
  if (day.maturing) {
    parts.push(
      day.maturityPercent === null
        ? texts.maturing
        : texts.chart.usuallyIn(formatRate(day.maturityPercent, { digits: 0 })),
    );
  }
  return `${name}: ${parts.join(", ")}`;
}

/** The chart in one sentence. */
export function chartSummary(money: OverviewMoney): string {
  const metric = lineMetric(money);
  const of = (key: "spend" | "roas" | "cpa") => money.kpis.find((kpi) => kpi.metric === key)?.now ?? null;
  return texts.chart.summary(
    money.days.length,
    formatFigure("spend", of("spend"), money.currency),
    metricLabel(metric, money.conversion),
    formatFigure(metric, of(metric), money.currency),
  );
}
