import type { ExplorerRow } from "@/platform";

/** Place of a row among its siblings, for screen readers. */
export interface SiblingPlace {
  /** 1 for the first; `null` where the rows before it have not arrived. */
  position: number | null;
  /** Number of siblings; `null` where their parent has not arrived. */
  size: number | null;
}

const UNKNOWN: SiblingPlace = { position: null, size: null };

/**
 * Counts a row's place among its siblings from the rows that have arrived.
 *
 * In a flat list every row is a sibling. In the tree the walk goes up to the parent, at most `reach` rows: a screen
 * reader hears the row's number in the table in any case, and a longer walk would cost more than it tells.
 */
export function siblingPlace(
  index: number,
  tree: boolean,
  total: number,
  rowAt: (index: number) => ExplorerRow | undefined,
  reach = 400,
): SiblingPlace {
  if (!tree) return { position: index + 1, size: total };
  const row = rowAt(index);
  if (!row) return UNKNOWN;
  let position = 1;
  for (let above = index - 1; above >= 0 && index - above <= reach; above -= 1) {
    const other = rowAt(above);
    if (!other) return UNKNOWN;
    if (other.id === row.parentId) return { position, size: other.childCount };
    if (other.parentId === row.parentId) position += 1;
  }
  // The top rows have no parent row; how many there are is known only where all of them have arrived.
  return row.depth === 0 && index <= reach ? { position, size: null } : UNKNOWN;
}
