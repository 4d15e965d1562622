import type { Ref } from "react";
import { toIpcError } from "@/api/errors";
import { usePlatform } from "@/api/platform-context";
import { Button } from "@/components/ui/button";
import { ErrorState, LoadingRows } from "@/components/ui/view-states";
import { GroupTable } from "../analysis/group-table";
import styles from "../explorer-page.module.css";
import type { Explorer } from "../hooks/use-explorer";
import { useLate } from "../hooks/use-late";
import { sortedKey } from "../model/analysis";
import { explorerTexts as texts } from "../texts";
import { EmptyTable } from "./empty-table";
import { ExplorerTable } from "./explorer-table";
import type { TreeTableHandle } from "./tree-table";

/** The table, or why there is none. */
export function TablePlace({ explorer, table }: { explorer: Explorer; table: Ref<TreeTableHandle> }) {
  const { rows, state } = explorer;
  const platform = usePlatform();
  const late = useLate(state.waiting);
  const { view } = explorer;
  if (view.group !== null) {
    return (
      <GroupTable
        request={explorer.request}
        group={view.group}
        columns={explorer.columns}
        widths={explorer.widths}
        style={explorer.cellStyle}
        rowHeight={explorer.rowHeight}
        sorted={sortedKey(view)}
        descending={view.descending}
        byChange={view.byChange}
        onSort={explorer.acts.sortBy}
        onOpen={explorer.openGroup}
      />
    );
  }
  if (rows.head !== null && rows.total > 0) {
    return <ExplorerTable explorer={explorer} head={rows.head} handle={table} />;
  }
  if (rows.head !== null) {
    return (
      <EmptyTable
        workspace={explorer.workspace}
        filters={explorer.filterCount}
        onClear={explorer.clearFilters}
        onSync={() => void platform.startSync({ accountIds: [], since: null, until: null })}
      />
    );
  }
  if (state.error !== null) {
    return (
      <div className={styles.failure}>
        <ErrorState
          error={toIpcError(state.error)}
          action={<Button onClick={state.retry}>{texts.again}</Button>}
        />
      </div>
    );
  }
  return late ? <LoadingRows label={texts.reading} rows={20} /> : null;
}
