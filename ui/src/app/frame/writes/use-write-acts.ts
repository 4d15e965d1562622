import { useMemo, useState } from "react";
import { useAllowWrites, useStopWrites, useWriteState } from "@/api/writes";
import { type IpcError, toIpcError } from "@/platform";

/** An act that is to be taken back; each wish is a new object. */
export type UndoWish = { changeId: string | null };

/** Stopping, allowing and taking back, for whoever asks. */
export function useWriteActs(notice: (error: IpcError) => void) {
  const [wish, setWish] = useState<UndoWish | null>(null);
  const [asksAllow, setAsksAllow] = useState(false);
  const { mutate: stop } = useStopWrites();
  const { mutate: allow, isPending: isAllowing } = useAllowWrites();
  const onError = (error: unknown) => notice(toIpcError(error));
  const acts = useMemo(
    () => ({
      stopWrites: () => stop(undefined, { onError: (error) => notice(toIpcError(error)) }),
      allowWrites: () => setAsksAllow(true),
      undo: (changeId?: string) => setWish({ changeId: changeId ?? null }),
    }),
    [stop, notice],
  );
  return {
    acts,
    wish,
    endWish: () => setWish(null),
    dialog: {
      open: asksAllow,
      busy: isAllowing,
      onOpenChange: setAsksAllow,
      onAllow: () => allow(undefined, { onError, onSettled: () => setAsksAllow(false) }),
    },
  };
}

/** Whether a person stopped all changes. */
export const useIsStopped = (): boolean => useWriteState()?.stopped ?? false;
