import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type {
  ApplyChanges,
  ChangeDetail,
  ChangeEntry,
  ChangeRun,
  Platform,
  SaveDraft,
  WriteState,
} from "@/platform";
import { keys } from "./keys";
import { usePlatform } from "./platform-context";

export const writeStateQuery = (platform: Platform) =>
  queryOptions({ queryKey: keys.writeState, queryFn: () => platform.getWriteState() });

/** Whether anything may be sent and what is being sent; `undefined` before the first answer. */
export function useWriteState(): WriteState | undefined {
  return useQuery(writeStateQuery(usePlatform())).data;
}

/** A mutation whose answer is where writing stands. Events may overtake the answer; what they said is newer. */
function useWriteStateMutation(run: (platform: Platform) => Promise<WriteState>) {
  const platform = usePlatform();
  const client = useQueryClient();
  const seenAt = () => client.getQueryState(keys.writeState)?.dataUpdateCount;
  return useMutation({
    mutationFn: () => run(platform),
    onMutate: () => ({ seenAt: seenAt() }),
    onSuccess: (state, _input, before) => {
      if (before.seenAt === seenAt()) client.setQueryData(keys.writeState, state);
    },
  });
}

/** Stops everything that would be sent, at once, also offline. */
export const useStopWrites = () => useWriteStateMutation((platform) => platform.stopWrites());

/** Lets changes be sent again. */
export const useAllowWrites = () => useWriteStateMutation((platform) => platform.allowWrites());

/** Stops the act under way after the object it is at. */
export const useCancelChanges = () => useWriteStateMutation((platform) => platform.cancelChanges());

/** Sends a preview. The answer comes when the sending begins; how it goes is told by the state. */
export function useApplyChanges() {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ApplyChanges) => platform.applyChanges(input),
    onSuccess: (run: ChangeRun) => {
      // An event that overtook this answer knows more about the same act.
      client.setQueryData<WriteState>(keys.writeState, (state) =>
        state === undefined || state.run?.changeId === run.changeId ? state : { ...state, run },
      );
    },
  });
}

/** Keeps a preview as a draft. */
export function useSaveDraft() {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: SaveDraft) => platform.saveDraft(input),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.drafts }),
  });
}

/** Whether an act has come to its end: one is sent at a time, so any other under way means that it has. */
export function hasEnded(state: WriteState | undefined, changeId: string): boolean {
  const run = state?.run ?? null;
  return run !== null && (run.changeId !== changeId || run.ended);
}

/** How many acts are looked through for the newest that can be taken back. */
const LATEST = 20;

/** The newest acts, whoever made them. */
export function useLatestChanges(): ChangeEntry[] | undefined {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...keys.changes, "latest"],
    queryFn: () => platform.listChanges({ accountId: null, object: null, before: null, limit: LATEST }),
  }).data;
}

/** One act with its objects; `null` asks for none. */
export function useChange(id: string | null): ChangeDetail | undefined {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...keys.changes, "one", id],
    queryFn: () => platform.getChange(id ?? ""),
    enabled: id !== null,
  }).data;
}
