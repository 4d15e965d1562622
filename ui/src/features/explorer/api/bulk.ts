import type { QueryClient } from "@tanstack/react-query";
import type { ExplorerRow, Platform } from "@/platform";
import { WINDOW_ROWS, windowOf } from "../model/row-windows";
import { type RowsRequest, windowQuery } from "./rows";

/** Open rows a branch may add at once; beyond it the rest stays folded. */
const MOST_OPENED = 2_000;

/**
 * The rows from one position to another, both included, from the cache where they are there.
 * Costs one call for each window of rows that is not.
 */
export async function fetchRows(
  client: QueryClient,
  platform: Platform,
  request: RowsRequest,
  from: number,
  to: number,
): Promise<ExplorerRow[]> {
  const [first, last] = [Math.min(from, to), Math.max(from, to)];
  const rows: ExplorerRow[] = [];
  for (let window = windowOf(first); window <= windowOf(last); window += 1) {
    const page = await client.fetchQuery(windowQuery(platform, request, window));
    const start = window * WINDOW_ROWS;
    rows.push(...page.rows.slice(Math.max(0, first - start), last - start + 1));
    if (page.rows.length < WINDOW_ROWS) break;
  }
  return rows;
}

/** Rows that lie below the row at `index`: those after it that are deeper. */
async function rowsBelow(
  client: QueryClient,
  platform: Platform,
  request: RowsRequest,
  index: number,
): Promise<ExplorerRow[]> {
  const below: ExplorerRow[] = [];
  let depth: number | null = null;
  for (let window = windowOf(index); ; window += 1) {
    const page = await client.fetchQuery(windowQuery(platform, request, window));
    const start = window * WINDOW_ROWS;
    for (const row of page.rows.slice(Math.max(0, index - start))) {
      if (depth === null) depth = row.depth;
      else if (row.depth <= depth) return below;
      else below.push(row);
    }
    if (page.rows.length < WINDOW_ROWS) return below;
  }
}

/**
 * The open rows after a whole branch was opened: the row itself and everything below it that has children.
 * Asks once for each level, since which rows have children is only known once their parents are open.
 */
export async function openedBranch(
  client: QueryClient,
  platform: Platform,
  request: RowsRequest,
  index: number,
  id: string,
): Promise<string[]> {
  const open = new Set([...request.expanded, id]);
  for (let level = 0; level < 4; level += 1) {
    const below = await rowsBelow(client, platform, { ...request, expanded: [...open] }, index);
    const fresh = below.filter((row) => row.childCount > 0 && !open.has(row.id)).slice(0, MOST_OPENED);
    if (fresh.length === 0) break;
    for (const row of fresh) open.add(row.id);
    if (open.size - request.expanded.length >= MOST_OPENED) break;
  }
  return [...open];
}

/** The open rows after a whole branch was folded: opening the row again shows its children folded. */
export async function foldedBranch(
  client: QueryClient,
  platform: Platform,
  request: RowsRequest,
  index: number,
  id: string,
): Promise<string[]> {
  const below = new Set((await rowsBelow(client, platform, request, index)).map((row) => row.id));
  return request.expanded.filter((open) => open !== id && !below.has(open));
}
