import { queryOptions, useQueries } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { keys } from "@/api/keys";
import { usePlatform } from "@/api/platform-context";
import type { ChangePreview, Platform, PreviewRow } from "@/platform";
import { type DiffRow, previewDiff, refusedDiff, type ZoneOf } from "../components/diff-rows";

/** Rows asked for at once; the first of them come with the preview. */
const WINDOW = 200;

const windowQuery = (platform: Platform, id: string, window: number) =>
  queryOptions({
    queryKey: keys.previewRows(id, window),
    queryFn: () => platform.listPreviewRows({ id, offset: window * WINDOW, limit: WINDOW }),
  });

interface Rows {
  total: number;
  rowAt: (index: number) => DiffRow | undefined;
  /** Whether rows name the setting that changes. */
  withField: boolean;
  /** Whether only amounts change. */
  amounts: boolean;
  /** What tells the rows apart besides their names. */
  place: "level" | "account" | "both" | "none";
  onVisible: (first: number, last: number) => void;
}

const EMPTY = { rowAt: () => undefined, ...tableLook([]) };

interface Kept {
  plan: string;
  windows: Map<number, PreviewRow[]>;
}

/**
 * The rows of a preview, fetched in windows around what is on the screen, and what is not in it with the reason at the
 * end. When the same plan was looked at again, the rows before stay until the new ones are here.
 */
export function usePreviewRows(preview: ChangePreview | null, zoneOf: ZoneOf): Rows {
  const platform = usePlatform();
  const [visible, setVisible] = useState({ first: 0, last: 0 });
  const kept = useRef<Kept>({ plan: "", windows: new Map() });
  const count = preview?.rowCount ?? 0;
  const last = Math.min(visible.last + WINDOW / 4, count - 1);
  const wanted: number[] = [];
  for (let at = Math.floor(visible.first / WINDOW); at <= Math.floor(last / WINDOW); at += 1) {
    if (at > 0) wanted.push(at);
  }
  const queries = useQueries({
    queries: preview === null ? [] : wanted.map((at) => windowQuery(platform, preview.id, at)),
  });
  const arrived = queries.map(({ data }) => data);
  const identity = useStable([preview, zoneOf, ...arrived]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: `identity` stands for the preview and its windows.
  const rows = useMemo(() => {
    if (preview === null) return EMPTY;
    const same = kept.current.plan === preview.planHash;
    const windows = new Map(same ? kept.current.windows : []);
    windows.set(0, preview.rows);
    wanted.forEach((at, index) => {
      const data = arrived[index];
      if (data !== undefined) windows.set(at, data);
    });
    kept.current = { plan: preview.planHash, windows };
    return assembled(preview, windows, zoneOf);
  }, [identity]);

  const onVisible = useCallback((first: number, next: number) => {
    setVisible((now) =>
      Math.floor(now.first / WINDOW) === Math.floor(first / WINDOW) &&
      Math.floor(now.last / (WINDOW / 4)) === Math.floor(next / (WINDOW / 4))
        ? now
        : { first, last: next },
    );
  }, []);
  return { ...rows, total: count + (preview?.refusals.length ?? 0), onVisible };
}

function assembled(preview: ChangePreview, windows: ReadonlyMap<number, PreviewRow[]>, zoneOf: ZoneOf) {
  const checked = preview.checked !== "local";
  // Made once for each row that comes into sight: a table of thousands would wait for all of them otherwise.
  const made = new Map<number, DiffRow>();
  const rowAt = (index: number): DiffRow | undefined => {
    const known = made.get(index);
    if (known !== undefined) return known;
    const row = makeRow(index);
    if (row !== undefined) made.set(index, row);
    return row;
  };
  const makeRow = (index: number): DiffRow | undefined => {
    if (index >= preview.rowCount) {
      const refusal = preview.refusals[index - preview.rowCount];
      return refusal === undefined ? undefined : refusedDiff(refusal, index - preview.rowCount);
    }
    const row = windows.get(Math.floor(index / WINDOW))?.[index % WINDOW];
    return row === undefined ? undefined : previewDiff(row, checked, zoneOf);
  };
  return { rowAt, ...tableLook(preview.rows) };
}

/** How a table of these rows is best drawn. */
export function tableLook(rows: readonly Pick<PreviewRow, "accountId" | "level" | "fields">[]) {
  const shown = rows.slice(0, WINDOW);
  const all = shown.flatMap(({ fields }) => fields);
  const many = (key: "level" | "accountId") => new Set(shown.map((row) => row[key])).size > 1;
  const [levels, accounts] = [many("level"), many("accountId")];
  return {
    withField: new Set(all.map(({ field }) => field)).size > 1,
    amounts: all.length > 0 && all.every(({ afterMinor }) => afterMinor !== null),
    place:
      levels && accounts
        ? ("both" as const)
        : levels
          ? ("level" as const)
          : accounts
            ? ("account" as const)
            : ("none" as const),
  };
}

/** The same array for as long as its items are the same. */
function useStable(next: readonly unknown[]): readonly unknown[] {
  const held = useRef(next);
  const same = held.current.length === next.length && held.current.every((item, at) => item === next[at]);
  if (!same) held.current = next;
  return held.current;
}
