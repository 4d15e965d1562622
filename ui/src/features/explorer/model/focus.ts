import type { ExplorerRow } from "@/platform";

/** Where the person is in the table: the row by its id, so that it is found again after the rows were fetched anew. */
export interface TreeFocus {
  index: number;
  /** `null` until the row at that position has arrived. */
  id: string | null;
  /** Focused column; 0 is the row itself. */
  column: number;
}

export const FIRST_ROW: TreeFocus = { index: 0, id: null, column: 0 };

interface Rows {
  total: number;
  rowAt: (index: number) => ExplorerRow | undefined;
  indexOf: (id: string) => number;
}

/** Position of the focus in the present rows: the same row where it can be found, else the same place. */
export function focusedIndex(focus: TreeFocus, rows: Rows): number {
  if (rows.total === 0) return -1;
  const place = Math.min(focus.index, rows.total - 1);
  if (focus.id === null) return place;
  const there = rows.rowAt(focus.index);
  if (there === undefined || there.id === focus.id) return place;
  const found = rows.indexOf(focus.id);
  return found >= 0 ? found : place;
}
