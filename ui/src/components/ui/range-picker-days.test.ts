import { describe, expect, test } from "vitest";
import {
  addMonths,
  calendarWeeks,
  compareRange,
  PRESETS,
  parseTypedRange,
  presetOf,
  presetRange,
} from "./range-picker-days";

const TODAY = "2026-03-02";

describe("account days", () => {
  test.each([
    ["today", "2026-03-02", "2026-03-02"],
    ["yesterday", "2026-03-01", "2026-03-01"],
    ["last_7", "2026-02-23", "2026-03-01"],
    ["last_14", "2026-02-16", "2026-03-01"],
    ["last_28", "2026-02-02", "2026-03-01"],
    ["last_30", "2026-01-31", "2026-03-01"],
    ["last_90", "2025-12-02", "2026-03-01"],
    ["this_month", "2026-03-01", "2026-03-02"],
    ["last_month", "2026-02-01", "2026-02-28"],
  ] as const)("preset %s leaves today out unless it says so", (preset, since, until) => {
    expect(presetRange(preset, TODAY)).toEqual({ since, until });
  });

  test("every preset is recognised again", () => {
    for (const { key } of PRESETS) expect(presetOf(presetRange(key, "2026-11-23"), "2026-11-23")).toBe(key);
  });

  test.each([
    ["last 14", "2026-02-16", "2026-03-01"],
    ["  LAST   14 days ", "2026-02-16", "2026-03-01"],
    ["7", "2026-02-23", "2026-03-01"],
    ["7d", "2026-02-23", "2026-03-01"],
    ["2026-02", "2026-02-01", "2026-02-28"],
    ["2026-02-05", "2026-02-05", "2026-02-05"],
    ["2026-02-01..2026-02-10", "2026-02-01", "2026-02-10"],
    ["2026-02-10 to 2026-02-01", "2026-02-01", "2026-02-10"],
    ["2026-02-01 – 2026-02-10", "2026-02-01", "2026-02-10"],
    ["last month", "2026-02-01", "2026-02-28"],
  ])("typed %j is read", (typed, since, until) => {
    expect(parseTypedRange(typed, TODAY)).toEqual({ since, until });
  });

  test.each(["", "soon", "last 0", "last 9999", "2026-02-30", "2026-13", "2026-02-01..", "1..2..3"])(
    "typed %j is refused",
    (typed) => {
      expect(parseTypedRange(typed, TODAY)).toBeNull();
    },
  );

  test("a comparison has as many days and ends where the range begins", () => {
    const range = { since: "2026-02-23", until: "2026-03-01" };
    expect(compareRange(range, "previous_period")).toEqual({ since: "2026-02-16", until: "2026-02-22" });
    expect(compareRange(range, "previous_year")).toEqual({ since: "2025-02-23", until: "2025-03-01" });
    expect(compareRange(range, "off")).toBeNull();
  });

  test("a leap day compares with the last day of that February", () => {
    expect(addMonths("2024-02-29", -12)).toBe("2023-02-28");
    expect(addMonths("2026-01-31", 1)).toBe("2026-02-28");
  });

  test("a calendar month is whole weeks that begin where the locale says", () => {
    const monday = calendarWeeks("2026-03", 1);
    expect(monday[0]?.[0]).toBe("2026-02-23");
    expect(monday.flat()).toContain("2026-03-31");
    expect(monday.every((week) => week.length === 7)).toBe(true);
    expect(calendarWeeks("2026-03", 0)[0]?.[0]).toBe("2026-03-01");
  });
});
