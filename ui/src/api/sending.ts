import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ChangeDetail, ChangeRun, IpcError } from "@/platform";
import { toIpcError } from "@/platform";
import { usePlatform } from "./platform-context";
import { hasEnded, useApplyChanges, useChange, useWriteState, writeStateQuery } from "./writes";

/** What a person said yes to. */
export interface Consent {
  asked: boolean;
  /** Amounts typed once more, in minor units. */
  amounts: number[];
}

export const NO_CONSENT: Consent = { asked: false, amounts: [] };

/** How the sending of one act goes, from the yes to the outcome of each row. */
export interface Sending {
  /** The act; `null` before one was sent. */
  changeId: string | null;
  /** Whether it is being sent. */
  busy: boolean;
  run: ChangeRun | null;
  /** What became of its rows, once it has ended. */
  detail: ChangeDetail | null;
  /** Why it could not begin. */
  error: IpcError | null;
  send: (previewId: string, consent: Consent) => void;
  /** Sends again what it has not reached, with the same yes as before. */
  retry: () => void;
  reset: () => void;
}

/** Sends one preview and follows it to its end. */
export function useSending(): Sending {
  const platform = usePlatform();
  const client = useQueryClient();
  const apply = useApplyChanges();
  const state = useWriteState();
  const [changeId, setChangeId] = useState<string | null>(null);
  const [given, setGiven] = useState<Consent>(NO_CONSENT);
  const again = useMutation({
    mutationFn: async ({ id, consent }: { id: string; consent: Consent }) => {
      await platform.retryChanges({ changeId: id, ...consent });
      // The same act has ended before: only what the program says now tells that from the new end.
      await client.fetchQuery({ ...writeStateQuery(platform), staleTime: 0 });
    },
  });
  const pending = apply.isPending || again.isPending;
  const ended = changeId !== null && !pending && hasEnded(state, changeId);
  const detail = useChange(ended ? changeId : null);
  const failed = apply.error ?? again.error;
  const run = state?.run ?? null;
  return {
    changeId,
    busy: pending || (changeId !== null && !ended),
    run: run !== null && run.changeId === changeId ? run : null,
    detail: ended ? (detail ?? null) : null,
    error: failed === null ? null : toIpcError(failed),
    send: (previewId, consent) => {
      setGiven(consent);
      apply.mutate({ previewId, ...consent }, { onSuccess: (begun) => setChangeId(begun.changeId) });
    },
    retry: () => {
      if (changeId !== null) again.mutate({ id: changeId, consent: given });
    },
    reset: () => {
      apply.reset();
      again.reset();
      setChangeId(null);
    },
  };
}
