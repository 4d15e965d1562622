import { toIpcError } from "@/api/errors";
import { Button } from "@/components/ui/button";
import { Banner } from "@/components/ui/view-states";
import { useNow } from "@/lib/use-now";
import type { Explorer } from "../hooks/use-explorer";
import { staleWords } from "../model/sentences";

/** What is wrong with figures that are shown nevertheless: old, or older than what was asked for. */
export function TableBanners({ explorer }: { explorer: Explorer }) {
  const { rows, state, range, workspace } = explorer;
  const staleAt = (nowMs: number) =>
    rows.head === null || workspace === null ? null : staleWords(rows.head, range, workspace, nowMs);
  const stale = staleAt(useNow(60_000, (nowMs) => staleAt(nowMs) ?? ""));
  if (rows.head === null) return null;
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
