import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { AppState, SyncStatus } from "@/platform";
import { keys } from "./keys";
import { usePlatform } from "./platform-context";

function useShowSync() {
  const client = useQueryClient();
  return (sync: SyncStatus) => {
    client.setQueryData(keys.syncStatus, sync);
    client.setQueryData<AppState>(keys.appState, (state) =>
      state?.workspace ? { ...state, workspace: { ...state.workspace, sync } } : state,
    );
  };
}

/** Starts a sync of these accounts; none given means all. Joins the one under way. */
export function useStartSync() {
  const platform = usePlatform();
  return useMutation({
    mutationFn: (accountIds: string[]) => platform.startSync({ accountIds, since: null, until: null }),
    onSuccess: useShowSync(),
  });
}

/** Stops the sync under way; what arrived stays. */
export function useCancelSync() {
  const platform = usePlatform();
  return useMutation({ mutationFn: () => platform.cancelSync(), onSuccess: useShowSync() });
}
