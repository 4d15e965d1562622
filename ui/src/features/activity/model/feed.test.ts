import { expect, test } from "vitest";
import type { ActivityEntry } from "@/platform";
import { dayWords, filterCount, linesOf, NO_FILTER, SOURCES, toggled } from "./feed";

const at = (id: string, iso: string) => ({ id, atMs: Date.parse(iso) }) as ActivityEntry;

test("a line begins each day of the zone", () => {
  const entries = [
    at("a", "2026-09-10T22:30:00Z"),
    at("b", "2026-09-10T10:00:00Z"),
    at("c", "2026-09-09T10:00:00Z"),
  ];
  const days = (zone: string) =>
    linesOf(entries, zone).map((line) => (line.kind === "day" ? line.day : line.entry.id));
  expect(days("UTC")).toEqual(["2026-09-10", "a", "b", "2026-09-09", "c"]);
  expect(days("Europe/Oslo")).toEqual(["2026-09-11", "a", "2026-09-10", "b", "2026-09-09", "c"]);
  expect(linesOf([], "UTC")).toEqual([]);
});

test("days near today have names, days of another year their year", () => {
  expect(dayWords("2026-09-10", "2026-09-10")).toBe("Today");
  expect(dayWords("2026-09-09", "2026-09-10")).toBe("Yesterday");
  expect(dayWords("2026-09-07", "2026-09-10")).toMatch(/Mon/);
  expect(dayWords("2025-12-31", "2026-01-02")).toMatch(/2025/);
});

test("all sources chosen is none chosen, and conditions are counted", () => {
  const all = SOURCES.reduce<readonly (typeof SOURCES)[number][]>((chosen, one) => toggled(chosen, one), []);
  expect(all).toEqual([]);
  expect(toggled(["meta"], "meta")).toEqual([]);
  expect(filterCount(NO_FILTER)).toBe(0);
  expect(filterCount({ sources: ["meta"], kind: "bid", text: " x " })).toBe(3);
});
