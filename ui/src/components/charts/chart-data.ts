/**
 * The pure part of the time charts: which points are solid, where the band lies, how marks share a day.
 *
 * A chart's x axis is the index of the day, not a moment: account days have 23 or 25 hours twice a year, and an axis of
 * seconds would let bars drift against their days.
 */

/** A figure by day; `null` where it cannot exist or was never pulled. */
export type DayValues = readonly (number | null)[];

/** Something that happened on a day. */
export interface ChartMark {
  /** Index of its day. */
  day: number;
  /** Which of the caller's things it is. */
  key: number;
  /** Who did it, which is also its shape. */
  source: "sextant" | "outside" | "meta" | "note";
}

/** Marks that share a day. */
export interface MarkStack {
  day: number;
  marks: ChartMark[];
  /** The shape shown: the common source, or `mixed`. */
  source: ChartMark["source"] | "mixed";
}

/** Marks by day, in order of days. */
export function stackMarks(marks: readonly ChartMark[]): MarkStack[] {
  const stacks = new Map<number, MarkStack>();
  for (const mark of marks) {
    const stack = stacks.get(mark.day);
    if (!stack) {
      stacks.set(mark.day, { day: mark.day, marks: [mark], source: mark.source });
      continue;
    }
    stack.marks.push(mark);
    if (stack.source !== mark.source) stack.source = "mixed";
  }
  return [...stacks.values()].sort((a, b) => a.day - b.day);
}

/** First maturing day, given a flag for each day; `null` where all have matured. Everything after it matures too. */
export function maturingFrom(maturing: readonly boolean[]): number | null {
  const first = maturing.indexOf(true);
  return first < 0 ? null : first;
}

/**
 * Cuts a line where its days begin to mature: the matured part is drawn solid, the rest dashed with hollow points.
 * Both parts hold the last matured day, so that the line has no gap.
 */
export function splitAtMaturing(
  values: DayValues,
  from: number | null,
): { solid: (number | null)[]; open: (number | null)[] } {
  if (from === null) return { solid: [...values], open: values.map(() => null) };
  return {
    solid: values.map((value, index) => (index < from ? value : null)),
    open: values.map((value, index) => (index >= from - 1 ? value : null)),
  };
}

/** Top of an axis from zero: equal steps of 1, 2, 2.5, 3, 4 or 5 times a power of ten, as small as reach. */
export function niceTop(largest: number, steps = 3): number {
  if (!Number.isFinite(largest) || largest <= 0) return 1;
  const raw = largest / steps;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 3, 4, 5, 10].find((factor) => factor * power >= raw * (1 - 1e-9)) ?? 10;
  return step * power * steps;
}

/** Largest of several lines; 0 where there is nothing. */
export function largestOf(...lines: DayValues[]): number {
  let largest = 0;
  for (const line of lines) for (const value of line) if (value !== null && value > largest) largest = value;
  return largest;
}

/** Indices of the days to write under the axis, at most `most`, the last one always among them. */
export function labelledDays(count: number, most: number): number[] {
  if (count === 0 || most < 1) return [];
  const step = Math.max(1, Math.ceil((count - 1) / Math.max(1, most - 1)));
  const indices: number[] = [];
  for (let index = count - 1; index >= 0; index -= step) indices.unshift(index);
  return indices;
}
