import { describe, expect, it } from "vitest";
import { instantText, parseInstant } from "./instants";

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
    ["2026-03-29 02:30", "Europe/Oslo", /leaves this time out/],
    ["2026-02-30 10:00", "UTC", /like/],
    ["2026-13-01 10:00", "UTC", /like/],
    ["2026-06-01 24:00", "UTC", /like/],
    ["2026-06-01 10:60", "UTC", /like/],
    ["2026-06-01", "UTC", /like 2026-12-24 18:00/],
    ["tomorrow", "UTC", /like/],
    ["1026-06-01 10:00", "UTC", /Years/],
  ])("%s in %s is refused", (text, zone, why) => {
    expect(parseInstant(text, zone)).toEqual({ kind: "refused", why: expect.stringMatching(why) });
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
