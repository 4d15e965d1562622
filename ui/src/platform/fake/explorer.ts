import type { DayRange } from "@/lib/days";
import type {
  ExplorerColumn,
  ExplorerFilter,
  ExplorerPage,
  ExplorerRequest,
  ExplorerRow,
  ExplorerTotal,
  Metrics,
  ObjectLevel,
} from "../bindings";
import { groupKey } from "./analysis";
import { addAll, rangeSums, withRatios } from "./figures";
import { checkFormula, withFormulas } from "./formulas";
import { hasLifeBudget, LIFE_BUDGET } from "./values";
import { ALL_OBJECTS, currencyOf, type FakeObject, WORLD } from "./world";

const DEPTH: Record<ObjectLevel, number> = { account: 0, campaign: 1, adset: 2, ad: 3 };

type Query = { request: ExplorerRequest; today: string };

export function toRow(
  object: FakeObject,
  range: DayRange,
  compare: DayRange | null,
  today: string,
  formulas: readonly string[] = [],
): ExplorerRow {
  return {
    id: object.id,
    level: object.level,
    depth: DEPTH[object.level],
    parentId: object.parentId,
    accountId: object.accountId,
    name: object.name,
    path: [],
    childCount: object.children.length,
    expanded: false,
    status: object.level === "account" ? null : object.status,
    effectiveStatus: object.level === "account" ? null : object.delivery.toUpperCase(),
    delivery: object.delivery,
    deliveryNote: object.deliveryNote,
    issues: object.issues,
    objective: object.objective,
    currency: currencyOf(object),
    dailyBudgetMinor: object.dailyBudgetMinor,
    lifetimeBudgetMinor: hasLifeBudget(object) ? LIFE_BUDGET : null,
    budgetsForLife: object.level === "account" ? lifeBudgets(object) : 0,
    budgetOnCampaign: object.budgetOnCampaign,
    conversion: object.conversion,
    metrics: withFormulas(withRatios(rangeSums(object, range, today)), formulas),
    compare: compare === null ? null : withFormulas(withRatios(rangeSums(object, compare, today)), formulas),
  };
}

/** Budgets for life at or below an object. */
const lifeBudgets = (object: FakeObject): number =>
  flatten(object).filter((one) => hasLifeBudget(one) && one.status === "ACTIVE").length;

/** Names of what an object is in, from the account down. */
export function namesAbove(object: FakeObject): string[] {
  const parent = object.parentId === null ? undefined : ALL_OBJECTS.get(object.parentId);
  return parent === undefined ? [] : [...namesAbove(parent), parent.name];
}

function passes(object: FakeObject, filter: ExplorerFilter, { request, today }: Query): boolean {
  if (filter.text !== null && !object.name.toLowerCase().includes(filter.text.toLowerCase())) return false;
  if (filter.delivery.length > 0 && !filter.delivery.includes(object.delivery)) return false;
  if (filter.objectives.length > 0 && !filter.objectives.includes(object.objective ?? "")) return false;
  if (filter.withIssues && object.issues === 0) return false;
  if (!filter.includeGone && (object.delivery === "archived" || object.delivery === "deleted")) return false;
  if (filter.group !== null) {
    const { by, level, key } = filter.group;
    if (object.level !== level || groupKey(object, by) !== key) return false;
  }
  const metrics = () => withFormulas(withRatios(rangeSums(object, request.range, today)), request.formulas);
  const holds = filter.figures.every(({ column, formula, above, amount }) => {
    const value = formula === null ? figureOf(metrics(), column ?? "spend") : metrics().formulas[formula];
    const inUnits = value === null || value === undefined ? null : value / (isMoney(column) ? 100 : 1);
    return inUnits !== null && (above ? inUnits > amount : inUnits < amount);
  });
  if (!holds) return false;
  if (filter.minSpendMinor === null) return true;
  return rangeSums(object, request.range, today).spendMinor > filter.minSpendMinor;
}

/** Whether the object or anything below it passes: parents of what passes stay visible. */
const visible = (object: FakeObject, query: Query): boolean =>
  passes(object, query.request.filter, query) || object.children.some((child) => visible(child, query));

type SortValue = string | number | null;

const isMoney = (column: ExplorerColumn | null): boolean =>
  column !== null && ["spend", "cpc", "cpm", "cpa", "value"].includes(column);

function figureOf(metrics: Metrics, column: ExplorerColumn): number | null {
  const values: Partial<Record<ExplorerColumn, number | null>> = {
    spend: metrics.spendMinor,
    impressions: metrics.impressions,
    clicks: metrics.clicks,
    link_clicks: metrics.linkClicks,
    ctr: metrics.ctrPercent,
    cpc: metrics.cpcMinor,
    cpm: metrics.cpmMinor,
    conversions: metrics.conversions,
    cpa: metrics.cpaMinor,
    value: metrics.valueMinor,
    roas: metrics.roas,
  };
  return values[column] ?? null;
}

