import type { ExplorerRow, ExplorerTotal, Metrics } from "@/platform";
import {
  type BudgetCell,
  budgetCell,
  budgetSumCell,
  type CellStyle,
  conversionUnit,
  figureCell,
} from "./cells";
import type { ColumnKey, ColumnSpec } from "./columns";
import { DELIVERY_WORDS } from "./words";

/** Widths in pixels, by column. */
export type Widths = Readonly<Partial<Record<ColumnKey, number>>>;

/** Narrowest a column may be drawn, in pixels. */
export const NARROWEST_COLUMN = 56;
/** Widest a column may be drawn, in pixels. */
export const WIDEST_COLUMN = 640;
/** Room a delta takes in a figure's cell, in pixels. */
export const DELTA_ROOM = 58;
/** Narrowest the names are drawn where nothing more can fold, in pixels. */
export const NARROWEST_NAME = 180;

/** Padding of a cell in pixels, both sides. */
export const CELL_PADDING = 16;
const FIGURE_SIZE = 12;
const UNIT_SIZE = 11;
const UNIT_GAP = 4;
/** A word longer than this is cut, with the whole of it in the tooltip. The figure before it never is. */
const WIDEST_UNIT = 80;
/** Totals are bold. */
const BOLD = 1.03;
const STATUS_DOT = 15;
const ISSUES_BADGE = 24;
const WIDEST_DELIVERY = 140;
/** Widths are rounded up to this, so that a new digit's fraction moves nothing. */
const STEP = 4;

/**
 * Width of a character in ems for the bundled font with tabular digits, on the wide side: a window whose text is
 * placed on whole pixels draws a digit 8 pixels wide where another draws 7.7.
 */
function charWidth(char: string): number {
  if (/[\d\p{Sc}]/u.test(char)) return 0.67;
  if (/[.,'’\s·|]/u.test(char)) return 0.34;
  if (/[mwMW]/.test(char)) return 0.95;
  if (/[a-z]/.test(char)) return 0.59;
  return /[\p{Lu}—≠+−-]/u.test(char) ? 0.76 : 1.05;
}

/** Room a text needs at a size, in pixels. An estimate that needs no layout and is never too small. */
export function textWidth(text: string, size: number = FIGURE_SIZE): number {
  let ems = 0;
  for (const char of text) ems += charWidth(char);
  return ems * size;
}

function unitWidth(unit: string): number {
  return UNIT_GAP + Math.min(WIDEST_UNIT, textWidth(unit, UNIT_SIZE));
}

type Figured = Pick<ExplorerRow, "currency" | "conversion" | "compare"> & { metrics: Metrics };

/** The widest figure of each currency is its largest one, so only that is written. A fraction has a decimal more. */
function largest<Of extends Figured>(spec: ColumnSpec, all: readonly Of[]): Of[] {
  const found = new Map<string, { of: Of; size: number }>();
  for (const of of all) {
    const value = spec.value?.(of.metrics) ?? 0;
    const named = spec.key === "conversions" ? of.conversion : "";
    const key = `${of.currency} ${named} ${spec.kind === "fraction" && !Number.isInteger(value)}`;
    const known = found.get(key);
    if (known === undefined || Math.abs(value) > known.size) found.set(key, { of, size: Math.abs(value) });
  }
  return [...found.values()].map(({ of }) => of);
}

function figureWidth(spec: ColumnSpec, of: Figured, style: CellStyle): number {
  const { text } = figureCell(spec, of, style);
  const unit = spec.key === "conversions" ? conversionUnit(of, style) : null;
  return textWidth(text) + (unit === null ? 0 : unitWidth(unit));
}

function budgetWidth({ text, unit }: BudgetCell): number {
  return textWidth(text) + (unit === null ? 0 : unitWidth(unit));
}

function deliveryWidth(row: ExplorerRow): number {
  const badge = row.issues > 0 && row.delivery !== "rejected" ? ISSUES_BADGE : 0;
  return Math.min(WIDEST_DELIVERY, STATUS_DOT + textWidth(DELIVERY_WORDS[row.delivery]) + badge);
}

/** Rows whose cell in a column differs in width, each kind once. */
function distinct(rows: readonly ExplorerRow[], kind: (row: ExplorerRow) => string): ExplorerRow[] {
  return [...new Map(rows.map((row) => [kind(row), row])).values()];
}

const budgetKind = (row: ExplorerRow): string =>
  [
    row.currency,
    row.level,
    row.budgetOnCampaign,
    row.budgetsForLife > 0,
    `${row.dailyBudgetMinor}`.length,
    `${row.lifetimeBudgetMinor}`.length,
  ].join(" ");

/** What the cells of a column need, without padding. */
function neededWidth(
  spec: ColumnSpec,
  rows: readonly ExplorerRow[],
  totals: readonly ExplorerTotal[],
  style: CellStyle,
): number {
  if (spec.key === "name") return 0;
  if (spec.key === "delivery") {
    const kinds = distinct(rows, (row) => `${row.delivery} ${row.issues > 0}`);
    return Math.max(0, ...kinds.map(deliveryWidth));
  }
  const ofTotals = { ...style, namesConversion: false };
  if (spec.key === "budget") {
    const daily = totals.map((total) => BOLD * budgetWidth(budgetSumCell(total, style)));
    return Math.max(
      0,
      ...distinct(rows, budgetKind).map((row) => budgetWidth(budgetCell(row, style))),
      ...daily,
    );
  }
  return Math.max(
    0,
    ...largest(spec, rows).map((row) => figureWidth(spec, row, style)),
    ...totals.map((total) => BOLD * figureWidth(spec, total, ofTotals)),
  );
}

/** The narrowest widths in which no figure of these rows and totals is cut. */
export function contentWidths(
  columns: readonly ColumnSpec[],
  rows: readonly ExplorerRow[],
  totals: readonly ExplorerTotal[],
  style: CellStyle,
): Widths {
  return Object.fromEntries(
    columns.map((spec) => {
      const needed = neededWidth(spec, rows, totals, style);
      return [spec.key, needed === 0 ? 0 : Math.ceil((needed + CELL_PADDING) / STEP) * STEP];
    }),
  );
}

/**
 * The wider of two in every column: columns grow with the figures that scroll by, and never shrink under the eye. The
 * first of them itself where the second adds nothing, so that what follows from it need not be worked out again.
 */
export function wider(a: Widths, b: Widths): Widths {
  if (Object.entries(b).every(([key, width]) => (a[key as ColumnKey] ?? -1) >= (width ?? 0))) return a;
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])] as ColumnKey[];
  return Object.fromEntries(keys.map((key) => [key, Math.max(a[key] ?? 0, b[key] ?? 0)]));
}

