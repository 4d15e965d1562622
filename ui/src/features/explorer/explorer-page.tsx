import { useEffect, useMemo, useRef, useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { toIpcError } from "@/api/errors";
import { usePlatform } from "@/api/platform-context";
import { useSettings, useUpdateSettings } from "@/api/settings";
import { useWidth } from "@/components/charts/use-width";
import { Button } from "@/components/ui/button";
import { Banner, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { useNow } from "@/lib/use-now";
import type { ExplorerTotal } from "@/platform";
import { useViewState } from "@/view/use-view-state";
import { countFilters } from "@/view/view-state";
import { type RowsRequest, useExplorerRows } from "./api/rows";
import { ColumnMenu } from "./components/column-menu";
import { EmptyTable } from "./components/empty-table";
import { FilterBar, type FilterBarHandle } from "./components/filter-bar";
import { SelectionBar } from "./components/selection-bar";
import { isMaturing, TableFooter } from "./components/table-footer";
import { TotalsRow } from "./components/totals-row";
import { TreeHeader } from "./components/tree-header";
import { TreeTable, type TreeTableHandle } from "./components/tree-table";
import { type DrawerHandle, ObjectDrawer } from "./drawer/object-drawer";
import styles from "./explorer-page.module.css";
import { useColumnWidths } from "./hooks/use-column-widths";
import { useCopyRows } from "./hooks/use-copy-rows";
import { useExplorerKeys } from "./hooks/use-explorer-keys";
import { useFirstLook } from "./hooks/use-first-look";
import { useLate } from "./hooks/use-late";
import { useTreeActs } from "./hooks/use-tree-acts";
import { commonConversion } from "./model/cells";
import { fittingColumns, shownColumns } from "./model/columns";
import { commonCurrency, EMPTY_FILTER } from "./model/filters";
import { selectionState } from "./model/selection";
import { countWords, staleWords, topWord } from "./model/sentences";

/** Room left for the scroll bar, in pixels. */
const SCROLL_BAR = 12;
const ROW_HEIGHT = { dense: 28, comfortable: 32 } as const;

/** The main tool: every account, campaign, ad set and ad with its figures, from this computer alone. */
export function ExplorerPage() {
  const handle = useViewState();
  const { view, setView, accounts, range, compareRange } = handle;
  const platform = usePlatform();
  const workspace = useWorkspace();
  const settings = useSettings();
  const update = useUpdateSettings();
  const { widths, setWidth, resetWidths } = useColumnWidths();
  const now = useNow(30_000);
  const table = useRef<TreeTableHandle>(null);
  const filters = useRef<FilterBarHandle>(null);
  const drawer = useRef<DrawerHandle>(null);
  const [toDrawer, setToDrawer] = useState(0);

  const request = useMemo<RowsRequest>(
    () => ({
      accountIds: view.accounts,
      range,
      compare: compareRange,
      expanded: view.flat === null ? view.expanded : [],
      flat: view.flat,
      sort: view.sort,
      descending: view.descending,
      filter: view.filter,
    }),
    [view.accounts, range, compareRange, view.expanded, view.flat, view.sort, view.descending, view.filter],
  );
  const comparing = compareRange !== null;
  const [place, width] = useWidth();
  const { rows, behind, waiting, error, retry, onVisible } = useExplorerRows(request);
  const kept = settings?.explorerColumns;
  const columns = useMemo(() => {
    const chosen = shownColumns(kept ?? []);
    const folds = width > 0 && (kept ?? []).length === 0;
    return folds ? fittingColumns(chosen, width - SCROLL_BAR, widths, comparing, view.sort) : chosen;
  }, [kept, width, widths, comparing, view.sort]);
  const letters = settings?.singleLetterKeys ?? true;
  const head = rows.head;
  const totals = head?.totals ?? [];
  const withSign = totals.length > 1;
  const conversion = commonConversion(totals);
  const namesConversion = conversion === null || conversion === "mixed";
  const money = useMemo(() => ({ withSign, namesConversion }), [withSign, namesConversion]);
  const currency = commonCurrency(accounts);
  const filterCount = countFilters(view.filter);

  const acts = useTreeActs({
    view: handle,
    request,
    rows,
    columns,
    table,
    onFind: () => filters.current?.find(),
    onFilter: () => filters.current?.openMenu(),
    onDetails: () => setToDrawer((count) => count + 1),
  });
  const { copy, result } = useCopyRows(request, rows.total, columns);
  const selected = acts.selection.ids;
  const closeDrawer = (): void => {
    setView({ object: null });
    table.current?.focus();
  };
  const clearFilters = (): void => {
    setView({ filter: EMPTY_FILTER });
    table.current?.focus();
  };
  useExplorerKeys({
    index: acts.focus.index,
    hasSelection: selected.size > 0,
    hasDrawer: view.object !== null,
    hasFilters: filterCount > 0,
    act: acts.act,
    copy: () => void copy(selected),
    clearSelection: acts.clearSelection,
    closeDrawer,
    clearFilters,
  });
  useFirstLook(workspace, handle);
  // Enter hands the keyboard to the drawer once that is there.
  useEffect(() => {
    if (toDrawer > 0) drawer.current?.focus();
  }, [toDrawer]);

  const late = useLate(waiting);
  const lateBehind = useLate(behind);
  const stale = head === null || workspace === null ? null : staleWords(head, range, workspace, now);
  const shownRow = view.object === null ? undefined : rows.rowAt(acts.focus.index);

  return (
    <div className={styles.page}>
      <div className={styles.titleBar}>
        <h1>Explorer</h1>
        <span className={styles.counts}>{head === null ? "" : countWords(accounts, head.counts)}</span>
        <span className={styles.grow} />
        <span className={styles.result} role="status">
          {result}
        </span>
        <ColumnMenu
          kept={kept ?? []}
          onColumns={(explorerColumns) => update.mutate({ explorerColumns })}
          onStandardWidths={resetWidths}
        />
      </div>
      <div className={styles.split}>
        <div className={styles.left}>
          <FilterBar
            handle={filters}
            filter={view.filter}
            flat={view.flat}
            currency={currency}
            onFilter={(filter, typed) => setView({ filter }, { replace: typed })}
            onFlat={(flat) => setView({ flat })}
            onDone={() => table.current?.focus()}
          />
          {stale !== null && (
            <Banner tone="warn" testId="explorer-stale">
              {stale}
            </Banner>
          )}
          {error !== null && head !== null && (
            <Banner
              tone="neg"
              testId="explorer-error"
              action={
                <Button size="small" onClick={retry}>
                  Try again
                </Button>
              }
            >
              {toIpcError(error).message} What is shown is from before.
            </Banner>
          )}
          <div ref={place} className={styles.tablePlace}>
            {lateBehind && <div className={styles.progress} aria-hidden="true" />}
            {head === null && error !== null ? (
              <div className={styles.failure}>
                <ErrorState error={toIpcError(error)} action={<Button onClick={retry}>Try again</Button>} />
              </div>
            ) : head !== null && rows.total === 0 ? (
              <EmptyTable
                workspace={workspace}
                filters={filterCount}
                onClear={clearFilters}
                onSync={() => void platform.startSync({ accountIds: [], since: null, until: null })}
              />
            ) : head === null ? (
              late && <LoadingRows label="Reading from this computer" rows={20} />
            ) : (
              <TreeTable
                handle={table}
                rows={rows}
                columns={columns}
                widths={widths}
                rowHeight={ROW_HEIGHT[settings?.density ?? "dense"]}
                tree={view.flat === null}
                money={money}
                comparing={comparing}
                letters={letters}
                focusIndex={acts.focus.index}
                focusColumn={acts.focus.column}
                isSelected={(id) => selected.has(id)}
                shownId={view.object?.id ?? null}
                busy={behind}
                onVisible={onVisible}
                onAct={acts.act}
                onRowClick={acts.clickRow}
                totalRows={totals.length}
                header={
                  <TreeHeader
                    columns={columns}
                    widths={widths}
                    comparing={comparing}
                    sort={view.sort}
                    descending={view.descending}
                    conversion={conversion}
                    currency={currency ?? `${totals.length} currencies`}
                    selection={selectionState(selected.size, rows.total)}
                    onSort={acts.sortBy}
                    onWidth={setWidth}
                    onSelectAll={() =>
                      selected.size > 0 ? acts.clearSelection() : acts.act({ kind: "select_all" })
                    }
                  />
                }
                totals={
                  <TotalsRow
                    totals={totals}
                    columns={columns}
                    money={money}
                    comparing={comparing}
                    label={(total: ExplorerTotal) =>
                      topWord(total, view.flat, rows.rowAt(0)?.level, withSign)
                    }
                    maturing={isMaturing(head, range)}
                    firstRowIndex={rows.total + 2}
                  />
                }
              />
            )}
            <SelectionBar
              count={selected.size}
              onCopy={() => void copy(selected)}
              onClear={acts.clearSelection}
            />
          </div>
          {head !== null && <TableFooter head={head} range={range} />}
        </div>
        {view.object !== null && (
          <ObjectDrawer
            handle={drawer}
            object={view.object}
            range={range}
            row={shownRow?.id === view.object.id ? shownRow : undefined}
            nowMs={now}
            onClose={closeDrawer}
          />
        )}
      </div>
    </div>
  );
}