function sortValue(row: ExplorerRow, request: ExplorerRequest): SortValue {
  const { sort, sortFormula } = request;
  if (sortFormula === null && sort === "name") return row.name;
  if (sortFormula === null && sort === "delivery") return row.delivery;
  if (sortFormula === null && sort === "budget") return row.dailyBudgetMinor;
  const of = (metrics: Metrics): number | null =>
    sortFormula === null ? figureOf(metrics, sort) : (metrics.formulas[sortFormula] ?? null);
  const now = of(row.metrics);
  if (!request.byChange) return now;
  const before = row.compare === null ? null : of(row.compare);
  if (now === null || before === null) return null;
  if (sort === "ctr") return now - before;
  return before === 0 ? null : (now - before) / Math.abs(before);
}

function compareRows(a: ExplorerRow, b: ExplorerRow, { request }: Query): number {
  const [x, y] = [sortValue(a, request), sortValue(b, request)];
  // What has no value comes last, whichever way the column is sorted.
  if (x === null || y === null) return x === y ? a.id.localeCompare(b.id) : x === null ? 1 : -1;
  const order = typeof x === "string" || typeof y === "string" ? String(x).localeCompare(String(y)) : x - y;
  return (request.descending ? -order : order) || a.id.localeCompare(b.id);
}

function rowsOf(objects: FakeObject[], query: Query): ExplorerRow[] {
  const { range, compare, expanded, formulas } = query.request;
  return objects
    .map((object) => ({ object, row: toRow(object, range, compare, query.today, formulas) }))
    .toSorted((a, b) => compareRows(a.row, b.row, query))
    .flatMap(({ object, row }) => {
      const children = object.children.filter((child) => visible(child, query));
      const open = expanded.includes(object.id) && children.length > 0;
      const shown = { ...row, childCount: children.length, expanded: open };
      return open ? [shown, ...rowsOf(children, query)] : [shown];
    });
}

const flatten = (object: FakeObject): FakeObject[] => [object, ...object.children.flatMap(flatten)];

function flatRows(roots: FakeObject[], level: ObjectLevel, query: Query): ExplorerRow[] {
  const { range, compare, filter, formulas } = query.request;
  return roots
    .flatMap(flatten)
    .filter((object) => object.level === level && passes(object, filter, query))
    .map((object) => ({
      ...toRow(object, range, compare, query.today, formulas),
      depth: 0,
      childCount: 0,
      path: namesAbove(object),
    }))
    .toSorted((a, b) => compareRows(a, b, query));
}

function totals(tops: ExplorerRow[], objects: FakeObject[], query: Query): ExplorerTotal[] {
  const { range, compare, formulas } = query.request;
  const shown = objects.filter((object) => tops.some((row) => row.id === object.id));
  return [...new Set(tops.map((row) => row.currency))].toSorted().map((currency) => {
    const here = shown.filter((object) => currencyOf(object) === currency);
    const conversions = new Set(here.map((object) => object.conversion));
    return {
      currency,
      rows: here.length,
      dailyBudgetMinor: here.reduce((sum, object) => sum + (object.dailyBudgetMinor ?? 0), 0) || null,
      budgetsForLife: here.reduce((sum, object) => sum + lifeBudgets(object), 0),
      conversion: conversions.size === 1 ? ([...conversions][0] ?? "mixed") : "mixed",
      metrics: withFormulas(
        withRatios(addAll(here.map((object) => rangeSums(object, range, query.today)))),
        formulas,
      ),
      compare:
        compare === null
          ? null
          : withFormulas(
              withRatios(addAll(here.map((object) => rangeSums(object, compare, query.today)))),
              formulas,
            ),
    };
  });
}

export function queryExplorer(
  request: ExplorerRequest,
  today: string,
  pulledAtMs: number,
  maturingSince: string,
): ExplorerPage {
  const query = { request, today };
  const roots = WORLD.map(({ root }) => root).filter(
    (root) => request.accountIds.length === 0 || request.accountIds.includes(root.id),
  );
  const everything = roots.flatMap(flatten);
  const rows =
    request.flat === null
      ? rowsOf(
          roots.filter((root) => visible(root, query)),
          query,
        )
      : flatRows(roots, request.flat, query);
  const passing = everything.filter((object) => passes(object, request.filter, query));
  const count = (level: ObjectLevel) => passing.filter((object) => object.level === level).length;
  return {
    rows: rows.slice(request.offset, request.offset + Math.min(500, request.limit)),
    totalRows: rows.length,
    totals: totals(
      rows.filter((row) => row.depth === 0),
      everything,
      query,
    ),
    counts: { campaigns: count("campaign"), adSets: count("adset"), ads: count("ad") },
    pulledAtMs,
    maturingSince,
    attribution: ["7d_click_1d_view"],
    missingDays: 0,
    formulas: request.formulas.map(checkFormula),
  };
}
