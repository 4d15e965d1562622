import { useQueryClient } from "@tanstack/react-query";
import { type RefObject, useRef, useState } from "react";
import { usePlatform } from "@/api/platform-context";
import type { ExplorerRow } from "@/platform";
import type { ViewHandle } from "@/view/use-view-state";
import type { OpenObject } from "@/view/view-state";
import { foldedBranch, openedBranch } from "../api/bulk";
import type { ExplorerRows, RowsRequest } from "../api/rows";
import type { TreeTableHandle } from "../components/tree-table";
import { fieldOfColumn } from "../editing/editable";
import { sortedKey } from "../model/analysis";
import { type ColumnKey, type ColumnSpec, isKnown, ownPlace, startsDescending } from "../model/columns";
import { FIRST_ROW, focusedIndex, type TreeFocus } from "../model/focus";
import { indexOfRow } from "../model/row-windows";
import type { EditField, TreeAct } from "../model/tree-keys";
import { useOpenObject } from "./use-open-object";
import { useSelection } from "./use-selection";

interface TreeActsInput {
  view: ViewHandle;
  request: RowsRequest;
  rows: ExplorerRows;
  columns: readonly ColumnSpec[];
  table: RefObject<TreeTableHandle | null>;
  onFind: () => void;
  onFilter: () => void;
  /** Puts the keyboard into the drawer. */
  onDetails: () => void;
  /** Edits a setting of a row; `null` where the focused column shows none that can be changed. */
  onEdit: (row: ExplorerRow | undefined, field: EditField | null, typed?: string) => void;
}

/** What was held down, and whether the click was on the row's box. */
export interface RowClick {
  shiftKey: boolean;
  modifier: boolean;
  onBox: boolean;
}

const objectOf = ({ accountId, id, level }: ExplorerRow): OpenObject => ({ accountId, id, level });

/** Focus, selection and what every key and click of the table does. */
export function useTreeActs({
  view: handle,
  request,
  rows,
  columns,
  table,
  onFind,
  onFilter,
  onDetails,
  onEdit,
}: TreeActsInput) {
  const { view, setView } = handle;
  const { object, walkTo, setObject } = useOpenObject(handle);
  const client = useQueryClient();
  const platform = usePlatform();
  const [focus, setFocus] = useState<TreeFocus>(FIRST_ROW);
  const chosen = useSelection(request, rows);
  /** The last branch that was opened or folded; an older one that ends later is dropped. */
  const latest = useRef(0);

  const index = focusedIndex(focus, {
    total: rows.total,
    rowAt: rows.rowAt,
    indexOf: (id) => indexOfRow(rows.windows, id),
  });
  const column = Math.min(focus.column, columns.length - 1);

  const focusRow = (to: number): void => {
    const row = rows.rowAt(to);
    setFocus({ index: to, id: row?.id ?? null, column });
    table.current?.scrollTo(to);
    // An open drawer walks along.
    if (object !== null && row) walkTo(objectOf(row));
  };
  /** Sorts by a column, or by how its figures changed; once more turns the order round. */
  const sortBy = (key: ColumnKey, change = false): void => {
    const byChange =
      change && request.compare !== null && columns.some((spec) => spec.key === key && spec.value);
    const again = key === sortedKey(view) && byChange === view.byChange;
    const descending = again ? !view.descending : startsDescending(key);
    setView({ sort: isKnown(key) ? key : "spend", sortOwn: ownPlace(key), byChange, descending });
  };
  const branch = async (at: number, work: typeof openedBranch): Promise<void> => {
    latest.current += 1;
    const mine = latest.current;
    const row = rows.rowAt(at);
    if (!row) return;
    try {
      const expanded = await work(client, platform, request, at, row.id);
      if (mine === latest.current) setView({ expanded }, { replace: true });
    } catch {
      // The same question fails in the table, where it is shown with a way to try again.
    }
  };

  const act = (wanted: TreeAct): void => {
    switch (wanted.kind) {
      case "move":
        if (wanted.extend) chosen.extend(index, wanted.to);
        else chosen.release();
        return focusRow(wanted.to);
      case "column":
        return setFocus({
          index,
          id: rows.rowAt(index)?.id ?? null,
          column: Math.max(0, Math.min(columns.length - 1, column + wanted.by)),
        });
      case "open":
        return setView({ expanded: [...view.expanded, wanted.id] }, { replace: true });
      case "fold":
        return setView({ expanded: view.expanded.filter((id) => id !== wanted.id) }, { replace: true });
      case "open_branch":
        return void branch(wanted.index, openedBranch);
      case "fold_branch":
        return void branch(wanted.index, foldedBranch);
      case "select":
        return chosen.toggle(wanted.index);
      case "select_all":
        return chosen.selectAll();
      case "peek": {
        const row = rows.rowAt(index);
        if (row) setObject(object?.id === row.id ? null : objectOf(row));
        return;
      }
      case "details": {
        const row = rows.rowAt(index);
        if (row && object?.id !== row.id) setObject(objectOf(row));
        return onDetails();
      }
      case "sort":
        return sortBy(columns[column]?.key ?? "name", wanted.change);
      case "find":
        return onFind();
      case "filter":
        return onFilter();
      // The editor hangs from the row, so that comes into sight first.
      case "edit":
        table.current?.scrollTo(index);
        return onEdit(rows.rowAt(index), wanted.field, wanted.typed);
      case "edit_cell":
        table.current?.scrollTo(index);
        return onEdit(rows.rowAt(index), fieldOfColumn(columns[column]?.key ?? "name"), wanted.typed);
      case "menu":
        return table.current?.openMenu(index);
    }
  };

  const clickRow = (at: number, row: ExplorerRow, { shiftKey, modifier, onBox }: RowClick): void => {
    if (shiftKey) return act({ kind: "move", to: at, extend: true });
    setFocus({ index: at, id: row.id, column: 0 });
    if (modifier || onBox) return chosen.toggle(at);
    chosen.release();
    if (object === null) setObject(objectOf(row));
    else walkTo(objectOf(row));
  };

  /** Puts the focus on a cell without opening anything. */
  const focusCell = (at: number, row: ExplorerRow, to: number): void =>
    setFocus({ index: at, id: row.id, column: Math.max(0, to) });

  return {
    focus: { index, column },
    focusCell,
    chosen,
    /** The object of the drawer. */
    object,
    setObject,
    act,
    clickRow,
    sortBy,
  };
}
