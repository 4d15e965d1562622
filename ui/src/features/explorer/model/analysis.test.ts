import { describe, expect, test } from "vitest";
import { groupingWords, groupName, tintOf, typedNumber } from "./analysis";
import { figureCell, tableText } from "./cells";
import { columnSpec, ownColumns, ownPlace } from "./columns";

const METRICS = {
  impressions: 100,
  clicks: 4,
  linkClicks: 2,
  spendMinor: 900,
  conversions: 3,
  valueMinor: 0,
  ctrPercent: 4,
  cpcMinor: 225,
  cpmMinor: 9_000,
  cpaMinor: 300,
  roas: 0,
  formulas: [2.5, null],
};

describe("targets", () => {
  test.each([
    ["cpa", 33, 32, "bad"],
    ["cpa", 32, 32, null],
    ["cpa", 26, 32, null],
    ["cpa", 25.6, 32, "good"],
    ["roas", 2.9, 3, "bad"],
    ["roas", 3.5, 3, null],
    ["roas", 3.6, 3, "good"],
    ["spend", 900, 100, null],
    ["cpa", null, 32, null],
    ["cpa", 33, undefined, null],
  ] as const)("%s of %j against %j is %j", (key, value, target, tint) => {
    expect(tintOf(columnSpec(key), value, target)).toBe(tint);
  });

  test("money is compared in units of its currency", () => {
    const of = { currency: "EUR", conversion: "purchase", metrics: METRICS, compare: null };
    const tint = (cpa: number) =>
      figureCell(columnSpec("cpa"), of, { withSign: false, targets: { cpa } }).tint;
    expect(tint(2.99)).toBe("bad");
    expect(tint(3)).toBeNull();
    expect(tint(4)).toBe("good");
    const yen = { ...of, currency: "JPY" };
    expect(figureCell(columnSpec("cpa"), yen, { withSign: false, targets: { cpa: 299 } }).tint).toBe("bad");
  });
});

describe("figures of one's own", () => {
  const [rate, ratio] = ownColumns(
    [
      { name: "A", text: "ctr", sense: "up_is_good" },
      { name: "B", text: "spend / purchases", sense: "down_is_good" },
    ],
    [
      { unit: "percent", ofConversions: false, fault: null },
      { unit: "money", ofConversions: true, fault: null },
    ],
  );

  test("are columns of their unit, by their place", () => {
    expect(rate).toMatchObject({ key: "own_0", label: "A", kind: "rate", sense: "up_is_good" });
    expect(ratio).toMatchObject({ key: "own_1", kind: "money", ofConversions: true });
    expect([ownPlace("own_11"), ownPlace("spend")]).toEqual([11, null]);
  });

  test("cannot be added up over different conversions, and say so", () => {
    if (ratio === undefined || rate === undefined) throw new Error("two columns");
    const of = { currency: "EUR", conversion: "mixed", metrics: METRICS, compare: null };
    expect(figureCell(ratio, of, { withSign: false }).text).toBe("≠");
    expect(figureCell(ratio, { ...of, conversion: "lead" }, { withSign: false }).text).toBe("—");
    expect(figureCell(rate, of, { withSign: false }).text).toBe("2.50");
  });
});

test.each([
  ["32", 32],
  ["1,5", 1.5],
  ["1 200.25", 1_200.25],
  ["−3", -3],
  [".5", 0.5],
  ["", null],
  ["1.2.3", null],
  ["1e9", null],
  ["abc", null],
])("a typed number %j is %j", (text, number) => {
  expect(typedNumber(text)).toBe(number);
});

test.each([
  [{ kind: "token", separator: "_", position: 2 }, "part 2 of the name"],
  [{ kind: "token", separator: "·", position: -1 }, "part −1 of the name"],
  [{ kind: "token", separator: "·", position: -2 }, "part −2 of the name"],
  [{ kind: "label", separator: "", position: 1 }, "label"],
] as const)("groups by %j are called by it", (by, words) => {
  expect(groupingWords(by)).toBe(words);
  expect(groupName(by, null, null)).toMatch(/^No /);
  expect(groupName(by, "x", null)).toBe("x");
});

test("copied text that a spreadsheet would run is made harmless, and numbers stay numbers", () => {
  const row = {
    ...{ id: "1", level: "ad" as const, depth: 0, parentId: null, accountId: "act_1", path: [] },
    ...{ childCount: 0, expanded: false, status: null, effectiveStatus: null, delivery: "active" as const },
    ...{ deliveryNote: null, issues: 0, objective: null, currency: "EUR", dailyBudgetMinor: null },
    ...{ lifetimeBudgetMinor: null, budgetsForLife: 0, budgetOnCampaign: false, conversion: "purchase" },
    ...{ metrics: METRICS, compare: null },
  };
  for (const name of ["=1+1", "+1", "@SUM(A1)", "-cmd", " =1"]) {
    expect(tableText([columnSpec("name")], [{ ...row, name }])).toContain(`'${name}`);
  }
  expect(tableText([columnSpec("name")], [{ ...row, name: "a=b" }])).not.toContain("'");
});
