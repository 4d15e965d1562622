import { describe, expect, test } from "vitest";
import { indexOfRow, rowAt, WINDOW_ROWS, windowsFor } from "./row-windows";

describe("windows of rows", () => {
  test.each([
    ["the first screen also asks for the next window", { first: 0, last: 30, direction: 1 }, 50_000, [0, 1]],
    ["scrolling down asks ahead before behind", { first: 450, last: 490, direction: 1 }, 50_000, [2, 3, 1]],
    ["scrolling up asks behind first", { first: 450, last: 490, direction: -1 }, 50_000, [2, 1, 3]],
    ["a screen across two windows asks for both", { first: 190, last: 230, direction: 1 }, 50_000, [0, 1, 2]],
    ["nothing is asked past the end", { first: 180, last: 220, direction: 1 }, 201, [0, 1]],
    ["a table that shrank asks for its last window", { first: 900, last: 940, direction: 1 }, 300, [1, 0]],
    ["before the first answer only the screen is asked for", { first: 0, last: 30, direction: 1 }, null, [0]],
    ["an empty table still asks once", { first: 0, last: 0, direction: 1 }, 0, [0]],
  ] as const)("%s", (_, visible, total, expected) => {
    expect(windowsFor(visible, total)).toEqual(expected);
  });

  test("rows are found by position and by id in whatever has arrived", () => {
    const windows = new Map([
      [3, Array.from({ length: WINDOW_ROWS }, (_, index) => ({ id: `r${600 + index}` }))],
    ]);
    expect(rowAt(windows, 612)?.id).toBe("r612");
    expect(rowAt(windows, 5)).toBeUndefined();
    expect(indexOfRow(windows, "r799")).toBe(799);
    expect(indexOfRow(windows, "r5")).toBe(-1);
  });
});