/** What widths follow from. */
export interface WidthRules {
  /** What the person set. */
  set: Widths;
  /** What the figures need. */
  content: Widths;
  comparing: boolean;
}

/** Width of a column in pixels: what the person set, else its own, but never so narrow that a figure is cut. */
export function columnWidth(spec: ColumnSpec, { set, content, comparing }: WidthRules): number {
  const delta = comparing && spec.value ? DELTA_ROOM : 0;
  const needed = (content[spec.key] ?? 0) + delta;
  const own = Math.max(spec.width + delta, needed);
  const least = spec.kind === "text" ? NARROWEST_COLUMN : Math.max(NARROWEST_COLUMN, needed);
  return Math.round(Math.max(least, Math.min(WIDEST_COLUMN, set[spec.key] ?? own)));
}

/** Columns in the order in which they keep their place where there is little room; the rest fold from the end. */
const KEPT_LONGEST: readonly ColumnKey[] = [
  "name",
  "spend",
  "delivery",
  "conversions",
  "cpa",
  "roas",
  "budget",
  "value",
  "ctr",
  "impressions",
  "cpc",
  "clicks",
  "cpm",
  "link_clicks",
];

/** Columns that never fold. */
const NEVER_FOLDED = 6;

/**
 * The columns that fit into `room` pixels beside names of their full width. The sorted one always stays: an order by
 * something that cannot be seen is a riddle.
 */
export function fittingColumns(
  columns: readonly ColumnSpec[],
  room: number,
  rules: WidthRules,
  sorted: ColumnKey,
): ColumnSpec[] {
  let width = columns.reduce((sum, spec) => sum + columnWidth(spec, rules), 0);
  const folded = new Set<ColumnKey>();
  for (const key of KEPT_LONGEST.slice(NEVER_FOLDED).toReversed()) {
    if (width <= room) break;
    const spec = columns.find((other) => other.key === key);
    if (!spec || key === sorted) continue;
    folded.add(key);
    width -= columnWidth(spec, rules);
  }
  // What folded first may be narrower than what folded last, and fit into the room that left.
  for (const key of KEPT_LONGEST) {
    const spec = columns.find((other) => other.key === key);
    if (!spec || !folded.has(key) || width + columnWidth(spec, rules) > room) continue;
    folded.delete(key);
    width += columnWidth(spec, rules);
  }
  return columns.filter((spec) => !folded.has(spec.key));
}

/** Widths as drawn. Where nothing more can fold, the names give way before the table scrolls sideways. */
export function drawnWidths(columns: readonly ColumnSpec[], room: number, rules: WidthRules): Widths {
  const widths = Object.fromEntries(columns.map((spec) => [spec.key, columnWidth(spec, rules)])) as Partial<
    Record<ColumnKey, number>
  >;
  if (rules.set.name !== undefined || room <= 0) return widths;
  const others = columns.reduce((sum, { key }) => sum + (key === "name" ? 0 : (widths[key] ?? 0)), 0);
  return { ...widths, name: Math.max(NARROWEST_NAME, Math.min(widths.name ?? 0, room - others)) };
}
