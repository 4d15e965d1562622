import { useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { keys } from "@/api/keys";
import { usePlatform } from "@/api/platform-context";
import { useWriteState } from "@/api/writes";
import type { ChangeDetail, ChangeRun } from "@/platform";
import { type DiffRow, outcomeDiff, type ZoneOf } from "../components/diff-rows";
import { tableLook } from "./use-preview-rows";

/** Milliseconds between looks at the rows of an act under way, by how many they are: all of them come each time. */
const LOOK_EVERY = 700;
const LOOK_EVERY_MANY = 3_000;
const MANY = 1_000;

/** An act that was sent: how far it is, and what became of each object. */
export interface ActState {
  run: ChangeRun | null;
  running: boolean;
  detail: ChangeDetail | undefined;
  total: number;
  rowAt: (index: number) => DiffRow | undefined;
  /** How the table is best drawn. */
  look: ReturnType<typeof tableLook>;
  /** Rows that did not end as they should, by index. */
  problems: number[];
}

const GOOD = new Set(["confirmed", "already_so"]);

/** Follows an act while it is sent and keeps its results. */
export function useActRows(
  changeId: string | null,
  namesOf: (accountId: string) => string,
  zoneOf: ZoneOf,
): ActState {
  const platform = usePlatform();
  const told = useWriteState()?.run ?? null;
  // One act is sent at a time: where another is, this one has ended, and what was told of it last is how.
  const last = useRef<ChangeRun | null>(null);
  if (told !== null && told.changeId === changeId) last.current = told;
  const run = last.current?.changeId === changeId ? last.current : null;
  const running = run !== null && run === told && !run.ended;
  const every = (run?.total ?? 0) > MANY ? LOOK_EVERY_MANY : LOOK_EVERY;
  const { data: detail, refetch } = useQuery({
    queryKey: keys.changeRows(changeId ?? ""),
    queryFn: () => platform.getChange(changeId ?? ""),
    enabled: changeId !== null,
    refetchInterval: running ? every : false,
  });
  // Once more at the end, and whenever more is told of an act that has ended, such as another try of its rows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `told` says that there is more to know.
  useEffect(() => {
    if (changeId !== null && !running) void refetch();
  }, [changeId, running, told, refetch]);

  const rows = detail?.rows;
  const made = useMemo(() => {
    const known = new Map<number, DiffRow>();
    return { known, rows, running };
  }, [rows, running]);
  const rowAt = useCallback(
    (index: number): DiffRow | undefined => {
      const known = made.known.get(index);
      const row = made.rows?.[index];
      if (known !== undefined || row === undefined) return known;
      const diff = outcomeDiff(row, made.running, namesOf(row.accountId), zoneOf);
      made.known.set(index, diff);
      return diff;
    },
    [made, namesOf, zoneOf],
  );
  const problems = useMemo(
    () =>
      (rows ?? []).flatMap(({ outcome }, index) =>
        GOOD.has(outcome) || (running && outcome === "planned") ? [] : [index],
      ),
    [rows, running],
  );
  const look = useMemo(() => tableLook(rows ?? []), [rows]);
  return { run, running, detail, total: rows?.length ?? 0, rowAt, look, problems };
}
