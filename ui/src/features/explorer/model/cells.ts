import { currencyOffset, formatMoney, formatMoneyDigits, NO_VALUE } from "@/lib/money";
import {
  type DeltaText,
  describeDelta,
  formatCount,
  formatRate,
  formatRateDigits,
  formatRatio,
} from "@/lib/numbers";
import { pathText, shortened } from "@/lib/text";
import type { ExplorerRow, ExplorerTotal, Metrics, ObjectLevel } from "@/platform";
import type { Analysis } from "@/view/view-analysis";
import { tintOf } from "./analysis";
import { type ColumnSpec, columnSpec, ownPlace } from "./columns";
import { capitalised, conversionWord, DELIVERY_WORDS, LEVEL_WORDS, shortConversionWord } from "./words";

/** The mark of a figure that cannot be added up. */
export const NOT_ADDITIVE = "≠";

/** A figure as it is written in a cell. */
export interface Figure {
  text: string;
  /** Zero and nothing are quieter than figures. */
  quiet: boolean;
  delta: DeltaText | null;
  /** How it stands against its target. */
  tint?: "good" | "bad" | null;
}

/** What a figure stands in: a row or a total. */
export interface FigureOf {
  currency: string;
  conversion: string;
  metrics: Metrics;
  compare: Metrics | null;
}

/** What a cell says besides its digits, where the heading cannot say it for all rows. */
export interface CellStyle {
  /** Money has its sign: the rows have several currencies. */
  withSign: boolean;
  /** Conversions are named: the rows count different ones. */
  namesConversion?: boolean;
  /** What figures are held against, by column; money in units of the currency. */
  targets?: Analysis["targets"];
}

function written(spec: ColumnSpec, value: number | null, currency: string, style: CellStyle): string {
  switch (spec.kind) {
    case "money":
      return style.withSign ? formatMoney(value, currency) : formatMoneyDigits(value, currency);
    case "rate":
      return formatRateDigits(value);
    case "ratio":
      return formatRatio(value);
    default:
      return formatCount(value);
  }
}

/** The word after a figure of conversions, where the rows count different ones; short, since the tooltip has it whole. */
export function conversionUnit(
  of: Pick<FigureOf, "conversion"> & { metrics: Pick<Metrics, "conversions"> },
  style: CellStyle,
): string | null {
  if (!style.namesConversion || of.conversion === "mixed" || of.conversion === "none") return null;
  return shortConversionWord(of.conversion, of.metrics.conversions);
}

/** A figure exactly, with its sign or unit. */
export function exactFigure(spec: ColumnSpec, value: number | null, currency: string): string {
  if (spec.kind === "money") return formatMoney(value, currency);
  if (spec.kind === "rate") return formatRate(value);
  return spec.kind === "ratio" ? formatRatio(value) : formatCount(value);
}

/** The two sums a ratio comes from: `€3,960.72 ÷ 101`. */
function fromSums(spec: ColumnSpec, of: FigureOf): string {
  if (!spec.sums) return "";
  const [above, below] = spec.sums.map((key) => {
    const sum = columnSpec(key);
    return `${sum.label.toLowerCase()} ${exactFigure(sum, sum.value?.(of.metrics) ?? null, of.currency)}`;
  });
  return `, ${above} ÷ ${below}`;
}

/** Whether a figure adds up things of different kinds. */
function isMixed(spec: ColumnSpec, of: FigureOf): boolean {
  if (of.conversion !== "mixed" || !spec.ofConversions) return false;
  // A figure of one's own has no value where it would have to add up different kinds.
  if (ownPlace(spec.key) !== null) return (spec.value?.(of.metrics) ?? null) === null;
  return spec.key === "conversions" || spec.key === "cpa";
}

/** Whether nothing counts as a conversion, so that the figure does not exist. */
function hasNone(spec: ColumnSpec, of: FigureOf): boolean {
  return of.conversion === "none" && spec.ofConversions;
}

/** Heading of a column, which names the conversion where all rows count the same one, and the level of a flat list. */
export function columnLabel(
  spec: ColumnSpec,
  conversion: string | null,
  flat: ObjectLevel | null = null,
): string {
  if (spec.key === "name" && flat !== null) return LEVEL_WORDS[flat].one;
  const named =
    spec.key === "conversions" && conversion !== null && conversion !== "mixed" && conversion !== "none";
  return named ? capitalised(conversionWord(conversion)) : spec.label;
}

