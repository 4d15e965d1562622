import { describe, expect, test } from "vitest";
import type { ExplorerRow, Metrics } from "@/platform";
import {
  budgetCell,
  cellWords,
  columnLabel,
  commonConversion,
  deliveryWords,
  figureCell,
  figureWords,
  rowWords,
  tableText,
} from "./cells";
import { columnSpec, shownColumns, toggledColumn } from "./columns";

const METRICS: Metrics = {
  impressions: 40_000,
  clicks: 800,
  linkClicks: 600,
  spendMinor: 396_072,
  conversions: 101,
  valueMinor: 871_358,
  ctrPercent: 2,
  cpcMinor: 495.09,
  cpmMinor: 9_901.8,
  cpaMinor: 3_921.5,
  roas: 2.2,
  formulas: [],
};

const ROW: ExplorerRow = {
  id: "120",
  level: "adset",
  depth: 2,
  parentId: "119",
  accountId: "act_1",
  name: "Lookalike 3 % · SE",
  path: [],
  budgetsForLife: 0,
  childCount: 4,
  expanded: false,
  status: "ACTIVE",
  effectiveStatus: "ACTIVE",
  delivery: "limited",
  deliveryNote: "Needs 50 a week",
  issues: 2,
  objective: null,
  currency: "EUR",
  dailyBudgetMinor: null,
  lifetimeBudgetMinor: null,
  budgetOnCampaign: true,
  conversion: "purchase",
  metrics: METRICS,
  compare: null,
};

const DIGITS = { withSign: false };
const cell = (key: Parameters<typeof columnSpec>[0], patch: Partial<ExplorerRow> = {}) =>
  figureCell(columnSpec(key), { ...ROW, ...patch }, DIGITS);

