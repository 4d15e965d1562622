import { type Ref, useState } from "react";
import type { ExplorerPage, ExplorerRow } from "@/platform";
import { fieldOfColumn } from "../editing/editable";
import type { Explorer } from "../hooks/use-explorer";
import { sortedKey } from "../model/analysis";
import { countOf, hasSelection, selectionState } from "../model/selection";
import { topWord } from "../model/sentences";
import type { EditField } from "../model/tree-keys";
import { RowMenu } from "./row-menu";
import { BAR_HEIGHT } from "./selection-bar";
import { isMaturing } from "./table-footer";
import { TotalsRow } from "./totals-row";
import { TreeHeader } from "./tree-header";
import { TreeTable, type TreeTableHandle } from "./tree-table";

interface ExplorerTableProps {
  explorer: Explorer;
  head: ExplorerPage;
  handle: Ref<TreeTableHandle>;
}

/** The table with its headings and totals. */
export function ExplorerTable({ explorer, head, handle }: ExplorerTableProps) {
  const { rows, columns, widths, view, comparing, totals, cellStyle, acts, state } = explorer;
  const { chosen } = acts;
  const count = countOf(chosen.selection, rows.total);
  const [menuOf, setMenuOf] = useState<string | null>(null);
  const focused = rows.rowAt(acts.focus.index);
  const edit = (row: ExplorerRow | undefined, field: EditField | null) =>
    explorer.editing.begin({ row, field, selected: count });
  return (
    <TreeTable
      handle={handle}
      rows={rows}
      columns={columns}
      widths={widths}
      rowHeight={explorer.rowHeight}
      tree={view.flat === null}
      money={cellStyle}
      comparing={comparing}
      letters={explorer.letters}
      focusIndex={acts.focus.index}
      focusColumn={acts.focus.column}
      placedAmong={explorer.place === null ? 0 : explorer.accounts.length}
      isSelected={chosen.isSelected}
      barHeight={hasSelection(chosen.selection) ? BAR_HEIGHT : 0}
      shownId={acts.object?.id ?? null}
      busy={state.behind}
      onVisible={state.onVisible}
      onAct={acts.act}
      onRowClick={acts.clickRow}
      notes={explorer.notes}
      onCellEdit={(index, row, column) => {
        acts.focusCell(index, row, column);
        edit(row, fieldOfColumn(columns[column]?.key ?? "name"));
      }}
      onMenu={(index, row) => {
        acts.focusCell(index, row, 0);
        setMenuOf(row.id);
      }}
      menu={
        <RowMenu
          row={focused?.id === menuOf ? focused : undefined}
          blocked={explorer.editing.blocked}
          onEdit={(field) => edit(focused, field)}
          onAct={explorer.objectActs.ask}
          onClosed={() => explorer.editing.edit === null && explorer.editing.closed()}
        />
      }
      totalRows={totals.length}
      header={
        <TreeHeader
          columns={columns}
          widths={widths}
          sort={sortedKey(view)}
          descending={view.descending}
          byChange={view.byChange}
          comparing={comparing}
          flat={view.flat}
          conversion={explorer.conversion}
          currency={explorer.currency ?? `${totals.length} currencies`}
          place={explorer.place}
          selection={selectionState(count, rows.total)}
          onSort={acts.sortBy}
          onWidth={explorer.setWidth}
          onSelectAll={() => (hasSelection(chosen.selection) ? chosen.clear() : chosen.selectAll())}
        />
      }
      totals={
        <TotalsRow
          totals={totals}
          columns={columns}
          money={cellStyle}
          comparing={comparing}
          label={(total) => topWord(total, view.flat, rows.rowAt(0)?.level, cellStyle.withSign)}
          maturing={isMaturing(head, explorer.range)}
          firstRowIndex={rows.total + 2}
        />
      }
    />
  );
}
