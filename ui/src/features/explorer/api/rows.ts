import { queryOptions, useQueries } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { keys } from "@/api/keys";
import { usePlatform } from "@/api/platform-context";
import type { ExplorerPage, ExplorerRequest, ExplorerRow, Platform } from "@/platform";
import {
  type LoadedWindows,
  rowAt,
  type VisibleRows,
  WINDOW_ROWS,
  windowOf,
  windowsFor,
} from "../model/row-windows";

/** A question to the table, without the window of rows. */
export type RowsRequest = Omit<ExplorerRequest, "offset" | "limit">;

/** One window of rows. It stays fresh until an event says that its accounts changed. */
export function windowQuery(platform: Platform, request: RowsRequest, window: number) {
  const input: ExplorerRequest = { ...request, offset: window * WINDOW_ROWS, limit: WINDOW_ROWS };
  return queryOptions({ queryKey: keys.explorer(input), queryFn: () => platform.queryExplorer(input) });
}

/** The table as far as it has arrived. */
export interface ExplorerRows {
  /** What these rows answer; while another question is under way, the one before. */
  request: RowsRequest | null;
  windows: LoadedWindows<ExplorerRow>;
  /** Totals, counts and stamps; `null` before the first answer. */
  head: ExplorerPage | null;
  total: number;
  rowAt: (index: number) => ExplorerRow | undefined;
}

const NOTHING: ExplorerRows = {
  request: null,
  windows: new Map(),
  head: null,
  total: 0,
  rowAt: () => undefined,
};

/** What the table knows and whether it is still asking. */
export interface RowsState {
  rows: ExplorerRows;
  /** The rows shown answer the question before the present one. */
  behind: boolean;
  /** Nothing has arrived yet. */
  waiting: boolean;
  error: unknown;
  retry: () => void;
  /** Tells which rows are on the screen; cheap to call on every scroll. */
  onVisible: (visible: VisibleRows) => void;
}

const AT_TOP: VisibleRows = { first: 0, last: 0, direction: 1 };

function sameWindows(a: VisibleRows, b: VisibleRows): boolean {
  return (
    windowOf(a.first) === windowOf(b.first) &&
    windowOf(a.last) === windowOf(b.last) &&
    a.direction === b.direction
  );
}

function assembled(
  request: RowsRequest,
  pages: ReadonlyMap<number, ExplorerPage>,
  head: ExplorerPage,
): ExplorerRows {
  const windows = new Map([...pages].map(([window, page]) => [window, page.rows] as const));
  return { request, windows, head, total: head.totalRows, rowAt: (index) => rowAt(windows, index) };
}

/**
 * The rows of a question, fetched in windows around what is on the screen.
 *
 * While a new question (another sort, filter or open row) is under way, the rows of the one before stay, so that
 * nothing flashes; while only a window is missing, its rows are `undefined` and keep their place.
 */
export function useExplorerRows(request: RowsRequest): RowsState {
  const platform = usePlatform();
  const [visible, setVisible] = useState(AT_TOP);
  const [known, setKnown] = useState<{ request: RowsRequest; total: number } | null>(null);
  const held = useRef<ExplorerRows>(NOTHING);

  const total = known?.request === request ? known.total : null;
  const wanted = windowsFor(visible, total);
  const queries = useQueries({ queries: wanted.map((window) => windowQuery(platform, request, window)) });

  const onVisible = useCallback((next: VisibleRows) => {
    setVisible((now) => (sameWindows(now, next) ? now : next));
  }, []);

  const pages = new Map<number, ExplorerPage>();
  let newest = 0;
  let head: ExplorerPage | null = null;
  queries.forEach((query, index) => {
    const window = wanted[index];
    if (query.data === undefined || window === undefined) return;
    pages.set(window, query.data);
    if (query.dataUpdatedAt >= newest) {
      newest = query.dataUpdatedAt;
      head = query.data;
    }
  });
  const failed = queries.find((query) => query.isError);
  // Query data keep their identity while they are equal, so this list changes exactly when a window does.
  const identity = useStableList([request, head, ...[...pages].flat()]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `identity` stands for the pages and the request.
  const rows = useMemo(() => (head === null ? null : assembled(request, pages, head)), [identity]);

  useEffect(() => {
    if (!rows) return;
    held.current = rows;
    setKnown((now) =>
      now?.request === request && now.total === rows.total ? now : { request, total: rows.total },
    );
  }, [rows, request]);

  const shown = rows ?? held.current;
  return {
    rows: shown,
    behind: rows === null && shown.head !== null,
    waiting: shown.head === null && !failed,
    error: failed?.error ?? null,
    retry: () => {
      for (const query of queries) if (query.isError) void query.refetch();
    },
    onVisible,
  };
}

/** The same array for as long as its items are the same. */
function useStableList(next: readonly unknown[]): readonly unknown[] {
  const kept = useRef(next);
  const same =
    kept.current.length === next.length && kept.current.every((item, index) => item === next[index]);
  if (!same) kept.current = next;
  return kept.current;
}
