import type { ChangeSelection, ExplorerRow, ObjectKey, ObjectLevel } from "@/platform";
import type { RowsRequest } from "../api/rows";
import { hasSelection, levelCounts, type Selection } from "../model/selection";

/** What an act is about: the selected objects, or the focused one. */
export interface Targets {
  /** Objects by name, as far as they are; empty for a whole list. */
  objects: ObjectKey[];
  selection: ChangeSelection;
  /** How many of each level, from the top down. */
  counts: [level: ObjectLevel, count: number][];
  /** The focused row, where the act is about it alone. */
  row: ExplorerRow | null;
}

const NO_ACCOUNTS = "Ad accounts themselves are not changed here.";
const NOTHING = "Choose an object first.";

interface Around {
  selection: Selection;
  request: RowsRequest;
  total: number;
  focused: ExplorerRow | undefined;
}

/** What is selected, or else the focused row; a sentence where neither can be acted on. */
export function targetsOf({ selection, request, total, focused }: Around): Targets | { why: string } {
  if (hasSelection(selection)) {
    const counts = levelCounts(selection, total).filter(([level]) => level !== "account");
    if (counts.length === 0) return { why: NO_ACCOUNTS };
    const marked = [...selection.marked.values()].filter(({ level }) => level !== "account");
    if (selection.whole === null) {
      const objects = marked.map(({ accountId, level, id }) => ({ accountId, level, id }));
      return { objects, selection: { by: "ids", objects }, counts, row: null };
    }
    const { accountIds, level, range, filter } = selection.whole;
    const query = {
      ...request,
      accountIds: [...accountIds],
      flat: level,
      range,
      filter,
      offset: 0,
      limit: 1,
    };
    const except = marked.map(({ id }) => id);
    return { objects: [], selection: { by: "query", query, except }, counts, row: null };
  }
  if (focused === undefined) return { why: NOTHING };
  const { accountId, level, id } = focused;
  if (level === "account") return { why: NO_ACCOUNTS };
  const objects = [{ accountId, level, id }];
  return { objects, selection: { by: "ids", objects }, counts: [[level, 1]], row: focused };
}

/** How many objects there are in all. */
export const countAll = ({ counts }: Targets): number => counts.reduce((sum, [, count]) => sum + count, 0);
