/** What was typed as a time: an instant, nothing, or why it is none. */
export type TypedInstant =
  | { kind: "empty" }
  | {
      kind: "value";
      /** UTC milliseconds. */
      atMs: number;
      /** The clock shows this time twice that day, as it goes back; the first is meant. */
      isTwice: boolean;
    }
  | { kind: "refused"; why: string };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What the clock of a zone is ahead of UTC at an instant, in milliseconds. An unknown zone is UTC. */
function offsetAt(atMs: number, timeZone: string): number {
  try {
    const parts = new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    }).formatToParts(atMs);
    const part = (type: Intl.DateTimeFormatPartTypes): number =>
      Number(parts.find((candidate) => candidate.type === type)?.value ?? 0);
    const local = Date.UTC(
      part("year"),
      part("month") - 1,
      part("day"),
      part("hour"),
      part("minute"),
      part("second"),
    );
    return local - Math.floor(atMs / 1_000) * 1_000;
  } catch {
    return 0;
  }
}

/** The time of a zone's clock at an instant, as it is typed: `2026-12-24 18:00`. */
export function instantText(atMs: number, timeZone: string): string {
  return new Date(atMs + offsetAt(atMs, timeZone)).toISOString().slice(0, 16).replace("T", " ");
}

const SHAPE = /^(\d{4})-(\d{1,2})-(\d{1,2})[ T]+(\d{1,2}):(\d{2})$/;
const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;

const refused = (why: string): TypedInstant => ({ kind: "refused", why });

/** The instant of a time typed by the clock of a zone: `2026-12-24 18:00`. What no clock of the zone shows is refused. */
export function parseInstant(text: string, timeZone: string): TypedInstant {
  const trimmed = text.trim();
  if (trimmed === "") return { kind: "empty" };
  const match = SHAPE.exec(trimmed);
  if (match === null) return refused("Write day and time like 2026-12-24 18:00.");
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = match.slice(1).map(Number);
  if (year < FIRST_YEAR || year > LAST_YEAR) return refused(`Years from ${FIRST_YEAR} to ${LAST_YEAR}.`);
  const local = Date.UTC(year, month - 1, day, hour, minute);
  const there = new Date(local);
  if (there.getUTCMonth() !== month - 1 || there.getUTCDate() !== day || hour > 23 || minute > 59) {
    return refused("There is no such day or time.");
  }
  const candidates = [-DAY, 0, DAY]
    .map((by) => local - offsetAt(local + by, timeZone))
    .filter((atMs) => atMs + offsetAt(atMs, timeZone) === local);
  const instants = [...new Set(candidates)].toSorted((a, b) => a - b);
  const [first] = instants;
  if (first === undefined) return refused("The clock leaves this time out that day, as it goes forward.");
  return { kind: "value", atMs: first, isTwice: instants.length > 1 };
}
