import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { toIpcError } from "@/api/errors";
import { keys } from "@/api/keys";
import { usePlatform } from "@/api/platform-context";
import { useShowsAct } from "@/api/shown-acts";
import { useApplyChanges, useCancelChanges, useSaveDraft } from "@/api/writes";
import type { ChangeRun, IpcError, RetryChanges, WriteState } from "@/platform";

/** Longest name of a draft; the program takes a little more. */
const LONGEST_NAME = 120;

/** What a person agreed to when they sent: a retry needs it again. */
export interface Consent {
  asked: boolean;
  amounts: number[];
}

/** Sends again what an act has not reached. */
function useRetryChanges() {
  const platform = usePlatform();
  const client = useQueryClient();
  const seenAt = () => client.getQueryState(keys.writeState)?.dataUpdateCount;
  return useMutation({
    mutationFn: (input: RetryChanges) => platform.retryChanges(input),
    onMutate: () => ({ seenAt: seenAt() }),
    onSuccess: (run: ChangeRun, _input, before) => {
      // An event that overtook this answer knows more.
      if (before.seenAt !== seenAt()) return;
      client.setQueryData<WriteState>(keys.writeState, (state) => (state ? { ...state, run } : state));
    },
  });
}

/** Sending a preview, trying its failed rows again, and keeping it for later. */
export function useSending() {
  const [sent, setSent] = useState<{ changeId: string; consent: Consent } | null>(null);
  const [keptId, setKeptId] = useState<string | null>(null);
  const client = useQueryClient();
  const apply = useApplyChanges();
  const again = useRetryChanges();
  const cancel = useCancelChanges();
  const save = useSaveDraft();
  useShowsAct(sent?.changeId ?? null);
  const failure = apply.error ?? again.error ?? cancel.error ?? save.error;
  const error: IpcError | null = failure === null ? null : toIpcError(failure);
  const forget = (): void => {
    for (const mutation of [apply, again, cancel, save]) mutation.reset();
  };

  return {
    changeId: sent?.changeId ?? null,
    /** The preview that was kept as a draft last. */
    keptId,
    busy: apply.isPending || again.isPending || save.isPending,
    error,
    send: (previewId: string, consent: Consent): void => {
      forget();
      const onSuccess = ({ changeId }: ChangeRun) => setSent({ changeId, consent });
      apply.mutate({ previewId, ...consent }, { onSuccess });
    },
    retry: (): void => {
      if (sent === null) return;
      forget();
      const { changeId, consent } = sent;
      const onSettled = () => client.invalidateQueries({ queryKey: keys.changeRows(changeId) });
      again.mutate({ changeId, ...consent }, { onSettled });
    },
    stop: (): void => cancel.mutate(),
    keep: (previewId: string, name: string): void => {
      forget();
      const onSuccess = () => setKeptId(previewId);
      save.mutate({ previewId, name: name.slice(0, LONGEST_NAME) }, { onSuccess });
    },
  };
}

export type Sending = ReturnType<typeof useSending>;
