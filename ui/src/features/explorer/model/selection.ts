import type { ExplorerFilter, ExplorerRow, ObjectLevel, Range } from "@/platform";

/** A row a person has chosen: enough to name the object to the program. */
export interface Chosen {
  accountId: string;
  level: ObjectLevel;
  id: string;
}

/** A flat list by what it answers, whatever its order: what "all of them" means, also of those never scrolled to. */
export interface WholeList {
  accountIds: readonly string[];
  level: ObjectLevel;
  /** The days matter where the filter asks for spend. */
  range: Range;
  filter: ExplorerFilter;
}

/** The row where a range begins, and what was marked before it. A range that shrinks gives back what it took. */
interface RangeStart {
  id: string;
  index: number;
  before: ReadonlyMap<string, Chosen>;
}

/**
 * What a person has chosen: single rows, or a whole list but for some rows.
 *
 * Nothing here depends on where rows are, so it lasts over scrolling and sorting.
 */
export interface Selection {
  /** The list all of which is chosen; `null` where rows are chosen one by one. */
  whole: WholeList | null;
  /** The rows chosen, or those left out of the whole list. */
  marked: ReadonlyMap<string, Chosen>;
  start: RangeStart | null;
}

export const NO_SELECTION: Selection = { whole: null, marked: new Map(), start: null };

/** Most rows a range with Shift may span: choosing more row by row is what "select all" is for. */
export const MOST_IN_RANGE = 10_000;

export const chosenOf = ({ accountId, level, id }: ExplorerRow): Chosen => ({ accountId, level, id });

/** Whether a row of the present list is chosen. */
export function isSelected({ whole, marked }: Selection, id: string): boolean {
  return (whole !== null) !== marked.has(id);
}

/** How many are chosen; `total` is the length of the present list. */
export function countOf({ whole, marked }: Selection, total: number): number {
  return whole === null ? marked.size : Math.max(0, total - marked.size);
}

/** Whether anything is chosen at all. */
export function hasSelection({ whole, marked }: Selection): boolean {
  return whole !== null || marked.size > 0;
}

/** Adds the row, or takes it out. The next range begins here. */
export function toggled(selection: Selection, row: Chosen, index: number): Selection {
  const marked = new Map(selection.marked);
  if (!marked.delete(row.id)) marked.set(row.id, row);
  return { ...selection, marked, start: { id: row.id, index, before: marked } };
}

/** The same rows; the next range begins at this one, unless one has begun. */
export function beginning(selection: Selection, id: string, index: number): Selection {
  return selection.start ? selection : { ...selection, start: { id, index, before: selection.marked } };
}

/** The same rows; the next range begins where the keyboard is by then. */
export function withoutStart(selection: Selection): Selection {
  return selection.start === null ? selection : { ...selection, start: null };
}

/** With the rows of the range under way, instead of those that it had before. */
export function withRange(selection: Selection, rows: readonly Chosen[]): Selection {
  const marked = new Map(selection.start?.before ?? selection.marked);
  for (const row of rows) {
    if (selection.whole === null) marked.set(row.id, row);
    else marked.delete(row.id);
  }
  return { ...selection, marked };
}

/** All of a flat list. */
export function wholeList(whole: WholeList): Selection {
  return { whole, marked: new Map(), start: null };
}

/** What the table shows, as far as it decides what stays chosen. */
export interface Shown {
  accountIds: readonly string[];
  flat: ObjectLevel | null;
  range: Range;
  filter: ExplorerFilter;
}

/** The list that is shown, where it is one of a single level. */
export function listOf({ accountIds, flat, range, filter }: Shown): WholeList | null {
  return flat === null ? null : { accountIds, level: flat, range, filter };
}

function sameList(a: WholeList, b: WholeList | null): boolean {
  if (b === null || a.level !== b.level) return false;
  // Days change what is in the list only where the filter asks for what was spent in them.
  const days = a.filter.minSpendMinor === null ? [] : [a.range, b.range];
  return (
    JSON.stringify([a.accountIds, a.filter, days[0]]) === JSON.stringify([b.accountIds, b.filter, days[1]])
  );
}

/**
 * What stays chosen when the table shows something else. Rows chosen one by one stay while their account is in sight, so
 * that they can be looked for with one filter after another; a whole list ends with the list, or it would hold rows that
 * nobody sees.
 */
export function kept(selection: Selection, shown: Shown): Selection {
  if (selection.whole !== null) return sameList(selection.whole, listOf(shown)) ? selection : NO_SELECTION;
  if (shown.accountIds.length === 0) return selection;
  const here = [...selection.marked].filter(([, row]) => shown.accountIds.includes(row.accountId));
  if (here.length === selection.marked.size) return selection;
  return { whole: null, marked: new Map(here), start: null };
}

/** What the heading's box shows. */
export function selectionState(count: number, total: number): "none" | "some" | "all" {
  if (count === 0) return "none";
  return count >= total ? "all" : "some";
}

/** How many of each level are chosen, from the top down; those that are not there are left out. */
export function levelCounts(selection: Selection, total: number): [level: ObjectLevel, count: number][] {
  if (selection.whole !== null) return [[selection.whole.level, countOf(selection, total)]];
  const levels: ObjectLevel[] = ["account", "campaign", "adset", "ad"];
  const rows = [...selection.marked.values()];
  const counts = levels.map((level): [ObjectLevel, number] => [
    level,
    rows.filter((row) => row.level === level).length,
  ]);
  return counts.filter(([, count]) => count > 0);
}
