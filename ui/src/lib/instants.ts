// Wall-clock times of a zone: what a person writes for a schedule, and the instants they are. The one place that reads them.

const MINUTE = 60_000;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  const known = formats.get(timeZone);
  if (known !== undefined) return known;
  try {
    const made = new Intl.DateTimeFormat("en-US", {
      timeZone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
      hour: "2-digit",
      minute: "2-digit",
      second: "2-digit",
    });
    formats.set(timeZone, made);
    return made;
  } catch {
    return null;
  }
}

/** The wall clock of a zone at an instant, as if it were UTC. An unknown zone is read as UTC. */
function wallClock(ms: number, timeZone: string): number {
  const format = formatOf(timeZone);
  if (format === null) return ms;
  const parts = format.formatToParts(ms);
  const part = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((candidate) => candidate.type === type)?.value ?? 0);
  const wall = Date.UTC(
    part("year"),
    part("month") - 1,
    part("day"),
    part("hour"),
    part("minute"),
    part("second"),
  );
  return wall + (((ms % 1000) + 1000) % 1000);
}

/** `2026-12-24T23:59+01:00` in the zone; with seconds where there are any. */
export function zonedText(ms: number, timeZone: string): string {
  const wall = wallClock(ms, timeZone);
  const offset = Math.round((wall - ms) / MINUTE);
  const iso = new Date(wall).toISOString();
  const clock = ms % MINUTE === 0 ? iso.slice(0, 16) : iso.slice(0, 19);
  const [hours, minutes] = [Math.trunc(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const two = (count: number) => String(count).padStart(2, "0");
  return `${clock}${offset < 0 ? "-" : "+"}${two(hours)}:${two(minutes)}`;
}

const WRITTEN = /^(\d{4})-(\d{2})-(\d{2})[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?\s*(Z|[+-]\d{2}:?\d{2})?$/i;

/** By how much clocks go back, in minutes. */
const BACK = [20, 30, 60, 120];
const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;

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
  | { kind: "refused"; reason: "unknown" | "skipped" | "year"; why: string };

const WHY = {
  unknown: "Write day and time like 2026-12-24 18:00.",
  skipped: (zone: string) => `The clocks in ${zone} skip this hour.`,
  year: `Years from ${FIRST_YEAR} to ${LAST_YEAR}.`,
};

/** The time of a zone's clock at an instant, as it is typed: `2026-12-24 18:00`. */
export const instantText = (atMs: number, timeZone: string): string =>
  zonedText(atMs, timeZone).slice(0, 16).replace("T", " ");

const UNKNOWN: TypedInstant = { kind: "refused", reason: "unknown", why: WHY.unknown };

/**
 * The instant of `2026-12-24 23:59`, on the zone's clock, or of the same with an offset. A time that no clock of the zone
 * shows is refused; of an hour they repeat the first is meant.
 */
export function parseInstant(text: string, timeZone: string): TypedInstant {
  if (text.trim() === "") return { kind: "empty" };
  const match = WRITTEN.exec(text.trim().replace("−", "-"));
  if (match === null) return UNKNOWN;
  const [, year, month, day, hour, minute, second, offset] = match;
  const numbers = [year, month, day, hour, minute, second ?? "0"].map(Number);
  const [y = 0, mo = 0, d = 0, h = 0, mi = 0, s = 0] = numbers;
  const wall = Date.UTC(y, mo - 1, d, h, mi, s);
  const real = new Date(wall);
  const exists = real.getUTCMonth() === mo - 1 && real.getUTCDate() === d && h < 24 && mi < 60 && s < 60;
  if (!exists) return UNKNOWN;
  if (y < FIRST_YEAR || y > LAST_YEAR) return { kind: "refused", reason: "year", why: WHY.year };
  if (offset !== undefined) return { kind: "value", atMs: wall - offsetMs(offset), isTwice: false };
  const atMs = firstShown(wall, timeZone);
  if (atMs === undefined) return { kind: "refused", reason: "skipped", why: WHY.skipped(timeZone) };
  const isTwice = BACK.some((minutes) => wallClock(atMs + minutes * MINUTE, timeZone) === wall);
  return { kind: "value", atMs, isTwice };
}

/** The first instant at which a zone's clock shows a time; `undefined` where it skips it. */
function firstShown(wall: number, timeZone: string): number | undefined {
  // Offsets before and after the nearest change of the clocks; the earlier instant that shows this time is meant.
  const around = [-24, 24].map((hours) => {
    const near = wall + hours * 60 * MINUTE;
    return wall - (wallClock(near, timeZone) - near);
  });
  return around.toSorted((a, b) => a - b).find((candidate) => wallClock(candidate, timeZone) === wall);
}

function offsetMs(text: string): number {
  if (text.toUpperCase() === "Z") return 0;
  const digits = text.replace(":", "");
  const minutes = Number(digits.slice(1, 3)) * 60 + Number(digits.slice(3, 5));
  return (digits.startsWith("-") ? -minutes : minutes) * MINUTE;
}
