/**
 * Which windows of rows the table needs.
 *
 * The tree is never held whole: rows are fetched in windows of a fixed size by offset, so that every window has a key
 * of its own and one that was fetched once is found again when the person scrolls back.
 */

/** Rows in a window. */
export const WINDOW_ROWS = 200;

/** The window a row lies in. */
export function windowOf(row: number): number {
  return Math.max(0, Math.floor(row / WINDOW_ROWS));
}

/** Rows that are on the screen, both included, and which way the person scrolls. */
export interface VisibleRows {
  first: number;
  last: number;
  /** 1 down, -1 up. */
  direction: 1 | -1;
}

/**
 * The windows to hold, most needed first: those on the screen, then the next one in the direction of scrolling, then
 * the one behind. `total` is `null` before the first answer, when only what is on the screen can be asked for.
 */
export function windowsFor(visible: VisibleRows, total: number | null): number[] {
  const last = total === null ? windowOf(visible.first) : windowOf(Math.max(0, total - 1));
  const from = Math.min(windowOf(visible.first), last);
  const to = Math.min(windowOf(Math.max(visible.first, visible.last)), last);
  const windows: number[] = [];
  for (let index = from; index <= to; index += 1) windows.push(index);
  const ahead = visible.direction === 1 ? to + 1 : from - 1;
  const behind = visible.direction === 1 ? from - 1 : to + 1;
  for (const index of [ahead, behind]) {
    if (index >= 0 && index <= last && !windows.includes(index)) windows.push(index);
  }
  return windows;
}

/** Windows that have arrived, by their number. */
export type LoadedWindows<Row> = ReadonlyMap<number, readonly Row[]>;

/** A row of the whole table, or `undefined` where its window has not arrived. */
export function rowAt<Row>(windows: LoadedWindows<Row>, index: number): Row | undefined {
  return windows.get(windowOf(index))?.[index % WINDOW_ROWS];
}

/** Where a row with this id lies among the windows that have arrived; -1 where none has it. */
export function indexOfRow<Row extends { id: string }>(windows: LoadedWindows<Row>, id: string): number {
  for (const [window, rows] of windows) {
    const index = rows.findIndex((row) => row.id === id);
    if (index >= 0) return window * WINDOW_ROWS + index;
  }
  return -1;
}
