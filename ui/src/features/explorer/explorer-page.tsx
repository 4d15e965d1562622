import { useEffect, useRef } from "react";
import { PageHead } from "@/components/page-head/page-head";
import { Button } from "@/components/ui/button";
import { useWidth } from "@/lib/use-width";
import { ExportMenu } from "./analysis/export-menu";
import { GroupMenu } from "./analysis/group-menu";
import { ViewMenu } from "./analysis/view-menu";
import { ColumnMenu } from "./components/column-menu";
import { FilterBar, type FilterBarHandle } from "./components/filter-bar";
import { SelectionBar } from "./components/selection-bar";
import { TableBanners } from "./components/table-banners";
import { TableFooter } from "./components/table-footer";
import { TablePlace } from "./components/table-place";
import type { TreeTableHandle } from "./components/tree-table";
import { type DrawerHandle, ObjectDrawer } from "./drawer/object-drawer";
import { CellEditor } from "./editing/cell-editor";
import { COLUMN_OF } from "./editing/editable";
import styles from "./explorer-page.module.css";
import { useCreate } from "./hooks/use-create";
import { useExplorer } from "./hooks/use-explorer";
import { useLate } from "./hooks/use-late";
import { useSaid } from "./hooks/use-said";
import { countWords } from "./model/sentences";
import type { EditField } from "./model/tree-keys";
import { explorerTexts } from "./texts";

/** The main tool: every account, campaign, ad set and ad with its figures, from this computer alone. */
export function ExplorerPage() {
  const table = useRef<TreeTableHandle>(null);
  const filters = useRef<FilterBarHandle>(null);
  const drawer = useRef<DrawerHandle>(null);
  const [place, room] = useWidth();
  const wantsDrawer = useRef(false);
  const [said, setSaid] = useSaid();
  // Enter hands the keyboard to the drawer, at once or as soon as it is there: the address opens it.
  const toDrawer = (): void => {
    wantsDrawer.current = drawer.current === null;
    drawer.current?.focus();
  };
  const explorer = useExplorer({ table, filters, room, onDetails: toDrawer });
  const { view, setView, accounts, range, rows, acts, closeDrawer } = explorer;
  const late = useLate(explorer.state.behind);
  const focused = rows.rowAt(acts.focus.index);
  const making = useCreate(focused);
  const hasDrawer = acts.object !== null;
  const columnAt = (field: EditField): number =>
    Math.max(
      0,
      explorer.columns.findIndex(({ key }) => key === COLUMN_OF[field]),
    );
  useEffect(() => {
    if (hasDrawer && wantsDrawer.current) drawer.current?.focus();
    wantsDrawer.current = false;
  }, [hasDrawer]);

  return (
    <div className={styles.page}>
      <PageHead
        title={explorerTexts.title}
        note={rows.head === null ? "" : countWords(accounts, rows.head.counts)}
      >
        <span className={styles.result} role="status">
          {said ??
            acts.chosen.refusal ??
            explorer.editing.said ??
            explorer.objectActs.said ??
            explorer.bulk.result ??
            explorer.copyResult ??
            explorer.editing.failed}
        </span>
        <Button size="small" icon="plus" keys="N" onClick={making.create}>
          {making.label}
        </Button>
        <ColumnMenu
          kept={explorer.kept}
          folded={explorer.folded}
          onColumns={explorer.analysis.setColumns}
          onStandardWidths={explorer.resetWidths}
          own={view.own}
          onOwn={explorer.analysis.beginOwn}
          onTargets={explorer.analysis.beginTargets}
        />
        <ExportMenu
          request={explorer.request}
          group={view.group}
          columns={explorer.columns}
          onSaid={setSaid}
        />
      </PageHead>
      <div className={styles.split}>
        <div className={styles.left}>
          <FilterBar
            handle={filters}
            filter={view.filter}
            flat={view.flat}
            currency={explorer.currency}
            onFilter={(filter, typed) => setView({ filter }, { replace: typed })}
            onFlat={(flat) => setView({ flat, group: null })}
            figures={explorer.analysis.figures}
            onDone={() => table.current?.focus()}
          >
            <GroupMenu
              group={view.group}
              flat={view.flat}
              example={focused?.name}
              onGroup={explorer.setGroup}
            />
            <ViewMenu view={view} kept={explorer.kept} setView={setView} onSaid={setSaid} />
          </FilterBar>
          {explorer.analysis.dialog}
          <TableBanners explorer={explorer} />
          <div ref={place} className={styles.tablePlace}>
            {late && <div className={styles.progress} aria-hidden="true" />}
            <TablePlace explorer={explorer} table={table} />
            {explorer.editing.edit !== null && (
              <CellEditor
                key={`${explorer.editing.edit.row.id}|${explorer.editing.edit.field}`}
                edit={explorer.editing.edit}
                cellRect={({ row, field }) => table.current?.cellRect(row.id, columnAt(field)) ?? null}
                timeZone={accounts.find(({ id }) => id === explorer.editing.edit?.row.accountId)?.timeZone}
                online={explorer.editing.online}
                blocked={explorer.editing.blocked}
                onClose={explorer.editing.close}
                onClosed={explorer.editing.closed}
                onSent={explorer.editing.sent}
                onSaved={explorer.editing.saved}
              />
            )}
            {explorer.objectActs.dialog}
            <SelectionBar
              selection={acts.chosen.selection}
              total={rows.total}
              flat={view.flat}
              totalRows={explorer.totals.length}
              onCopy={explorer.copySelected}
              onEdit={explorer.bulk.edit}
              onCopySettings={explorer.bulk.copySettings}
              onAct={explorer.objectActs.ask}
              onAll={acts.chosen.selectAll}
              onClear={acts.chosen.clear}
            />
          </div>
          {rows.head !== null && <TableFooter head={rows.head} range={range} />}
        </div>
        {acts.object !== null && (
          <ObjectDrawer
            handle={drawer}
            object={acts.object}
            range={range}
            row={focused?.id === acts.object.id ? focused : undefined}
            editing={{
              blocked: explorer.editing.blocked,
              onEdit: (row, field) => explorer.editing.begin({ row, field, selected: 0 }),
            }}
            onClose={closeDrawer}
          />
        )}
      </div>
    </div>
  );
}
