import { systemLocale } from "./locale";

/** What a freshness stamp shows. */
export type Freshness = {
  text: string;
  tone: "fresh" | "stale" | "old" | "never";
  /** The absolute time with its zone, for the tooltip. */
  title: string;
};

type Zoned = { locale?: string; timeZone?: string };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Below this age figures count as fresh. Meta itself is rarely fresher than a quarter of an hour. */
const STALE_AFTER = HOUR;
const OLD_AFTER = 24 * HOUR;

function format(ms: number, { locale, timeZone }: Zoned, options: Intl.DateTimeFormatOptions): string {
  try {
    return new Intl.DateTimeFormat(locale ?? systemLocale(), {
      ...options,
      ...(timeZone ? { timeZone } : {}),
    }).format(ms);
  } catch {
    return new Intl.DateTimeFormat(locale ?? systemLocale(), options).format(ms);
  }
}

/** `14:02`. */
export const formatClock = (ms: number, zoned: Zoned = {}): string =>
  format(ms, zoned, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });

/** `Thu 10 Sep 2026, 14:02 CEST`: nothing left to guess. */
export const formatInstant = (ms: number, zoned: Zoned = {}): string =>
  format(ms, zoned, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  });

/** `10 Sep, 14:02`, with the year where it is not this one. */
export function formatShortInstant(ms: number, nowMs: number, zoned: Zoned = {}): string {
  const sameYear = new Date(ms).getUTCFullYear() === new Date(nowMs).getUTCFullYear();
  return format(ms, zoned, {
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(sameYear ? {} : { year: "numeric" }),
  });
}

/** A date without a time: `10 Sep 2026`. */
export const formatDate = (ms: number, zoned: Zoned = {}): string =>
  format(ms, zoned, { day: "numeric", month: "short", year: "numeric" });

/** How old figures are, in the words and tones of the stamp. */
export function describeFreshness(pulledAtMs: number | null, nowMs: number, zoned: Zoned = {}): Freshness {
  if (pulledAtMs === null) return { text: "Never synced", tone: "never", title: "Nothing was pulled yet" };
  const title = formatInstant(pulledAtMs, zoned);
  const age = nowMs - pulledAtMs;
  if (age < STALE_AFTER) return { text: `Synced ${formatClock(pulledAtMs, zoned)}`, tone: "fresh", title };
  if (age < OLD_AFTER) return { text: `${Math.floor(age / HOUR)} h old`, tone: "stale", title };
  const day = format(pulledAtMs, zoned, { weekday: "short" });
  const when =
    age < 6 * OLD_AFTER ? `${day} ${formatClock(pulledAtMs, zoned)}` : formatDate(pulledAtMs, zoned);
  return { text: `since ${when}`, tone: "old", title };
}

/** Time left or passed in one unit, rounded up so that a wait is never promised too short: `4 min`, `30 s`, `2 days`. */
export function formatDuration(ms: number): string {
  const left = Math.max(0, ms);
  if (left < MINUTE) return `${Math.ceil(left / 1000)} s`;
  if (left < HOUR) return `${Math.ceil(left / MINUTE)} min`;
  if (left < 2 * OLD_AFTER) return `${Math.ceil(left / HOUR)} h`;
  return `${Math.ceil(left / OLD_AFTER)} days`;
}

/** A countdown that ticks: `9:59`. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** The computer's own time zone. */
export const localTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
