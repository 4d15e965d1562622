import { describe, expect, test } from "vitest";
import { parseZoned, zonedText } from "./zoned-time";

const ZONES = [
  "Europe/Oslo",
  "Asia/Tokyo",
  "America/Los_Angeles",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "UTC",
];

describe("a time in a zone", () => {
  test.each([
    ["2026-12-24T22:59:00Z", "Europe/Oslo", "2026-12-24T23:59+01:00"],
    ["2026-07-01T21:59:30Z", "Europe/Oslo", "2026-07-01T23:59:30+02:00"],
    ["2026-07-01T00:00:00Z", "America/Los_Angeles", "2026-06-30T17:00-07:00"],
    ["2026-07-01T00:00:00Z", "Asia/Kolkata", "2026-07-01T05:30+05:30"],
    ["2026-07-01T00:00:00Z", "Nowhere/Else", "2026-07-01T00:00+00:00"],
  ])("%s in %s is written %s", (instant, zone, expected) => {
    expect(zonedText(Date.parse(instant), zone)).toBe(expected);
  });

  test("is read back as the same instant, with and without its offset, all through a year", () => {
    for (const zone of ZONES) {
      for (let hour = 0; hour < 366 * 24; hour += 5) {
        const at = Date.parse("2026-01-01T00:00:00Z") + hour * 3_600_000;
        const text = zonedText(at, zone);
        expect(parseZoned(text, zone), text).toEqual({ kind: "instant", atMs: at });
        const bare = parseZoned(text.slice(0, 16), zone);
        // An hour that the clocks repeat has one name for two instants; the first is meant.
        const again = bare.kind === "instant" ? bare.atMs : Number.NaN;
        expect(zonedText(again, zone).slice(0, 16)).toBe(text.slice(0, 16));
        expect(again).toBeLessThanOrEqual(at);
      }
    }
  });

  test("that the clocks skip is never", () => {
    expect(parseZoned("2026-03-29 02:30", "Europe/Oslo").kind).toBe("never");
    expect(parseZoned("2026-03-29 02:30+01:00", "Europe/Oslo").kind).toBe("instant");
  });

  test("is written in one of two ways and no other", () => {
    expect(parseZoned("2026-12-24 23:59", "UTC").kind).toBe("instant");
    for (const text of [
      "24.12.2026 23:59",
      "2026-12-24",
      "2026-02-30 10:00",
      "2026-12-24 24:00",
      "tomorrow",
      "",
    ]) {
      expect(parseZoned(text, "UTC"), text).toEqual({ kind: "unknown" });
    }
  });
});
