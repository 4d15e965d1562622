import { useEffect } from "react";
import type { WorkspaceState } from "@/platform";
import type { ViewHandle } from "@/view/use-view-state";

/** Workspaces whose accounts were opened once since the window opened. */
const looked = new Set<string>();

/** The first look at a workspace shows its campaigns: its accounts are open until the person folds them. */
export function useFirstLook(workspace: WorkspaceState | null, { view, setView }: ViewHandle): void {
  const id = workspace?.id ?? null;
  const accounts = workspace?.accounts;
  useEffect(() => {
    if (id === null || accounts === undefined || accounts.length === 0 || looked.has(id)) return;
    looked.add(id);
    if (view.expanded.length === 0) setView({ expanded: accounts.map((account) => account.id) }, { replace: true });
  }, [id, accounts, view.expanded, setView]);
}
