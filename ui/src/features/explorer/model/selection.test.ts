import { describe, expect, test } from "vitest";
import { EMPTY_FILTER } from "./filters";
import {
  beginning,
  type Chosen,
  countOf,
  hasSelection,
  isSelected,
  kept,
  levelCounts,
  listOf,
  NO_SELECTION,
  type Selection,
  type Shown,
  selectionState,
  toggled,
  wholeList,
  withoutStart,
  withRange,
} from "./selection";

const ad = (id: string, accountId = "act_1"): Chosen => ({ accountId, level: "ad", id });
const rows = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, at) => ad(String(from + at)));
const SHOWN: Shown = {
  accountIds: ["act_1"],
  flat: "ad",
  range: { since: "2026-08-12", until: "2026-09-10" },
  filter: EMPTY_FILTER,
};
const all = () => {
  const list = listOf(SHOWN);
  if (!list) throw new Error("a flat list can be chosen whole");
  return wholeList(list);
};
const ids = (selection: Selection) => [...selection.marked.keys()];

describe("rows one by one", () => {
  test("a row is added and taken out again", () => {
    const one = toggled(NO_SELECTION, ad("1"), 0);
    expect(isSelected(one, "1")).toBe(true);
    expect(countOf(one, 9)).toBe(1);
    expect(hasSelection(toggled(one, ad("1"), 0))).toBe(false);
  });

  test("a range grows, shrinks and turns round about the row it began at, and keeps what was chosen before", () => {
    let selection = toggled(NO_SELECTION, ad("90"), 90);
    selection = beginning(withoutStart(selection), "5", 5);
    selection = withRange(selection, rows(5, 8));
    expect(ids(selection)).toEqual(["90", "5", "6", "7", "8"]);
    selection = withRange(selection, rows(5, 6));
    expect(ids(selection)).toEqual(["90", "5", "6"]);
    selection = withRange(selection, rows(3, 5));
    expect(ids(selection)).toEqual(["90", "3", "4", "5"]);
  });

  test("a range that has begun keeps its beginning", () => {
    const selection = beginning(toggled(NO_SELECTION, ad("2"), 2), "7", 7);
    expect(selection.start?.id).toBe("2");
  });

  test("levels are counted from the top down", () => {
    const mixed = toggled(toggled(NO_SELECTION, ad("1"), 0), { ...ad("2"), level: "campaign" }, 1);
    expect(levelCounts(mixed, 50)).toEqual([
      ["campaign", 1],
      ["ad", 1],
    ]);
  });
});

describe("a whole list", () => {
  test("is chosen without knowing its rows, but for those left out", () => {
    const but = toggled(all(), ad("3"), 3);
    expect(isSelected(but, "3")).toBe(false);
    expect(isSelected(but, "never seen")).toBe(true);
    expect(countOf(but, 50_000)).toBe(49_999);
    expect(levelCounts(but, 50_000)).toEqual([["ad", 49_999]]);
    expect(selectionState(49_999, 50_000)).toBe("some");
  });

  test("a range puts back what was left out", () => {
    const but = toggled(toggled(all(), ad("3"), 3), ad("4"), 4);
    expect(ids(withRange(but, rows(4, 6)))).toEqual(["3"]);
  });

  test("the tree is no single list", () => {
    expect(listOf({ ...SHOWN, flat: null })).toBeNull();
  });
});

describe("what stays chosen", () => {
  const other: [string, Partial<Shown>, boolean][] = [
    ["the same question", {}, true],
    ["other days", { range: { since: "2026-01-01", until: "2026-01-02" } }, true],
    ["another level", { flat: "adset" }, false],
    ["the tree", { flat: null }, false],
    ["another account", { accountIds: ["act_2"] }, false],
    ["another filter", { filter: { ...EMPTY_FILTER, text: "sale" } }, false],
  ];
  test.each(other)("of a whole list under %s", (_, change, stays) => {
    expect(hasSelection(kept(all(), { ...SHOWN, ...change }))).toBe(stays);
  });

  test("of a list that asks for spend, only under the same days", () => {
    const filter = { ...EMPTY_FILTER, minSpendMinor: 100 };
    const list = listOf({ ...SHOWN, filter });
    const range = { since: "2026-01-01", until: "2026-01-02" };
    expect(list && hasSelection(kept(wholeList(list), { ...SHOWN, filter, range }))).toBe(false);
    expect(list && hasSelection(kept(wholeList(list), { ...SHOWN, filter }))).toBe(true);
  });

  test("of rows: all under any filter, and those whose account is still in sight", () => {
    const two = toggled(toggled(NO_SELECTION, ad("1"), 0), ad("2", "act_2"), 1);
    expect(kept(two, { ...SHOWN, accountIds: [] })).toBe(two);
    const both = { ...SHOWN, accountIds: ["act_1", "act_2"], filter: { ...EMPTY_FILTER, text: "sale" } };
    expect(kept(two, both)).toBe(two);
    expect(ids(kept(two, SHOWN))).toEqual(["1"]);
  });
});
