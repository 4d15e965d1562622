import { describe, expect, test } from "vitest";
import { labelledDays, maturingFrom, niceTop, splitAtMaturing, stackMarks } from "./chart-data";

describe("chart data", () => {
  test("marks of one day stack, and their shape tells whether they agree", () => {
    const stacks = stackMarks([
      { day: 4, key: 0, source: "outside" },
      { day: 1, key: 1, source: "sextant" },
      { day: 4, key: 2, source: "meta" },
    ]);
    expect(stacks.map(({ day, source, marks }) => [day, source, marks.length])).toEqual([
      [1, "sextant", 1],
      [4, "mixed", 2],
    ]);
  });

  test("the open part of a line begins at the last matured day", () => {
    const from = maturingFrom([false, false, true, true]);
    expect(from).toBe(2);
    expect(splitAtMaturing([1, 2, 3, 4], from)).toEqual({
      solid: [1, 2, null, null],
      open: [null, 2, 3, 4],
    });
    expect(splitAtMaturing([1, 2], null)).toEqual({ solid: [1, 2], open: [null, null] });
    expect(splitAtMaturing([1, 2], 0)).toEqual({ solid: [null, null], open: [1, 2] });
  });

  test.each([
    [0, 1],
    [Number.NaN, 1],
    [3, 3],
    [61, 75],
    [0.004, 0.006],
    [207_906, 300_000],
  ])("an axis up to %d ends at %d", (largest, top) => {
    expect(niceTop(largest)).toBeCloseTo(top, 9);
    expect(niceTop(largest)).toBeGreaterThanOrEqual(Number.isNaN(largest) ? 0 : largest);
  });

  test("the last day is always labelled", () => {
    expect(labelledDays(30, 4)).toEqual([-1, 9, 19, 29].filter((day) => day >= 0));
    expect(labelledDays(1, 4)).toEqual([0]);
    expect(labelledDays(0, 4)).toEqual([]);
  });
});
