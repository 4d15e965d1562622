import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useSavedViews } from "@/api/saved-views";
import { isUntouched, openedView } from "@/view/saved-view";
import type { ViewHandle } from "@/view/use-view-state";

/** Workspaces whose default view was opened once since the window opened. */
const opened = new WeakMap<QueryClient, Set<string>>();

/** The explorer opens with the view a person chose for that, unless the address asks for something. */
export function useDefaultView(workspaceId: string | null, { view, setView }: ViewHandle): void {
  const client = useQueryClient();
  const views = useSavedViews();
  useEffect(() => {
    if (workspaceId === null || views === undefined) return;
    const done = opened.get(client) ?? new Set<string>();
    if (done.has(workspaceId)) return;
    opened.set(client, done.add(workspaceId));
    const found = views.find(({ isDefault }) => isDefault);
    if (found && isUntouched(view)) setView(openedView(view, found.name, found.view), { replace: true });
  }, [client, workspaceId, views, view, setView]);
}
