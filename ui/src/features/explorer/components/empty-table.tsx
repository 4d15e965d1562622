import { Button } from "@/components/ui/button";
import { ProgressLine } from "@/components/ui/progress-line";
import { EmptyState } from "@/components/ui/view-states";
import { formatCount } from "@/lib/numbers";
import type { SyncRun, WorkspaceState } from "@/platform";

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
        title={`Nothing matches ${filters === 1 ? "this filter" : `these ${filters} filters`}`}
        text="What is filtered out is still here."
        action={
          <Button keys="Escape" onClick={onClear}>
            Clear filters
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
        <EmptyState
          title="The first sync is under way"
          text={`${formatCount(rows)} rows so far. Campaigns appear here as they arrive; the rest follows by itself.`}
        />
        <ProgressLine label="First sync" share={shareOf(run)} />
      </div>
    );
  }
  const synced = workspace?.accounts.some((account) => account.syncedAtMs !== null) ?? false;
  if (synced) {
    return (
      <EmptyState
        title="No campaigns"
        text="These accounts have no campaigns, or all of them are archived or deleted."
      />
    );
  }
  return (
    <EmptyState
      title="Nothing synced yet"
      text="A sync brings campaigns, ad sets, ads and their figures to this computer. Then all of it works offline."
      action={
        <Button kind="primary" onClick={onSync}>
          Sync now
        </Button>
      }
    />
  );
}
