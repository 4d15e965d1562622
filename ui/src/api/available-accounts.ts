import { type InfiniteData, useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import {
  type AccountsFrom,
  type AvailableAccount,
  type AvailablePage,
  type IpcError,
  toIpcError,
} from "@/platform";
import { keys } from "./keys";
import { usePlatform } from "./platform-context";

/** Meta may lose its place and start over; a place that keeps coming back is a circle. */
const MOST_VISITS = 3;

/** A timer longer than a day is no timer any more. */
const LONGEST_TIMER = 24 * 3_600_000;

const BEGINNING: AccountsFrom = { after: null };

/** Where the list goes on; `undefined` at its end, and where it goes in circles. */
export function nextPart(parts: AvailablePage[], froms: AccountsFrom[]): AccountsFrom | undefined {
  const last = parts.at(-1);
  if (last === undefined || last.next === null) return undefined;
  const { next } = last;
  const visits = froms.filter(
    (from, index) => from.after === next.after && parts[index]?.waitsUntilMs === null,
  );
  return visits.length < MOST_VISITS ? next : undefined;
}

/** The parts with each account once. */
export function uniqueParts(parts: AvailablePage[]): AvailableAccount[][] {
  const seen = new Set<string>();
  return parts.map(({ accounts }) =>
    accounts.filter(({ id }) => {
      const isNew = !seen.has(id);
      seen.add(id);
      return isNew;
    }),
  );
}

export type AccountList = {
  /** As they arrived; `undefined` before the first. */
  parts: AvailableAccount[][] | undefined;
  /** `waiting` for Meta's limit; `stopped` by a person; `circle` when Meta does not come to an end. */
  state: "reading" | "waiting" | "stopped" | "failed" | "circle" | "complete";
  waitsUntilMs: number | null;
  error: IpcError | null;
  stop: () => void;
  goOn: () => void;
  /** Reads the list again from its beginning. */
  again: () => void;
};

function stateOf(
  data: InfiniteData<AvailablePage> | undefined,
  { failed, hasNext, stopped }: { failed: boolean; hasNext: boolean; stopped: boolean },
): AccountList["state"] {
  const last = data?.pages.at(-1);
  if (failed) return "failed";
  if (last === undefined) return "reading";
  if (last.next === null) return "complete";
  if (!hasNext) return "circle";
  if (stopped) return "stopped";
  return last.waitsUntilMs === null ? "reading" : "waiting";
}

/**
 * Every account the sign-in can see, part by part for as long as somebody looks. Each part asks Meta, so the list is
 * kept until something changes.
 */
export function useAvailableAccounts(): AccountList {
  const platform = usePlatform();
  const client = useQueryClient();
  const [stopped, setStopped] = useState(false);
  const { data, error, isFetching, hasNextPage, fetchNextPage } = useInfiniteQuery({
    queryKey: keys.availableAccounts,
    queryFn: ({ pageParam }) => platform.listAvailableAccounts(pageParam),
    initialPageParam: BEGINNING,
    getNextPageParam: (_last, parts, _from, froms) => nextPart(parts, froms),
  });
  const parts = useMemo(() => data && uniqueParts(data.pages), [data]);
  const waitsUntilMs = data?.pages.at(-1)?.waitsUntilMs ?? null;
  // A part may come so fast that the page never sees it being fetched: its arrival counts, not the end of the fetching.
  const arrived = data?.pages.length ?? 0;
  const goesOn = hasNextPage && !isFetching && error === null && !stopped;

  useEffect(() => {
    if (!goesOn || arrived === 0) return;
    if (waitsUntilMs === null) {
      void fetchNextPage();
      return;
    }
    const wait = Math.min(Math.max(1_000, waitsUntilMs - Date.now()), LONGEST_TIMER);
    const timer = setTimeout(() => void fetchNextPage(), wait);
    return () => clearTimeout(timer);
  }, [goesOn, arrived, waitsUntilMs, fetchNextPage]);

  return {
    parts,
    state: stateOf(data, { failed: error !== null && !isFetching, hasNext: hasNextPage, stopped }),
    waitsUntilMs,
    error: error === null ? null : toIpcError(error),
    stop: () => setStopped(true),
    goOn: () => {
      setStopped(false);
      void fetchNextPage();
    },
    again: () => {
      setStopped(false);
      void client.resetQueries({ queryKey: keys.availableAccounts });
    },
  };
}
