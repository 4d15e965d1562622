import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { WorkspaceState } from "@/platform";
import type { ViewHandle } from "@/view/use-view-state";

/** Workspaces whose accounts were opened once since the window opened. */
const looked = new WeakMap<QueryClient, Set<string>>();

/** The first look at a workspace shows its campaigns: its accounts are open until the person folds them. */
export function useFirstLook(workspace: WorkspaceState | null, { view, setView }: ViewHandle): void {
  const client = useQueryClient();
  const id = workspace?.id ?? null;
  const accounts = workspace?.accounts;
  useEffect(() => {
    const seen = looked.get(client) ?? new Set();
    if (id === null || accounts === undefined || accounts.length === 0 || seen.has(id)) return;
    looked.set(client, seen.add(id));
    if (view.expanded.length === 0) {
      setView({ expanded: accounts.map((account) => account.id) }, { replace: true });
    }
  }, [client, id, accounts, view.expanded, setView]);
}