/** What a cell of figures shows. Called for every cell that scrolls into sight, so it writes one number and no more. */
export function figureCell(spec: ColumnSpec, of: FigureOf, style: CellStyle): Figure {
  if (isMixed(spec, of)) return { text: NOT_ADDITIVE, quiet: true, delta: null };
  if (hasNone(spec, of)) return { text: NO_VALUE, quiet: true, delta: null };
  const value = spec.value?.(of.metrics) ?? null;
  return {
    text: written(spec, value, of.currency, style),
    quiet: value === null || value === 0,
    delta: of.compare === null || !spec.value ? null : deltaText(spec, value, of.compare),
    tint: style.targets === undefined ? null : tintedBy(style.targets, spec, value, of.currency),
  };
}

function tintedBy(
  targets: Analysis["targets"],
  spec: ColumnSpec,
  value: number | null,
  currency: string,
): Figure["tint"] {
  const target = targets[spec.key];
  if (target === undefined || value === null) return null;
  return tintOf(spec, spec.kind === "money" ? value / currencyOffset(currency) : value, target);
}

/** A figure in full, for the tooltip and for screen readers: label, unit, the sums it comes from, and how it moved. */
export function figureWords(spec: ColumnSpec, of: FigureOf): string {
  if (isMixed(spec, of))
    return `${spec.label}: cannot be added up, different kinds of conversions are counted here`;
  if (hasNone(spec, of)) return `${spec.label}: nothing is counted as a conversion here`;
  const value = spec.value?.(of.metrics) ?? null;
  const label =
    spec.key === "conversions" ? capitalised(conversionWord(of.conversion, value ?? 2)) : spec.label;
  const exact = value === null ? "none" : exactFigure(spec, value, of.currency);
  const delta = of.compare === null ? null : deltaText(spec, value, of.compare);
  const before = of.compare === null ? null : (spec.value?.(of.compare) ?? null);
  const change =
    delta === null
      ? ""
      : `, ${delta.text}${delta.note === "few" ? " of few" : ""} against ${exactFigure(spec, before, of.currency)} before`;
  return `${label} ${exact}${fromSums(spec, of)}${change}`;
}

/** Longest text a tooltip or a screen reader is given. */
const LONGEST_WORDS = 600;

/** What any cell of a row says in full. */
export function cellWords(spec: ColumnSpec, row: ExplorerRow): string {
  if (spec.key === "name") {
    const name = shortened(row.name, LONGEST_WORDS);
    return row.path.length === 0 ? name : `${name}\n${pathText(row.path)}`;
  }
  if (spec.key === "delivery") return deliveryWords(row);
  if (spec.key === "budget") return budgetWords(row);
  return figureWords(spec, row);
}

function deltaText(spec: ColumnSpec, value: number | null, before: Metrics): DeltaText | null {
  return describeDelta({
    now: value,
    before: spec.value?.(before) ?? null,
    sense: spec.sense,
    unit: spec.kind === "rate" ? "points" : "percent",
    baseConversions: spec.ofConversions ? before.conversions : null,
  });
}

/** Budgets of many, added up. */
export type BudgetSum = Pick<ExplorerTotal, "currency" | "dailyBudgetMinor" | "budgetsForLife">;

/** The sum of budgets a day. Budgets for life are no amount a day: that there are some is said beside it. */
export function budgetSumCell(sum: BudgetSum, style: CellStyle): BudgetCell {
  const write = style.withSign ? formatMoney : formatMoneyDigits;
  const some = sum.budgetsForLife > 0;
  if (sum.dailyBudgetMinor !== null) {
    const text = write(sum.dailyBudgetMinor, sum.currency);
    return { text, unit: some ? "+ life" : null, quiet: false };
  }
  return { text: some ? `${formatCount(sum.budgetsForLife)} for life` : NO_VALUE, unit: null, quiet: true };
}

/** The sum in words, for the tooltip. */
export function budgetSumWords(sum: BudgetSum): string {
  const life = sum.budgetsForLife;
  const apart =
    life === 0 ? "" : `; ${formatCount(life)} active ${life === 1 ? "budget" : "budgets"} for life not added`;
  return sum.dailyBudgetMinor === null
    ? `No budgets a day that can be added${apart}`
    : `Budgets a day of what is active: ${formatMoney(sum.dailyBudgetMinor, sum.currency)}${apart}`;
}

