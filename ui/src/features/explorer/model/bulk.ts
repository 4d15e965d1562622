import type { ChangeSelection, ObjectLevel } from "@/platform";
import type { BulkSubject } from "@/view/bulk-subject";
import type { RowsRequest } from "../api/rows";
import { levelCounts, type Selection } from "./selection";

const LEVELS: readonly ObjectLevel[] = ["campaign", "adset", "ad"];

/** The chosen rows as a selection the program understands; `null` where only accounts are chosen, which stay as they are. */
export function changeSelection(selection: Selection, request: RowsRequest): ChangeSelection | null {
  const { whole, marked } = selection;
  if (whole !== null) {
    if (whole.level === "account") return null;
    return {
      by: "query",
      query: {
        ...request,
        accountIds: [...whole.accountIds],
        range: whole.range,
        compare: null,
        expanded: [],
        flat: whole.level,
        filter: whole.filter,
        offset: 0,
        limit: 0,
      },
      except: [...marked.keys()],
    };
  }
  const objects = [...marked.values()]
    .filter(({ level }) => level !== "account")
    .map(({ accountId, level, id }) => ({ accountId, level, id }));
  return objects.length === 0 ? null : { by: "ids", objects };
}

/** The chosen rows as what the screen for changing many objects is about. */
export function bulkSubject(selection: Selection, request: RowsRequest, total: number): BulkSubject | null {
  const chosen = changeSelection(selection, request);
  if (chosen === null) return null;
  const counts = levelCounts(selection, total).filter(([level]) => LEVELS.includes(level));
  const accountIds =
    chosen.by === "query"
      ? chosen.query.accountIds
      : [...new Set(chosen.objects.map(({ accountId }) => accountId))];
  return { kind: "chosen", selection: chosen, counts, accountIds };
}
