/** Rows a person has chosen, by id, and where a range began. */
export interface Selection {
  ids: ReadonlySet<string>;
  /** Row a range with Shift starts from; -1 without one. */
  anchor: number;
}

export const NO_SELECTION: Selection = { ids: new Set(), anchor: -1 };

/** Adds the row, or takes it out. It becomes the start of a range. */
export function toggled(selection: Selection, id: string, index: number): Selection {
  const ids = new Set(selection.ids);
  if (!ids.delete(id)) ids.add(id);
  return { ids, anchor: index };
}

/** Adds rows; the range keeps its start, or gets one. */
export function withRows(selection: Selection, ids: Iterable<string>, anchor: number): Selection {
  return {
    ids: new Set([...selection.ids, ...ids]),
    anchor: selection.anchor >= 0 ? selection.anchor : anchor,
  };
}

/** What the heading's box shows. */
export function selectionState(count: number, total: number): "none" | "some" | "all" {
  if (count === 0) return "none";
  return count >= total ? "all" : "some";
}