/** The budget cell. */
export interface BudgetCell {
  text: string;
  /** Said after the amount: a budget for life is not one a day. */
  unit: string | null;
  quiet: boolean;
}

/** What the budget cell shows: the amount, where it lies, or nothing. */
export function budgetCell(row: ExplorerRow, style: CellStyle): BudgetCell {
  if (row.level === "account") return budgetSumCell(row, style);
  const write = style.withSign ? formatMoney : formatMoneyDigits;
  if (row.dailyBudgetMinor !== null)
    return { text: write(row.dailyBudgetMinor, row.currency), unit: null, quiet: false };
  if (row.lifetimeBudgetMinor !== null) {
    return { text: write(row.lifetimeBudgetMinor, row.currency), unit: "life", quiet: false };
  }
  if (row.level === "adset" && row.budgetOnCampaign) return { text: "campaign", unit: null, quiet: true };
  if (row.level === "campaign" && !row.budgetOnCampaign) return { text: "ad sets", unit: null, quiet: true };
  return { text: "", unit: null, quiet: true };
}

function budgetWords(row: ExplorerRow): string {
  if (row.level === "account") return budgetSumWords(row);
  if (row.dailyBudgetMinor !== null) return `Budget ${formatMoney(row.dailyBudgetMinor, row.currency)} a day`;
  if (row.lifetimeBudgetMinor !== null)
    return `Budget ${formatMoney(row.lifetimeBudgetMinor, row.currency)} for its life`;
  if (row.level === "adset" && row.budgetOnCampaign) return "The campaign holds the budget";
  if (row.level === "campaign" && !row.budgetOnCampaign) return "The ad sets hold the budgets";
  return "No budget of its own";
}

/** Delivery in words, with its note. */
export function deliveryWords(row: Pick<ExplorerRow, "delivery" | "deliveryNote" | "issues">): string {
  const parts = [DELIVERY_WORDS[row.delivery]];
  if (row.deliveryNote !== null) parts.push(row.deliveryNote);
  if (row.issues > 0) parts.push(row.issues === 1 ? "1 issue" : `${row.issues} issues`);
  return parts.join(", ");
}

/** What a screen reader says of a row before its cells. */
export function rowWords(row: ExplorerRow): string {
  const spend = formatMoney(row.metrics.spendMinor, row.currency);
  const name = shortened(row.name, LONGEST_WORDS);
  const place = row.path.length === 0 ? "" : `, in ${pathText(row.path)}`;
  return `${name}, ${LEVEL_WORDS[row.level].one.toLowerCase()}${place}, ${deliveryWords(row)}, spend ${spend}`;
}

/** The conversion all totals count, or `null` where they differ. */
export function commonConversion(totals: readonly ExplorerTotal[]): string | null {
  const first = totals[0]?.conversion;
  return first !== undefined && totals.every((total) => total.conversion === first) ? first : null;
}

/** The first lines of a spreadsheet: tab-separated, a heading, exact figures without signs, the currency beside them. */
export function tableText(columns: readonly ColumnSpec[], rows: readonly ExplorerRow[]): string {
  const heading = [
    ...["Id", "Level", "In"],
    ...columns.map((spec) => spec.label),
    ...["Currency", "Counted as conversion"],
  ];
  const lines = rows.map((row) => [
    row.id,
    LEVEL_WORDS[row.level].one,
    row.path.join(" › "),
    ...columns.map((spec) => plainCell(spec, row)),
    row.currency,
    row.conversion,
  ]);
  return [heading, ...lines].map((line) => line.map(plainText).join("\t")).join("\n");
}

function plainCell(spec: ColumnSpec, row: ExplorerRow): string {
  if (spec.key === "name") return row.name;
  if (spec.key === "delivery") return deliveryWords(row);
  if (spec.key === "budget") return budgetCell(row, { withSign: false }).text;
  return figureCell(spec, row, { withSign: false }).text;
}

/** A name may hold tabs, line ends, or begin like a formula, which a spreadsheet would run. */
function plainText(text: string): string {
  const flat = text.replace(/[\t\r\n]+/g, " ");
  return /^\s*[=+@]/.test(flat) || (/^\s*-/.test(flat) && !/^-[\d.,]+$/.test(flat)) ? `'${flat}` : flat;
}
