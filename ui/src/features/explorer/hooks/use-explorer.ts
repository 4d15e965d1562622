import { type RefObject, useMemo } from "react";
import { useWorkspace } from "@/api/app-state";
import { useSettings } from "@/api/settings";
import type { Account } from "@/platform";
import { useViewState } from "@/view/use-view-state";
import { countFilters } from "@/view/view-state";
import { useObjectActs } from "../acts/use-object-acts";
import { type RowsRequest, useExplorerRows } from "../api/rows";
import type { FilterBarHandle } from "../components/filter-bar";
import type { TreeTableHandle } from "../components/tree-table";
import { SETTING_OF } from "../editing/editable";
import { useEditing } from "../editing/use-editing";
import { useNotes } from "../editing/use-notes";
import { commonConversion } from "../model/cells";
import { commonCurrency, EMPTY_FILTER } from "../model/filters";
import { placeHeading } from "../model/place";
import { countOf, hasSelection } from "../model/selection";
import { useBulkActs } from "./use-bulk-acts";
import { useCopyRows } from "./use-copy-rows";
import { useExplorerColumns } from "./use-explorer-columns";
import { useExplorerKeys } from "./use-explorer-keys";
import { useFirstLook } from "./use-first-look";
import { useTreeActs } from "./use-tree-acts";

interface ExplorerInput {
  table: RefObject<TreeTableHandle | null>;
  filters: RefObject<FilterBarHandle | null>;
  /** Width of the table in pixels. */
  room: number;
  /** Puts the keyboard into the drawer. */
  onDetails: () => void;
}

const NO_ACCOUNTS: readonly Account[] = [];

/** Everything the explorer shows and does, for its parts to draw. */
export function useExplorer({ table, filters, room, onDetails }: ExplorerInput) {
  const handle = useViewState();
  const { view, setView, accounts, range, compareRange } = handle;
  const workspace = useWorkspace();
  const settings = useSettings();
  const expanded = useFirstLook(workspace, handle);
  const request = useMemo<RowsRequest>(
    () => ({
      accountIds: view.accounts,
      range,
      compare: compareRange,
      expanded: view.flat === null ? expanded : [],
      flat: view.flat,
      sort: view.sort,
      descending: view.descending,
      filter: view.filter,
    }),
    [view.accounts, range, compareRange, expanded, view.flat, view.sort, view.descending, view.filter],
  );
  const state = useExplorerRows(request);
  const { rows } = state;
  const comparing = compareRange !== null;
  const totals = rows.head?.totals ?? [];
  const withSign = totals.length > 1;
  const conversion = commonConversion(totals);
  const namesConversion = conversion === null || conversion === "mixed";
  const cellStyle = useMemo(() => ({ withSign, namesConversion }), [withSign, namesConversion]);
  // What rows are in is said once it is known which accounts there are.
  const place = placeHeading(view.flat, accounts.length);
  const editing = useEditing({ table });
  const notes = useNotes(workspace?.accounts ?? NO_ACCOUNTS, editing.sentId);
  const shown = useExplorerColumns({
    rows,
    cellStyle,
    room,
    comparing,
    sorted: view.sort,
    flat: view.flat,
    withPath: place !== null,
    notes,
  });

  const acts = useTreeActs({
    view: handle,
    request,
    rows,
    columns: shown.columns,
    table,
    onFind: () => filters.current?.find(),
    onFilter: () => filters.current?.openMenu(),
    onDetails,
    onEdit: (row, field, typed) => {
      const selected = countOf(acts.chosen.selection, rows.total);
      // Several rows are changed together, where each of them is seen before it is sent.
      if (selected > 1 && field !== null && bulk.editField !== null) {
        return bulk.editField(SETTING_OF[field]);
      }
      editing.begin({ row, field, typed, selected });
    },
  });
  const bulk = useBulkActs(acts.chosen.selection, request, rows.total);
  const objectActs = useObjectActs({
    selection: acts.chosen.selection,
    request,
    total: rows.total,
    focused: rows.rowAt(acts.focus.index),
    onClosed: () => table.current?.focus(),
  });
  const { copy, result } = useCopyRows(request, rows.total, shown.columns);
  const closeDrawer = (): void => {
    acts.setObject(null);
    table.current?.focus();
  };
  const clearFilters = (): void => {
    setView({ filter: EMPTY_FILTER });
    table.current?.focus();
  };
  const copySelected = (): void => void copy(acts.chosen.selection);
  const filterCount = countFilters(view.filter);
  useExplorerKeys({
    index: acts.focus.index,
    hasSelection: hasSelection(acts.chosen.selection),
    hasDrawer: acts.object !== null,
    hasFilters: filterCount > 0,
    act: acts.act,
    copy: copySelected,
    clearSelection: acts.chosen.clear,
    closeDrawer,
    clearFilters,
  });
  return {
    ...shown,
    view,
    setView,
    accounts,
    range,
    workspace,
    state,
    rows,
    totals,
    comparing,
    conversion,
    cellStyle,
    /** What the rows of a flat list are in, as a heading. */
    place,
    currency: commonCurrency(accounts),
    filterCount,
    letters: settings?.singleLetterKeys ?? true,
    rowHeight: settings?.density === "comfortable" ? 32 : 28,
    acts,
    editing,
    notes,
    /** Changing the chosen rows together. */
    bulk,
    objectActs,
    copySelected,
    /** What came of the last copying. */
    copyResult: result,
    closeDrawer,
    clearFilters,
  };
}

export type Explorer = ReturnType<typeof useExplorer>;
