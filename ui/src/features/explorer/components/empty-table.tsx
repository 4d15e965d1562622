import { Button } from "@/components/ui/button";
import { ProgressLine } from "@/components/ui/progress-line";
import { EmptyState } from "@/components/ui/view-states";
import { formatCount } from "@/lib/numbers";
import type { SyncRun, WorkspaceState } from "@/platform";
import { explorerTexts as texts } from "../texts";

interface EmptyTableProps {
  workspace: WorkspaceState | null;
  /** Conditions that hide rows. */
  filters: number;
  onClear: () => void;
  onSync: () => void;
}

/** Share of a first sync that is done, over its accounts. */
function shareOf(run: SyncRun): number | null {
  if (run.accounts.length === 0) return null;
  const each = run.accounts.map(({ stage, done, total }) =>
    stage === "done" ? 1 : total === null || total === 0 ? 0 : done / total,
  );
  return each.reduce((sum, share) => sum + share, 0) / each.length;
}

/** Why there is no row, and the one thing to do about it. */
export function EmptyTable({ workspace, filters, onClear, onSync }: EmptyTableProps) {
  if (filters > 0) {
    return (
      <EmptyState
        title={texts.empty.filtered(filters)}
        text={texts.empty.stillHere}
        action={
          <Button keys="Escape" onClick={onClear}>
            {texts.empty.clear}
          </Button>
        }
      />
    );
  }
  const run = workspace?.sync.running ?? null;
  if (run !== null) {
    const rows = run.accounts.reduce((most, account) => Math.max(most, account.rows), 0);
    return (
      <div data-testid="explorer-first-sync">
        <EmptyState title={texts.empty.syncing} text={texts.empty.soFar(formatCount(rows))} />
        <ProgressLine label={texts.empty.firstSync} share={shareOf(run)} />
      </div>
    );
  }
  const synced = workspace?.accounts.some((account) => account.syncedAtMs !== null) ?? false;
  if (synced) {
    return <EmptyState title={texts.empty.none} text={texts.empty.noneText} />;
  }
  return (
    <EmptyState
      title={texts.empty.unsynced}
      text={texts.empty.unsyncedText}
      action={
        <Button kind="primary" onClick={onSync}>
          {texts.empty.sync}
        </Button>
      }
    />
  );
}
