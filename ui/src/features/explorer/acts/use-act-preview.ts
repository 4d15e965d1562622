import { useQuery } from "@tanstack/react-query";
import { useWorkspace } from "@/api/app-state";
import { usePlatform } from "@/api/platform-context";
import { useSending } from "@/api/sending";
import { useSaveDraft, useWriteState } from "@/api/writes";
import { writesBlocked } from "@/components/changes/words";
import { type ChangePreview, type IpcError, type PreviewChanges, toIpcError } from "@/platform";

/** What an act would do, whether it may be sent, and how the sending goes. */
export function useActPreview(wanted: Omit<PreviewChanges, "depth" | "reason"> | null) {
  const platform = usePlatform();
  const workspace = useWorkspace();
  const writes = useWriteState();
  const sending = useSending();
  const save = useSaveDraft();
  const online = workspace?.online === true && workspace.connection.status !== "ended";
  const depth = online ? ("live" as const) : ("local" as const);
  const look = useQuery({
    queryKey: ["act_preview", depth, wanted],
    queryFn: () => platform.previewChanges({ changes: [], new: [], ...wanted, reason: "", depth }),
    enabled: wanted !== null && sending.changeId === null,
    // A preview is sent once and forgotten after a while, so an old one is never taken again.
    staleTime: 0,
    gcTime: 0,
  });
  const preview: ChangePreview | null = look.isFetching ? null : (look.data ?? null);
  const failed = look.error ?? save.error;
  const error: IpcError | null = failed === null ? sending.error : toIpcError(failed);
  return {
    online,
    blocked: writesBlocked(writes, workspace),
    preview,
    looking: look.isFetching,
    lookAgain: () => void look.refetch(),
    error,
    sending,
    keep: (name: string, onKept: () => void): void => {
      if (preview === null) return;
      save.mutate({ previewId: preview.id, name: name.slice(0, 200) }, { onSuccess: onKept });
    },
    keeping: save.isPending,
  };
}

export type ActPreview = ReturnType<typeof useActPreview>;
