import { systemLocale } from "./locale";

/** A day of an ad account, `YYYY-MM-DD`. It has no instant: the account's time zone gives it one. */
export type Day = string;

export type DayRange = { since: Day; until: Day };

const DAY_MS = 86_400_000;

/** The day in UTC milliseconds, or `null` if the text is not a real day. */
function parseDay(day: Day): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (match === null) return null;
  const ms = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return new Date(ms).toISOString().slice(0, 10) === day ? ms : null;
}

const toDay = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);

/** Whether the text is a day that exists: `2026-02-30` is not. */
export const isDay = (text: unknown): text is Day => typeof text === "string" && parseDay(text) !== null;

/** The day `count` days later (earlier when negative). Text that is no day comes back unchanged. */
export function addDays(day: Day, count: number): Day {
  const ms = parseDay(day);
  return ms === null ? day : toDay(ms + count * DAY_MS);
}

/** Days in a range, both ends included. */
export function countDays(range: DayRange): number {
  const since = parseDay(range.since);
  const until = parseDay(range.until);
  return since === null || until === null ? 0 : Math.max(0, (until - since) / DAY_MS + 1);
}

/** Every day of the range in order. */
export function listDays(range: DayRange): Day[] {
  return Array.from({ length: countDays(range) }, (_, index) => addDays(range.since, index));
}

/** The range of equal length that ends the day before. */
export function previousRange(range: DayRange): DayRange {
  const length = countDays(range);
  return { since: addDays(range.since, -length), until: addDays(range.since, -1) };
}

/** 0 is Sunday. */
export function weekday(day: Day): number {
  return new Date(parseDay(day) ?? 0).getUTCDay();
}

export const startOfMonth = (day: Day): Day => `${day.slice(0, 7)}-01`;

/** The day in the given IANA time zone at an instant. An unknown zone falls back to UTC. */
export function dayIn(timeZone: string, ms: number): Day {
  try {
    return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(ms);
  } catch {
    return toDay(ms);
  }
}

type Options = { locale?: string; weekday?: boolean; year?: boolean };

/** `10 Sep`, `Thu 10 Sep`, `10 Sep 2026` in the person's language. */
export function formatDay(day: Day, { locale, weekday: named = false, year = false }: Options = {}): string {
  const ms = parseDay(day);
  if (ms === null) return day;
  const format = new Intl.DateTimeFormat(locale ?? systemLocale(), {
    timeZone: "UTC",
    day: "numeric",
    month: "short",
    ...(named ? { weekday: "short" } : {}),
    ...(year ? { year: "numeric" } : {}),
  });
  return format.format(ms).replace(",", "");
}

/** `12 Aug – 10 Sep`, `4–10 Sep`; the year where it is not `today`'s. */
export function formatDayRange(
  range: DayRange,
  { locale, today }: { locale?: string; today?: Day } = {},
): string {
  const year =
    today !== undefined &&
    !(range.since.startsWith(today.slice(0, 4)) && range.until.startsWith(today.slice(0, 4)));
  if (range.since === range.until) return formatDay(range.since, { ...(locale ? { locale } : {}), year });
  const since = parseDay(range.since);
  const until = parseDay(range.until);
  if (since === null || until === null) return `${range.since} – ${range.until}`;
  const format = new Intl.DateTimeFormat(locale ?? systemLocale(), {
    timeZone: "UTC",
    day: "numeric",
    month: "short",
    ...(year ? { year: "numeric" } : {}),
  });
  return format
    .formatRange(since, until)
    .replace(/[\u2009\u202f]/g, " ")
    .replace(/(\d) – (\d)/, "$1–$2");
}
