import { addDays, type DayRange, formatDay } from "@/lib/days";
import { formatCount } from "@/lib/numbers";
import { describeFreshness } from "@/lib/times";
import type { Account, Counts, ExplorerPage, ExplorerTotal, ObjectLevel, WorkspaceState } from "@/platform";
import { countOf, levelCounts, type Selection } from "./selection";
import { LEVEL_WORDS } from "./words";

function counted(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** `Fjordline Outdoor · 8 campaigns, 41 ad sets, 236 ads`. */
export function countWords(accounts: readonly Account[], counts: Counts): string {
  const place = accounts.length === 1 ? (accounts[0]?.name ?? "") : `${accounts.length} accounts`;
  const objects = [
    counted(counts.campaigns, "campaign", "campaigns"),
    counted(counts.adSets, "ad set", "ad sets"),
    counted(counts.ads, "ad", "ads"),
  ];
  return `${place} · ${objects.join(", ")}`;
}

/** `Total of 8 campaigns`; where there are several currencies `EUR, 1 account`. */
export function topWord(
  total: ExplorerTotal,
  flat: ObjectLevel | null,
  top: ObjectLevel | undefined,
  withCurrency: boolean,
): string {
  const words = LEVEL_WORDS[flat ?? top ?? "account"];
  const of = counted(total.rows, words.one.toLowerCase(), words.many);
  return withCurrency ? `${total.currency}, ${of}` : `Total of ${of}`;
}

/** `3 ad sets selected`, `2 campaigns, 1 ad selected`, `All 50,000 ads selected`, `49,998 of 50,000 ads selected`. */
export function selectedWords(selection: Selection, total: number): string {
  const counts = levelCounts(selection, total);
  const { whole, marked } = selection;
  if (whole !== null) {
    const words = LEVEL_WORDS[whole.level];
    const list = counted(total, words.one.toLowerCase(), words.many);
    return `${marked.size === 0 ? "All" : `${formatCount(countOf(selection, total))} of`} ${list} selected`;
  }
  const parts = counts.map(([level, count]) =>
    counted(count, LEVEL_WORDS[level].one.toLowerCase(), LEVEL_WORDS[level].many),
  );
  return `${parts.join(", ")} selected`;
}

/** Figures older than this are said to be old, with the cause. */
const OLD_MS = 24 * 60 * 60_000;

/** Why figures are old, as far as it is known. */
export function staleCause(workspace: WorkspaceState, nowMs: number): string | null {
  if (workspace.connection.status === "ended") return workspace.connection.cause ?? "the sign-in has ended";
  if (!workspace.online) return "Meta cannot be reached";
  const until = Math.max(0, ...workspace.sync.governors.map((governor) => governor.resumesAtMs ?? 0));
  if (until > nowMs) return "Meta asks us to wait";
  return workspace.sync.last?.problems[0]?.error.message ?? null;
}

/** A sentence where figures are a day old or older: how old, why, and up to when they are complete. */
export function staleWords(
  head: ExplorerPage,
  range: DayRange,
  workspace: WorkspaceState,
  nowMs: number,
): string | null {
  if (head.pulledAtMs === null || nowMs - head.pulledAtMs < OLD_MS) return null;
  const hours = Math.floor((nowMs - head.pulledAtMs) / 3_600_000);
  const age = hours < 72 ? `${hours} h old` : describeFreshness(head.pulledAtMs, nowMs).text;
  const cause = staleCause(workspace, nowMs);
  const until =
    head.maturingSince === null || head.maturingSince > range.until
      ? range.until
      : addDays(head.maturingSince, -1);
  const complete = until < range.since ? "" : ` What can be seen is complete to ${formatDay(until)}.`;
  return `Figures are ${age}${cause === null ? "" : `: ${cause.replace(/\.$/, "")}`}.${complete}`;
}
