import { describe, expect, test } from "vitest";
import type { ExplorerColumn, ExplorerRow, ExplorerTotal, Metrics } from "@/platform";
import { budgetCell, conversionUnit, figureCell } from "./cells";
import {
  columnWidth,
  contentWidths,
  drawnWidths,
  fittingColumns,
  NARROWEST_NAME,
  textWidth,
  type WidthRules,
  wider,
} from "./column-widths";
import { columnSpec, shownColumns } from "./columns";

const METRICS: Metrics = {
  impressions: 4_000,
  clicks: 80,
  linkClicks: 60,
  spendMinor: 5_000,
  conversions: 3,
  valueMinor: 9_000,
  ctrPercent: 2,
  cpcMinor: 62,
  cpmMinor: 1_250,
  cpaMinor: 1_666,
  roas: 1.8,
  formulas: [],
};

const row = (patch: Partial<ExplorerRow> = {}, metrics: Partial<Metrics> = {}): ExplorerRow => ({
  id: "120",
  level: "campaign",
  depth: 1,
  parentId: "act_1",
  accountId: "act_1",
  name: "Spring",
  path: [],
  budgetsForLife: 0,
  childCount: 0,
  expanded: false,
  status: "ACTIVE",
  effectiveStatus: "ACTIVE",
  delivery: "active",
  deliveryNote: null,
  issues: 0,
  objective: null,
  currency: "JPY",
  dailyBudgetMinor: null,
  lifetimeBudgetMinor: null,
  budgetOnCampaign: true,
  conversion: "purchase",
  compare: null,
  ...patch,
  metrics: { ...METRICS, ...metrics },
});

const SIGNED = { withSign: true, namesConversion: true };
const ALL = shownColumns([]);
const NONE: WidthRules = { set: {}, content: {}, comparing: false };
const INSIDE = 16;

const widthOf = (key: ExplorerColumn, rows: ExplorerRow[], totals: ExplorerTotal[] = []) =>
  columnWidth(columnSpec(key), { ...NONE, content: contentWidths(ALL, rows, totals, SIGNED) });

describe("columns as wide as their figures", () => {
  test.each<[ExplorerColumn, ExplorerRow]>([
    ["cpa", row({}, { cpaMinor: 11_578 })],
    ["cpa", row({ currency: "USD" }, { cpaMinor: 123_456_789 })],
    ["spend", row({ currency: "IDR" }, { spendMinor: 98_765_432_100 })],
    ["conversions", row({ conversion: "post_engagement" }, { conversions: 16_757 })],
    ["conversions", row({ conversion: "conversation" }, { conversions: 999.5 })],
    ["cpm", row({ currency: "NOK" }, { cpmMinor: 1_234_567 })],
  ])("%s holds its widest figure whole", (key, widest) => {
    const spec = columnSpec(key);
    const { text } = figureCell(spec, widest, SIGNED);
    const unit = key === "conversions" ? (conversionUnit(widest, SIGNED) ?? "") : "";
    const shown = textWidth(text) + textWidth(unit, 11);
    expect(widthOf(key, [row(), widest, row()])).toBeGreaterThanOrEqual(shown + INSIDE);
  });

  test("a budget for life has room for its amount and its word", () => {
    const widest = row({ lifetimeBudgetMinor: 95_000_000 });
    expect(budgetCell(widest, SIGNED)).toMatchObject({ text: "¥95,000,000", unit: "life" });
    const room = widthOf("budget", [row({ dailyBudgetMinor: 100 }), widest]) - INSIDE;
    expect(room).toBeGreaterThanOrEqual(textWidth("¥95,000,000") + textWidth("life", 11));
  });

  test("totals are sums and bold, so they widen their column too", () => {
    const total: ExplorerTotal = { ...row(), rows: 1, metrics: { ...METRICS, valueMinor: 9_876_543_210 } };
    expect(widthOf("value", [row()], [total])).toBeGreaterThan(widthOf("value", [row()]));
    expect(widthOf("value", [row()], [total]) - INSIDE).toBeGreaterThan(textWidth("¥9,876,543,210"));
  });

  test("a person may widen a column of figures but not cut them", () => {
    const content = contentWidths(ALL, [row({}, { spendMinor: 123_456_789 })], [], SIGNED);
    const spend = columnSpec("spend");
    const own = columnWidth(spend, { ...NONE, content });
    expect(columnWidth(spend, { ...NONE, content, set: { spend: 40 } })).toBeLessThanOrEqual(own);
    expect(columnWidth(spend, { ...NONE, content, set: { spend: 40 } })).toBeGreaterThan(
      textWidth("¥123,456,789"),
    );
    expect(columnWidth(spend, { ...NONE, content, set: { spend: 400 } })).toBe(400);
  });

  test("columns grow with what scrolls by and never shrink", () => {
    expect(wider({ spend: 100, cpa: 60 }, { spend: 80, roas: 70 })).toEqual({
      spend: 100,
      cpa: 60,
      roas: 70,
    });
  });

  test("no column is narrower than the room its heading needs", () => {
    for (const spec of ALL) expect(columnWidth(spec, NONE)).toBeGreaterThanOrEqual(spec.width);
  });
});

describe("little room", () => {
  const sum = (widths: ReturnType<typeof drawnWidths>) =>
    Object.values(widths).reduce((all: number, width) => all + (width ?? 0), 0);
  const keys = (room: number, sorted: ExplorerColumn) =>
    fittingColumns(ALL, room, NONE, sorted).map((spec) => spec.key);

  test("columns fold by priority, but never the sorted one", () => {
    expect(keys(5_000, "spend")).toHaveLength(ALL.length);
    expect(keys(760, "spend")).not.toContain("cpm");
    expect(keys(760, "cpm")).toContain("cpm");
    expect(keys(10, "spend")).toEqual(["name", "delivery", "spend", "conversions", "cpa", "roas"]);
  });

  test.each([700, 820, 900, 1_000, 1_224])("in %d pixels columns fold before names narrow", (room) => {
    const fitting = fittingColumns(ALL, room, NONE, "spend");
    const widths = drawnWidths(fitting, room, NONE);
    expect(widths.name).toBeGreaterThanOrEqual(260);
    expect(sum(widths)).toBeLessThanOrEqual(room);
  });

  test("where nothing more folds the names give way, down to a limit, and never a figure", () => {
    const fitting = fittingColumns(ALL, 10, NONE, "spend");
    const widths = drawnWidths(fitting, 10, NONE);
    expect(widths.name).toBe(NARROWEST_NAME);
    for (const spec of fitting.slice(1)) expect(widths[spec.key]).toBe(columnWidth(spec, NONE));
    expect(drawnWidths(fitting, 10, { ...NONE, set: { name: 300 } }).name).toBe(300);
  });
});
