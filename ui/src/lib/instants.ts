import { parseZoned, zonedText } from "./zoned-time";

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
/** By how much clocks go back, in minutes. */
const BACK = [20, 30, 60, 120];
const FIRST_YEAR = 2000;
const LAST_YEAR = 2100;

/** The time of a zone's clock at an instant, as it is typed: `2026-12-24 18:00`. */
export const instantText = (atMs: number, timeZone: string): string =>
  zonedText(atMs, timeZone).slice(0, 16).replace("T", " ");

const refused = (why: string): TypedInstant => ({ kind: "refused", why });

/** The instant of a time typed by the clock of a zone: `2026-12-24 18:00`. What no clock of the zone shows is refused. */
export function parseInstant(text: string, timeZone: string): TypedInstant {
  if (text.trim() === "") return { kind: "empty" };
  const written = parseZoned(text, timeZone);
  if (written.kind === "never")
    return refused("The clock leaves this time out that day, as it goes forward.");
  if (written.kind === "unknown") return refused("Write day and time like 2026-12-24 18:00.");
  const { atMs } = written;
  const shown = instantText(atMs, timeZone);
  const year = Number(shown.slice(0, 4));
  if (year < FIRST_YEAR || year > LAST_YEAR) return refused(`Years from ${FIRST_YEAR} to ${LAST_YEAR}.`);
  const isTwice = BACK.some((minutes) => instantText(atMs + minutes * MINUTE, timeZone) === shown);
  return { kind: "value", atMs, isTwice };
}
