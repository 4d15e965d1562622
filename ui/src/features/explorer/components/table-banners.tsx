import { toIpcError } from "@/api/errors";
import { Button } from "@/components/ui/button";
import { Banner } from "@/components/ui/view-states";
import type { Explorer } from "../hooks/use-explorer";
import { staleWords } from "../model/sentences";

/** What is wrong with figures that are shown nevertheless: old, or older than what was asked for. */
export function TableBanners({ explorer, nowMs }: { explorer: Explorer; nowMs: number }) {
  const { rows, state, range, workspace } = explorer;
  if (rows.head === null) return null;
  const stale = workspace === null ? null : staleWords(rows.head, range, workspace, nowMs);
  return (
    <>
      {stale !== null && (
        <Banner tone="warn" testId="explorer-stale">
          {stale}
        </Banner>
      )}
      {state.error !== null && (
        <Banner
          tone="neg"
          testId="explorer-error"
          action={
            <Button size="small" onClick={state.retry}>
              Try again
            </Button>
          }
        >
          {toIpcError(state.error).message} What is shown is from before.
        </Banner>
      )}
    </>
  );
}
