import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { keys } from "@/api/keys";
import { usePlatform } from "@/api/platform-context";
import { hasEnded, useChange, useWriteState } from "@/api/writes";
import type { Account, ChangeDetail, ChangePreview } from "@/platform";
import { draftNotes, type RowNote, sentNotes } from "./notes";

/** Notes by id of the row. */
export type Notes = ReadonlyMap<string, readonly RowNote[]>;

/** Drafts whose cells are marked: a preview of each is kept by the program, which has room for fifty. */
const MOST_DRAFTS = 12;

/** Newest drafts, looked at on this computer alone, once for each state of them. */
function useDraftRows(): readonly ChangePreview[] {
  const platform = usePlatform();
  const drafts = useQuery({ queryKey: keys.drafts, queryFn: () => platform.listDrafts() }).data ?? [];
  const newest = drafts.toSorted((a, b) => b.updatedAtMs - a.updatedAtMs).slice(0, MOST_DRAFTS);
  const previews = useQueries({
    queries: newest.map(({ id, updatedAtMs }) => ({
      queryKey: keys.draftRows(id, updatedAtMs),
      queryFn: () => platform.previewDraft({ id, depth: "local" as const, choices: [] }),
    })),
  });
  return useSame(previews.flatMap(({ data }) => (data === undefined ? [] : [data])));
}

/** The same list for as long as its items are the same. */
function useSame<T>(next: readonly T[]): readonly T[] {
  const kept = useRef(next);
  const isSame = kept.current.length === next.length && kept.current.every((item, at) => item === next[at]);
  if (!isSame) kept.current = next;
  return kept.current;
}

function gather(
  drafts: readonly ChangePreview[],
  sent: ChangeDetail | undefined,
  ended: boolean,
  accounts: readonly Account[],
): Notes {
  const notes = new Map<string, RowNote[]>();
  const zones = new Map(accounts.map(({ id, timeZone }) => [id, timeZone]));
  const add = (id: string | null, more: readonly RowNote[]): void => {
    if (id !== null) notes.set(id, [...(notes.get(id) ?? []), ...more]);
  };
  // What was just sent is said before what waits.
  for (const row of sent?.rows ?? []) add(row.id, sentNotes(row, ended));
  for (const { rows } of drafts) {
    for (const row of rows) add(row.id, draftNotes(row, zones.get(row.accountId)));
  }
  return notes;
}

/** What cells say: what waits in Drafts, and what became of the act that is or was last sent while this view is open. */
export function useNotes(accounts: readonly Account[], sentId: string | null): Notes {
  const state = useWriteState();
  const drafts = useDraftRows();
  const sent = useChange(sentId);
  const ended = sentId !== null && hasEnded(state, sentId);
  return useMemo(() => gather(drafts, sent, ended, accounts), [drafts, sent, ended, accounts]);
}
