import { queryOptions, useQuery } from "@tanstack/react-query";
import type { AppState, Platform, WorkspaceState } from "@/platform";
import { keys } from "./keys";
import { usePlatform } from "./platform-context";

export const appStateQuery = (platform: Platform) =>
  queryOptions({ queryKey: keys.appState, queryFn: () => platform.getAppState() });

/** What the frame shows, or `undefined` before the first answer. */
export function useAppState(): AppState | undefined {
  return useQuery(appStateQuery(usePlatform())).data;
}

/** The open workspace, or `null`. */
export function useWorkspace(): WorkspaceState | null {
  return useAppState()?.workspace ?? null;
}
