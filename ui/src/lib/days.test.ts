import { describe, expect, it } from "vitest";
import { addDays, countDays, dayIn, formatDay, formatDayRange, isDay, listDays, previousRange } from "./days";

const locale = "en-GB";

describe("days of an account", () => {
  it.each([
    ["2026-09-10", true],
    ["2026-02-29", false],
    ["2024-02-29", true],
    ["2026-13-01", false],
    ["2026-9-1", false],
    ["", false],
    [20260910, false],
  ])("%s is a day: %s", (text, expected) => {
    expect(isDay(text)).toBe(expected);
  });

  it.each([
    ["2026-03-28", 1, "2026-03-29"],
    ["2026-03-29", 1, "2026-03-30"],
    ["2026-10-25", 1, "2026-10-26"],
    ["2026-12-31", 1, "2027-01-01"],
    ["2024-03-01", -1, "2024-02-29"],
  ])("%s plus %i is %s, whatever the clocks do", (day, count, expected) => {
    expect(addDays(day, count)).toBe(expected);
  });

  it("counts both ends", () => {
    expect(countDays({ since: "2026-08-12", until: "2026-09-10" })).toBe(30);
    expect(countDays({ since: "2026-09-10", until: "2026-09-10" })).toBe(1);
    expect(countDays({ since: "2026-09-11", until: "2026-09-10" })).toBe(0);
    expect(listDays({ since: "2026-02-27", until: "2026-03-01" })).toEqual([
      "2026-02-27",
      "2026-02-28",
      "2026-03-01",
    ]);
  });

  it("the period before has the same length and touches this one", () => {
    expect(previousRange({ since: "2026-08-12", until: "2026-09-10" })).toEqual({
      since: "2026-07-13",
      until: "2026-08-11",
    });
  });

  it("an instant falls on different days in different zones", () => {
    const instant = Date.UTC(2026, 8, 10, 22, 30);
    expect(dayIn("Europe/Oslo", instant)).toBe("2026-09-11");
    expect(dayIn("America/Los_Angeles", instant)).toBe("2026-09-10");
    expect(dayIn("Asia/Tokyo", instant)).toBe("2026-09-11");
    expect(dayIn("Not/AZone", instant)).toBe("2026-09-10");
  });

  it("prints days in the person's language", () => {
    expect(formatDay("2026-08-31", { locale, weekday: true })).toBe("Mon 31 Aug");
    expect(formatDay("2026-08-31", { locale, year: true })).toBe("31 Aug 2026");
    expect(formatDay("nonsense", { locale })).toBe("nonsense");
  });

  it("prints ranges without repeating the month, with the year where it is not this one", () => {
    expect(
      formatDayRange({ since: "2026-08-12", until: "2026-09-10" }, { locale, today: "2026-09-10" }),
    ).toBe("12 Aug – 10 Sept");
    expect(formatDayRange({ since: "2026-09-04", until: "2026-09-10" }, { locale })).toBe("4–10 Sept");
    expect(
      formatDayRange({ since: "2025-09-04", until: "2025-09-04" }, { locale, today: "2026-09-10" }),
    ).toBe("4 Sept 2025");
  });
});