describe("cells", () => {
  test("figures are exact, without a sign where the column says the currency", () => {
    expect(cell("spend").text).toBe("3,960.72");
    expect(cell("conversions").text).toBe("101");
    expect(cell("ctr").text).toBe("2.00");
    expect(cell("roas").text).toBe("2.20");
    expect(figureCell(columnSpec("spend"), ROW, { withSign: true }).text).toBe("€3,960.72");
  });

  test("conversions of different kinds are not added up, and say why", () => {
    const mixed = { conversion: "mixed" };
    for (const key of ["conversions", "cpa"] as const) expect(cell(key, mixed).text).toBe("≠");
    expect(figureWords(columnSpec("cpa"), { ...ROW, ...mixed })).toMatch(/cannot be added up/);
    expect(cell("spend", mixed).text).toBe("3,960.72");
  });

  test("what cannot exist is a dash, what is zero is a zero", () => {
    const none = { ...METRICS, conversions: 0, cpaMinor: null };
    expect(cell("cpa", { metrics: none })).toMatchObject({ text: "—", quiet: true });
    expect(cell("conversions", { metrics: none })).toMatchObject({ text: "0", quiet: true });
    expect(cell("roas", { conversion: "none" }).text).toBe("—");
  });

  test("a figure is read with label, unit, its sums and how it moved", () => {
    const compare = { ...METRICS, cpaMinor: 2_975.3 };
    expect(figureWords(columnSpec("cpa"), { ...ROW, compare })).toBe(
      "CPA €39.22, spend €3,960.72 ÷ conversions 101, +31.8\u2009% against €29.75 before",
    );
  });

  test("a change of few conversions says so and has no colour", () => {
    const compare = { ...METRICS, conversions: 4 };
    expect(cell("conversions", { compare }).delta).toMatchObject({ tone: "faint", note: "few" });
    expect(cell("spend", { compare: { ...METRICS, spendMinor: 300_000 } }).delta).toMatchObject({
      tone: "neutral",
    });
    expect(cell("cpa", { compare: { ...METRICS, cpaMinor: 5_000 } }).delta).toMatchObject({ tone: "good" });
  });

  test.each([
    [{ dailyBudgetMinor: 70_000 }, "700.00", null],
    [{ lifetimeBudgetMinor: 500_000 }, "5,000.00", "life"],
    [{}, "campaign", null],
    [{ level: "campaign", budgetOnCampaign: false }, "ad sets", null],
    [{ level: "ad" }, "", null],
  ] as const)("budget of %o", (patch, text, unit) => {
    expect(budgetCell({ ...ROW, ...patch }, DIGITS)).toMatchObject({ text, unit });
  });

  test("delivery names its cause and its issues", () => {
    expect(deliveryWords(ROW)).toBe("Limited, Needs 50 a week, 2 issues");
  });

  test("an account's budget is the sum a day, and budgets for life are named beside it", () => {
    const account = { ...ROW, level: "account" as const, currency: "EUR", lifetimeBudgetMinor: null };
    const cell = (dailyBudgetMinor: number | null, budgetsForLife: number) =>
      budgetCell({ ...account, dailyBudgetMinor, budgetsForLife }, { withSign: true });
    expect(cell(178_000, 0)).toEqual({ text: "€1,780.00", unit: null, quiet: false });
    expect(cell(178_000, 2)).toMatchObject({ text: "€1,780.00", unit: "+ life" });
    expect(cell(null, 2)).toMatchObject({ text: "2 for life", quiet: true });
    expect(cell(null, 0)).toMatchObject({ text: "—", quiet: true });
    const words = cellWords(columnSpec("budget"), {
      ...account,
      dailyBudgetMinor: 178_000,
      budgetsForLife: 1,
    });
    expect(words).toBe("Budgets a day of what is active: €1,780.00; 1 active budget for life not added");
  });

  test("a row of a flat list says what it is in, also when it is copied", () => {
    const row = { ...ROW, path: ["Nord", "Sale"] };
    expect(cellWords(columnSpec("name"), row)).toContain("Sale");
    expect(rowWords(row)).toMatch(/, ad set, in .*Nord.* › .*Sale/);
    expect(tableText([columnSpec("name")], [row]).split("\n")[1]).toContain("\tNord › Sale\t");
  });

  test("a name of ten thousand characters is not read out whole", () => {
    const row = { ...ROW, name: "x".repeat(10_000) };
    expect(rowWords(row).length).toBeLessThan(1_000);
    expect(cellWords(columnSpec("name"), row).length).toBeLessThan(1_000);
  });

  test("a heading names the conversion only where all rows count the same", () => {
    const total = {
      currency: "EUR",
      rows: 1,
      dailyBudgetMinor: null,
      budgetsForLife: 0,
      conversion: "lead",
      metrics: METRICS,
      compare: null,
    };
    expect(columnLabel(columnSpec("conversions"), commonConversion([total, total]))).toBe("Leads");
    const other = { ...total, conversion: "purchase" };
    expect(columnLabel(columnSpec("conversions"), commonConversion([total, other]))).toBe("Conversions");
    expect(commonConversion([])).toBeNull();
  });

  test("a copied name cannot break the table or run as a formula", () => {
    const text = tableText(shownColumns([]), [{ ...ROW, name: '=HYPERLINK("x")\tb\nc' }]);
    const lines = text.split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[1]).toContain('\'=HYPERLINK("x") b c');
    expect(new Set(lines.map((line) => line.split("\t").length)).size).toBe(1);
  });
});

describe("columns", () => {
  test("the name is always first and nothing stands twice", () => {
    const keys = shownColumns(["roas", "spend", "spend", "name"]).map((spec) => spec.key);
    expect(keys).toEqual(["name", "roas", "spend"]);
    expect(shownColumns([]).length).toBeGreaterThan(8);
  });

  test("switching a column on puts it in its standard place", () => {
    expect(toggledColumn(["name", "spend", "roas"], "ctr")).toEqual(["name", "spend", "ctr", "roas"]);
    expect(toggledColumn(["name", "spend"], "spend")).toEqual(["name"]);
    expect(toggledColumn(["name", "spend"], "name")).toEqual(["name", "spend"]);
  });
});
