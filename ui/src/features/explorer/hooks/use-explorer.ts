import { type RefObject, useMemo } from "react";
import { useWorkspace } from "@/api/app-state";
import { useSettings } from "@/api/settings";
import type { Account, ExplorerRow } from "@/platform";
import { useViewState } from "@/view/use-view-state";
import type { ViewGroup } from "@/view/view-analysis";
import { countFilters } from "@/view/view-state";
import { useObjectActs } from "../acts/use-object-acts";
import { type RowsRequest, useExplorerRows } from "../api/rows";
import type { FilterBarHandle } from "../components/filter-bar";
import type { TreeTableHandle } from "../components/tree-table";
import { SETTING_OF } from "../editing/editable";
import { useEditing } from "../editing/use-editing";
import { useNotes } from "../editing/use-notes";
import { sortedKey } from "../model/analysis";
import { commonConversion } from "../model/cells";
import { commonCurrency, EMPTY_FILTER } from "../model/filters";
import { placeHeading } from "../model/place";
import { countOf, hasSelection } from "../model/selection";
import { useAnalysis } from "./use-analysis";
import { useBulkActs } from "./use-bulk-acts";
import { useCopyRows } from "./use-copy-rows";
import { useDefaultView } from "./use-default-view";
import { useExplorerColumns } from "./use-explorer-columns";
import { useExplorerKeys } from "./use-explorer-keys";
import { useFirstLook } from "./use-first-look";
import { useStable } from "./use-stable";
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
const NO_WINDOWS: ReadonlyMap<number, readonly ExplorerRow[]> = new Map();

/** Everything the explorer shows and does, for its parts to draw. */
export function useExplorer({ table, filters, room, onDetails }: ExplorerInput) {
  const handle = useViewState();
  const { view, setView, accounts, range, compareRange } = handle;
  const workspace = useWorkspace();
  const settings = useSettings();
  const expanded = useFirstLook(workspace, handle);
  useDefaultView(workspace?.id ?? null, handle);
  const own = useStable(view.own);
  const targets = useStable(view.targets);
  const request = useMemo<RowsRequest>(
    () => ({
      accountIds: view.accounts,
      range,
      compare: compareRange,
      expanded: view.flat === null ? expanded : [],
      flat: view.flat,
      formulas: own.map(({ text }) => text),
      sort: view.sort,
      sortFormula: view.sortOwn,
      // An order by changes lasts only as long as there is something to compare with.
      byChange: view.byChange && compareRange !== null,
      descending: view.descending,
      filter: view.filter,
    }),
    [
      view.accounts,
      range,
      compareRange,
      expanded,
      view.flat,
      own,
      view.sort,
      view.sortOwn,
      view.byChange,
      view.descending,
      view.filter,
    ],
  );
  const state = useExplorerRows(request);
  // Behind groups there are no rows that a key could act on.
  const rows = useMemo(
    () =>
      view.group === null
        ? state.rows
        : { ...state.rows, windows: NO_WINDOWS, total: 0, rowAt: () => undefined },
    [state.rows, view.group],
  );
  const comparing = compareRange !== null;
  const totals = rows.head?.totals ?? [];
  const withSign = totals.length > 1;
  const conversion = commonConversion(totals);
  const namesConversion = conversion === null || conversion === "mixed";
  const cellStyle = useMemo(
    () => ({ withSign, namesConversion, targets }),
    [withSign, namesConversion, targets],
  );
  // What rows are in is said once it is known which accounts there are.
  const place = placeHeading(view.flat, accounts.length);
  const editing = useEditing({ table });
  const notes = useNotes(workspace?.accounts ?? NO_ACCOUNTS, editing.sentId);
  const shown = useExplorerColumns({
    rows,
    cellStyle,
    room,
    comparing,
    sorted: sortedKey(view),
    ofView: view.columns,
    own,
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
  const currency = commonCurrency(accounts);
  const analysis = useAnalysis({ view, setView, own: shown.own, currency });
  /** What is marked among rows is not behind groups: nothing that cannot be seen is changed. */
  const setGroup = (group: ViewGroup | null): void => {
    acts.chosen.clear();
    setView({ group, object: null });
  };
  const openGroup = (key: string | null): void => {
    if (view.group === null) return;
    const { by, level } = view.group;
    setView({ group: null, flat: level, filter: { ...view.filter, group: { by, level, key } } });
  };
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
    currency,
    request,
    analysis,
    setGroup,
    openGroup,
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
