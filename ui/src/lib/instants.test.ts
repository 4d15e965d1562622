import { describe, expect, it } from "vitest";
import { instantText, parseInstant, zonedText } from "./instants";

describe("a typed time", () => {
  it.each([
    ["2026-12-24 18:00", "Europe/Oslo", "2026-12-24T17:00:00Z"],
    ["2026-07-01T09:05", "Europe/Oslo", "2026-07-01T07:05:00Z"],
    ["2026-01-02 3:04", "Asia/Tokyo", "2026-01-01T18:04:00Z"],
    ["2026-07-01 00:00", "America/Los_Angeles", "2026-07-01T07:00:00Z"],
    ["2026-07-01 00:00", "Asia/Kathmandu", "2026-06-30T18:15:00Z"],
    ["2026-07-01 12:00", "Pacific/Kiritimati", "2026-06-30T22:00:00Z"],
    ["2026-07-01 12:00", "Nowhere/Land", "2026-07-01T12:00:00Z"],
  ])("%s in %s is %s", (text, zone, iso) => {
    expect(parseInstant(text, zone)).toEqual({ kind: "value", atMs: Date.parse(iso), isTwice: false });
  });

  it("is the first of two where the clock goes back, and says so", () => {
    expect(parseInstant("2026-10-25 02:30", "Europe/Oslo")).toEqual({
      kind: "value",
      atMs: Date.parse("2026-10-25T00:30:00Z"),
      isTwice: true,
    });
  });

  it.each([
    ["2026-03-29 02:30", "Europe/Oslo", /skip this hour/],
    ["2026-02-30 10:00", "UTC", /like/],
    ["2026-13-01 10:00", "UTC", /like/],
    ["2026-06-01 24:00", "UTC", /like/],
    ["2026-06-01 10:60", "UTC", /like/],
    ["2026-06-01", "UTC", /like 2026-12-24 18:00/],
    ["tomorrow", "UTC", /like/],
    ["1026-06-01 10:00", "UTC", /Years/],
  ])("%s in %s is refused", (text, zone, why) => {
    expect(parseInstant(text, zone)).toMatchObject({ kind: "refused", why: expect.stringMatching(why) });
  });

  it("nothing is nothing", () => {
    expect(parseInstant(" ", "UTC")).toEqual({ kind: "empty" });
  });

  it("is written as it is read, every hour of the year in every kind of zone", () => {
    for (const zone of ["Europe/Oslo", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata"]) {
      for (let atMs = Date.UTC(2026, 0, 1); atMs < Date.UTC(2027, 0, 1); atMs += 37 * 3_600_000) {
        const read = parseInstant(instantText(atMs, zone), zone);
        expect(read.kind).toBe("value");
        if (read.kind === "value" && !read.isTwice) expect(read.atMs).toBe(atMs);
      }
    }
  });
});

const ZONES = [
  "Europe/Oslo",
  "Asia/Tokyo",
  "America/Los_Angeles",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "UTC",
];

describe("a time in a zone", () => {
  it.each([
    ["2026-12-24T22:59:00Z", "Europe/Oslo", "2026-12-24T23:59+01:00"],
    ["2026-07-01T21:59:30Z", "Europe/Oslo", "2026-07-01T23:59:30+02:00"],
    ["2026-07-01T00:00:00Z", "America/Los_Angeles", "2026-06-30T17:00-07:00"],
    ["2026-07-01T00:00:00Z", "Asia/Kolkata", "2026-07-01T05:30+05:30"],
    ["2026-07-01T00:00:00Z", "Nowhere/Else", "2026-07-01T00:00+00:00"],
  ])("%s in %s is written %s", (instant, zone, expected) => {
    expect(zonedText(Date.parse(instant), zone)).toBe(expected);
  });

  it("is read back as the same instant, with and without its offset, all through a year", () => {
    for (const zone of ZONES) {
      for (let hour = 0; hour < 366 * 24; hour += 5) {
        const at = Date.parse("2026-01-01T00:00:00Z") + hour * 3_600_000;
        const text = zonedText(at, zone);
        expect(parseInstant(text, zone), text).toMatchObject({ kind: "value", atMs: at });
        const bare = parseInstant(text.slice(0, 16), zone);
        // An hour that the clocks repeat has one name for two instants; the first is meant.
        const again = bare.kind === "value" ? bare.atMs : Number.NaN;
        expect(zonedText(again, zone).slice(0, 16)).toBe(text.slice(0, 16));
        expect(again).toBeLessThanOrEqual(at);
      }
    }
  });

  it("that the clocks show twice is one instant with its offset", () => {
    expect(parseInstant("2026-10-25 02:30+01:00", "Europe/Oslo")).toEqual({
      kind: "value",
      atMs: Date.parse("2026-10-25T01:30:00Z"),
      isTwice: false,
    });
  });

  it("that the clocks skip is never", () => {
    expect(parseInstant("2026-03-29 02:30", "Europe/Oslo")).toMatchObject({ reason: "skipped" });
    expect(parseInstant("2026-03-29 02:30+01:00", "Europe/Oslo").kind).toBe("value");
  });

  it("is written in one of two ways and no other", () => {
    expect(parseInstant("2026-12-24 23:59", "UTC").kind).toBe("value");
    for (const text of [
      "24.12.2026 23:59",
      "2026-12-24",
      "2026-02-30 10:00",
      "2026-12-24 24:00",
      "tomorrow",
    ]) {
      expect(parseInstant(text, "UTC"), text).toMatchObject({ reason: "unknown" });
    }
  });
});
