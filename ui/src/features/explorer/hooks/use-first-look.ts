import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import type { WorkspaceState } from "@/platform";
import type { ViewHandle } from "@/view/use-view-state";

/** Workspaces whose accounts were opened once since the window opened. */
const looked = new WeakMap<QueryClient, Set<string>>();

/**
 * The first look at a workspace shows its campaigns: its accounts are open until the person folds them. Answers the open
 * rows; they are known before the address has them, so that the first rows asked for are those that stay.
 */
export function useFirstLook(workspace: WorkspaceState | null, { view, setView }: ViewHandle): string[] {
  const client = useQueryClient();
  const id = workspace?.id ?? null;
  const accounts = workspace?.accounts;
  const ids = useMemo(() => (accounts ?? []).map((account) => account.id), [accounts]);
  /** What was opened and is on its way into the address. */
  const opening = useRef<string[] | null>(null);
  const isFirst = id !== null && ids.length > 0 && looked.get(client)?.has(id) !== true;
  const isFolded = view.expanded.length === 0;
  useEffect(() => {
    if (!isFolded) opening.current = null;
    if (!isFirst) return;
    looked.set(client, (looked.get(client) ?? new Set()).add(id));
    if (!isFolded) return;
    opening.current = ids;
    setView({ expanded: ids }, { replace: true });
  }, [client, id, ids, isFirst, isFolded, setView]);
  if (!isFolded) return view.expanded;
  return isFirst ? ids : (opening.current ?? view.expanded);
}
