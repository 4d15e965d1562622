import type { DeltaSense } from "@/lib/numbers";
import type { ExplorerColumn, Metrics } from "@/platform";

/** How a column's figures are written. */
export type ColumnKind = "text" | "money" | "count" | "fraction" | "rate" | "ratio";

/** One column of the table. */
export interface ColumnSpec {
  key: ExplorerColumn;
  /** Header. */
  label: string;
  /** What the figure is, for the header's tooltip and for screen readers. */
  about: string;
  kind: ColumnKind;
  /** Width in pixels until the person changes it. */
  width: number;
  /** Which way is good. */
  sense: DeltaSense;
  /** The figure, or `null` where it cannot exist. Text columns have none. */
  value: ((metrics: Metrics) => number | null) | null;
  /** The two sums a ratio comes from, as columns. */
  sums: readonly [ExplorerColumn, ExplorerColumn] | null;
  /** Whether the figure depends on what counts as a conversion. */
  ofConversions: boolean;
}

type Extra = Partial<Pick<ColumnSpec, "sense" | "sums" | "ofConversions">>;

function column(
  key: ExplorerColumn,
  label: string,
  about: string,
  kind: ColumnKind,
  width: number,
  value: ColumnSpec["value"],
  extra: Extra = {},
): ColumnSpec {
  return {
    key,
    label,
    about,
    kind,
    width,
    value,
    sense: "neutral",
    sums: null,
    ofConversions: false,
    ...extra,
  };
}

/** Every column in its standard order. */
export const COLUMNS: readonly ColumnSpec[] = [
  column("name", "Campaign, ad set, ad", "Name", "text", 236, null),
  column("delivery", "Delivery", "Whether it delivers, and what keeps it from doing so", "text", 120, null),
  column("budget", "Budget", "Budget a day, or for its whole life", "money", 84, null),
  column("spend", "Spend", "Amount spent", "money", 96, (m) => m.spendMinor),
  column("impressions", "Impressions", "Times shown", "count", 90, (m) => m.impressions),
  column("clicks", "Clicks", "All clicks", "count", 68, (m) => m.clicks, { sense: "up_is_good" }),
  column("link_clicks", "Link clicks", "Clicks on the link", "count", 80, (m) => m.linkClicks, {
    sense: "up_is_good",
  }),
  column("ctr", "CTR", "Clicks per hundred impressions", "rate", 56, (m) => m.ctrPercent, {
    sense: "up_is_good",
    sums: ["clicks", "impressions"],
  }),
  column("cpc", "CPC", "Cost per click", "money", 60, (m) => m.cpcMinor, {
    sense: "down_is_good",
    sums: ["spend", "clicks"],
  }),
  column("cpm", "CPM", "Cost per thousand impressions", "money", 66, (m) => m.cpmMinor, {
    sense: "down_is_good",
    sums: ["spend", "impressions"],
  }),
  column(
    "conversions",
    "Conversions",
    "Conversions of the kind named in each row",
    "fraction",
    118,
    (m) => m.conversions,
    {
      sense: "up_is_good",
      ofConversions: true,
    },
  ),
  column("cpa", "CPA", "Cost per conversion", "money", 66, (m) => m.cpaMinor, {
    sense: "down_is_good",
    sums: ["spend", "conversions"],
    ofConversions: true,
  }),
  column("value", "Value", "Value of the conversions", "money", 98, (m) => m.valueMinor, {
    sense: "up_is_good",
    ofConversions: true,
  }),
  column("roas", "ROAS", "Value of the conversions per amount spent", "ratio", 56, (m) => m.roas, {
    sense: "up_is_good",
    sums: ["value", "spend"],
    ofConversions: true,
  }),
];

/** Columns shown until the person chooses. */
export const STANDARD_COLUMNS: readonly ExplorerColumn[] = [
  "name",
  "delivery",
  "budget",
  "spend",
  "impressions",
  "clicks",
  "ctr",
  "cpc",
  "cpm",
  "conversions",
  "cpa",
  "value",
  "roas",
];

const BY_KEY = new Map(COLUMNS.map((spec) => [spec.key, spec]));

/** The column of a key. Every key has one: the list above is the closed set of them. */
export function columnSpec(key: ExplorerColumn): ColumnSpec {
  const spec = BY_KEY.get(key);
  if (!spec) throw new Error(`no column ${key}`);
  return spec;
}

/**
 * The columns to show: what settings keep, without anything unknown or twice, with the name first whatever they say.
 * Nothing kept means the standard ones.
 */
export function shownColumns(kept: readonly ExplorerColumn[]): ColumnSpec[] {
  const wanted = kept.length === 0 ? STANDARD_COLUMNS : kept;
  const seen = new Set<ExplorerColumn>(["name"]);
  const rest = wanted.filter((key) => BY_KEY.has(key) && !seen.has(key) && seen.add(key));
  return [columnSpec("name"), ...rest.map(columnSpec)];
}

/** Kept columns after one was switched on or off; one switched on takes its standard place. */
export function toggledColumn(kept: readonly ExplorerColumn[], key: ExplorerColumn): ExplorerColumn[] {
  const now = shownColumns(kept).map((spec) => spec.key);
  if (key === "name") return now;
  const next = now.includes(key) ? now.filter((other) => other !== key) : [...now, key];
  return COLUMNS.map((spec) => spec.key).filter((other) => next.includes(other));
}

/** Narrowest a column may be drawn, in pixels. */
export const NARROWEST_COLUMN = 56;
/** Widest a column may be drawn, in pixels. */
export const WIDEST_COLUMN = 640;
/** Room a delta takes in a figure's cell, in pixels. */
export const DELTA_ROOM = 58;

/** Width of a column in pixels: what the person set, else its own with room for the delta where there is one. */
export function columnWidth(
  spec: ColumnSpec,
  set: Readonly<Record<string, number>>,
  comparing: boolean,
): number {
  const own = spec.width + (comparing && spec.value ? DELTA_ROOM : 0);
  return Math.round(Math.max(NARROWEST_COLUMN, Math.min(WIDEST_COLUMN, set[spec.key] ?? own)));
}

/** Largest first is what people want of figures, A first of words. */
export function startsDescending(key: ExplorerColumn): boolean {
  return key !== "name" && key !== "delivery";
}

/** Columns in the order in which they keep their place where there is little room; the rest fold from the end. */
const KEPT_LONGEST: readonly ExplorerColumn[] = [
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
 * The columns that fit into `room` pixels. The sorted one always stays: an order by something that cannot be seen is a
 * riddle. Columns a person chose are not folded; the table scrolls sideways instead.
 */
export function fittingColumns(
  columns: readonly ColumnSpec[],
  room: number,
  set: Readonly<Record<string, number>>,
  comparing: boolean,
  sorted: ExplorerColumn,
): ColumnSpec[] {
  let width = columns.reduce((sum, spec) => sum + columnWidth(spec, set, comparing), 0);
  const folded = new Set<ExplorerColumn>();
  for (const key of KEPT_LONGEST.slice(NEVER_FOLDED).toReversed()) {
    if (width <= room) break;
    const spec = columns.find((other) => other.key === key);
    if (!spec || key === sorted) continue;
    folded.add(key);
    width -= columnWidth(spec, set, comparing);
  }
  return columns.filter((spec) => !folded.has(spec.key));
}
