import { addDays, type Day, dayIn, formatDay } from "@/lib/days";
import type { ActivityEntry, ActivityKind, ActivitySource } from "@/platform";
import { texts } from "../texts";

/** A line of the feed: the beginning of a day, or an entry. */
export type Line =
  | { kind: "day"; day: Day; key: string }
  | { kind: "entry"; entry: ActivityEntry; index: number; key: string };

/** The entries with a line before the first of each day. */
export function linesOf(entries: readonly ActivityEntry[], timeZone: string): Line[] {
  const lines: Line[] = [];
  let last: Day | null = null;
  entries.forEach((entry, index) => {
    const day = dayIn(timeZone, entry.atMs);
    if (day !== last) lines.push({ kind: "day", day, key: `day-${day}-${index}` });
    last = day;
    lines.push({ kind: "entry", entry, index, key: entry.id });
  });
  return lines;
}

/** `Today`, `Yesterday`, `Mon 21 Sep`; the year where it is another. */
export function dayWords(day: Day, today: Day): string {
  if (day === today) return texts.today;
  if (day === addDays(today, -1)) return texts.yesterday;
  return formatDay(day, { weekday: true, year: day.slice(0, 4) !== today.slice(0, 4) });
}

/** What is asked of the feed besides the accounts. */
export type FeedFilter = { sources: ActivitySource[]; kind: ActivityKind | "all"; text: string };

export const NO_FILTER: FeedFilter = { sources: [], kind: "all", text: "" };

/** How many conditions there are. */
export const filterCount = ({ sources, kind, text }: FeedFilter): number =>
  (sources.length > 0 ? 1 : 0) + (kind === "all" ? 0 : 1) + (text.trim() === "" ? 0 : 1);

/** A source switched on or off; all of them on is the same as none chosen. */
export function toggled(sources: readonly ActivitySource[], source: ActivitySource): ActivitySource[] {
  const next = sources.includes(source) ? sources.filter((one) => one !== source) : [...sources, source];
  return next.length === SOURCES.length ? [] : next;
}

export const SOURCES: readonly ActivitySource[] = ["person", "rule", "studio", "outside", "meta"];

export const KINDS: readonly ActivityKind[] = [
  "status",
  "budget",
  "bid",
  "schedule",
  "name",
  "targeting",
  "creative",
  "created",
  "feature",
  "review",
  "other",
];
