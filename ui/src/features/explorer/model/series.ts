import type { ChartMark } from "@/components/charts/chart-data";
import { dayIn, formatDay } from "@/lib/days";
import type { Change, Metrics, Series, SeriesDay } from "@/platform";
import { exactFigure } from "./cells";
import { COLUMNS, type ColumnSpec, columnSpec } from "./columns";
import { capitalised, conversionWord } from "./words";

/** Figures that can be drawn as the line above the bars of spend. */
export const LINE_METRICS: readonly ColumnSpec[] = COLUMNS.filter(
  (spec) => spec.value !== null && spec.key !== "spend",
);

/** The bars below the line. */
export const SPEND: ColumnSpec = columnSpec("spend");

/** Heading of a figure in the drawer, with the conversion named. */
export function metricLabel(spec: ColumnSpec, conversion: string): string {
  const named = spec.key === "conversions" && conversion !== "mixed" && conversion !== "none";
  return named ? capitalised(conversionWord(conversion)) : spec.label;
}

/** A figure by day; `null` where it cannot exist or the day was never pulled. */
export function valuesByDay(
  days: readonly SeriesDay[],
  spec: ColumnSpec,
  when: "now" | "firstSeen",
): (number | null)[] {
  return days.map((day) => {
    const metrics = day[when];
    return metrics === null ? null : (spec.value?.(metrics) ?? null);
  });
}

/** The changes that fall on the chart, each on its day in the account's own time zone. */
export function marksOf(series: Series): ChartMark[] {
  const index = new Map(series.days.map((day, position) => [day.day, position]));
  return series.changes.flatMap((change, key) => {
    const day = index.get(dayIn(series.timeZone, change.atMs));
    return day === undefined ? [] : [{ day, key, source: change.source }];
  });
}

/** A change in one line: `Budget a day: €400.00 → €350.00, M. Lund`. */
export function changeLine(change: Change): string {
  const amounts = [change.before, change.after].filter((text) => text !== null).join(" → ");
  const what = amounts === "" ? change.what : `${change.what}: ${amounts}`;
  return change.actor === null ? what : `${what}, ${change.actor}`;
}

/** How one day was restated. */
export interface RestatedDay {
  day: string;
  firstSeen: number | null;
  now: number | null;
  /** What arrived since it was first seen. */
  added: number | null;
  maturityPercent: number | null;
  maturing: boolean;
}

/** How each day's conversions were restated, newest first. Days never pulled are left out. */
export function restatedDays(days: readonly SeriesDay[], value: (metrics: Metrics) => number): RestatedDay[] {
  return days
    .filter((day) => day.now !== null)
    .map((day) => {
      const firstSeen = day.firstSeen === null ? null : value(day.firstSeen);
      const now = day.now === null ? null : value(day.now);
      const added = firstSeen === null || now === null ? null : now - firstSeen;
      return {
        day: day.day,
        firstSeen,
        now,
        added,
        maturityPercent: day.maturityPercent,
        maturing: day.maturing,
      };
    })
    .reverse();
}

/** One day in words, for the crosshair. */
export function dayWords(series: Series, spec: ColumnSpec, index: number): string {
  const day = series.days[index];
  if (!day) return "";
  const name = formatDay(day.day, { weekday: true });
  if (day.now === null) return `${name}: not pulled yet`;
  const label = metricLabel(spec, series.conversion);
  const now = exactFigure(spec, spec.value?.(day.now) ?? null, series.currency);
  const first =
    day.firstSeen === null
      ? ""
      : `, first seen ${exactFigure(spec, spec.value?.(day.firstSeen) ?? null, series.currency)}`;
  const spend = exactFigure(SPEND, day.now.spendMinor, series.currency);
  const maturing = !day.maturing
    ? ""
    : day.maturityPercent === null
      ? ", still maturing"
      : `, still maturing: ${Math.round(day.maturityPercent)} % is usually in by now`;
  return `${name}: ${label} ${now}${first}, spend ${spend}${maturing}`;
}

/** The chart in words: where the line runs, its ends, what is still open. */
export function seriesSummary(series: Series, spec: ColumnSpec): string {
  const values = valuesByDay(series.days, spec, "now");
  const known = values.flatMap((value, index) => (value === null ? [] : [{ value, index }]));
  const label = metricLabel(spec, series.conversion);
  const [first, last] = [series.days[0], series.days.at(-1)];
  if (!first || !last) return `${label} by day: no days.`;
  const range = `${formatDay(first.day)} to ${formatDay(last.day)}`;
  if (known.length === 0) return `${label} by day, ${range}: no figures.`;
  const low = known.reduce((a, b) => (b.value < a.value ? b : a));
  const high = known.reduce((a, b) => (b.value > a.value ? b : a));
  const at = ({ value, index }: { value: number; index: number }) =>
    `${exactFigure(spec, value, series.currency)} on ${formatDay(series.days[index]?.day ?? "")}`;
  const maturing = series.days.filter((day) => day.maturing).length;
  const sentences = [
    `${label} by day, ${range}: lowest ${at(low)}, highest ${at(high)}.`,
    maturing === 0
      ? "All days have matured."
      : `${maturing} ${maturing === 1 ? "day is" : "days are"} still maturing.`,
  ];
  if (series.changes.length > 0) sentences.push(`${series.changes.length} changes are marked.`);
  return sentences.join(" ");
}

/** When late conversions are in, in words. */
export function halfWords(days: number | null): string {
  if (days === null) return "too few restatements to tell how fast they arrive";
  const rounded = Math.round(days * 10) / 10;
  return `half arrive after ${rounded} ${rounded === 1 ? "day" : "days"}`;
}
