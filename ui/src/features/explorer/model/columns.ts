import type { DeltaSense } from "@/lib/numbers";
import type { ExplorerColumn, FormulaCheck, Metrics, ObjectLevel } from "@/platform";
import type { ColumnKey, OwnFigure } from "@/view/view-analysis";

export type { ColumnKey } from "@/view/view-analysis";

/** How a column's figures are written. */
export type ColumnKind = "text" | "money" | "count" | "fraction" | "rate" | "ratio";

/** One column of the table. */
export interface ColumnSpec {
  key: ColumnKey;
  /** Header. */
  label: string;
  /** What the figure is, for the header's tooltip and for screen readers. */
  about: string;
  kind: ColumnKind;
  /** Narrowest width in pixels: room for the heading. Figures widen it, see `column-widths.ts`. */
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
  column("name", "Campaign, ad set, ad", "Name", "text", 260, null),
  column("delivery", "Delivery", "Whether it delivers, and what keeps it from doing so", "text", 96, null),
  column("budget", "Budget", "Budget a day, or for its whole life", "money", 72, null),
  column("spend", "Spend", "Amount spent", "money", 72, (m) => m.spendMinor),
  column("impressions", "Impressions", "Times shown", "count", 92, (m) => m.impressions),
  column("clicks", "Clicks", "All clicks", "count", 68, (m) => m.clicks, { sense: "up_is_good" }),
  column("link_clicks", "Link clicks", "Clicks on the link", "count", 80, (m) => m.linkClicks, {
    sense: "up_is_good",
  }),
  column("ctr", "CTR", "Clicks per hundred impressions", "rate", 56, (m) => m.ctrPercent, {
    sense: "up_is_good",
    sums: ["clicks", "impressions"],
  }),
  column("cpc", "CPC", "Cost per click", "money", 58, (m) => m.cpcMinor, {
    sense: "down_is_good",
    sums: ["spend", "clicks"],
  }),
  column("cpm", "CPM", "Cost per thousand impressions", "money", 60, (m) => m.cpmMinor, {
    sense: "down_is_good",
    sums: ["spend", "impressions"],
  }),
  column(
    "conversions",
    "Conversions",
    "Conversions of the kind named in each row",
    "fraction",
    98,
    (m) => m.conversions,
    {
      sense: "up_is_good",
      ofConversions: true,
    },
  ),
  column("cpa", "CPA", "Cost per conversion", "money", 58, (m) => m.cpaMinor, {
    sense: "down_is_good",
    sums: ["spend", "conversions"],
    ofConversions: true,
  }),
  column("value", "Value", "Value of the conversions", "money", 68, (m) => m.valueMinor, {
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

/** The key of every known column, in the order they stand. */
export const ALL_COLUMNS: readonly ExplorerColumn[] = COLUMNS.flatMap(({ key }) =>
  isKnown(key) ? [key] : [],
);

const BY_KEY = new Map<ColumnKey, ColumnSpec>(COLUMNS.map((spec) => [spec.key, spec]));

/** The names where they are followed by what they are in. */
const NAME_WITH_PATH: ColumnSpec = { ...columnSpec("name"), width: 380 };

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
export function shownColumns(
  kept: readonly ExplorerColumn[],
  flat: ObjectLevel | null = null,
  withPath = false,
): ColumnSpec[] {
  // No ad has a budget, so a list of ads shows none unless the person wants the column.
  const standard = STANDARD_COLUMNS.filter((key) => flat !== "ad" || key !== "budget");
  const wanted = kept.length === 0 ? standard : kept;
  const seen = new Set<ExplorerColumn>(["name"]);
  const rest = wanted.filter((key) => BY_KEY.has(key) && !seen.has(key) && seen.add(key));
  return [withPath ? NAME_WITH_PATH : columnSpec("name"), ...rest.map(columnSpec)];
}

const OWN_KINDS = { money: "money", count: "fraction", ratio: "ratio", percent: "rate" } as const;

/** Figures of a person's own as columns. What they are measured in is known once the first rows are here. */
export function ownColumns(own: readonly OwnFigure[], checks: readonly FormulaCheck[]): ColumnSpec[] {
  return own.map(({ name, text, sense }, at) => ({
    key: `own_${at}`,
    label: name,
    about: `${name} = ${text}`,
    kind: OWN_KINDS[checks[at]?.unit ?? "ratio"],
    width: 76,
    sense,
    value: (metrics) => metrics.formulas[at] ?? null,
    sums: null,
    ofConversions: checks[at]?.ofConversions ?? false,
  }));
}

/** The place of a figure of a person's own, by its key; `null` for every other column. */
export function ownPlace(key: ColumnKey): number | null {
  return key.startsWith("own_") ? Number(key.slice(4)) : null;
}

/** Kept columns after one was switched on or off; one switched on takes its standard place. */
export function toggledColumn(kept: readonly ExplorerColumn[], key: ExplorerColumn): ExplorerColumn[] {
  const now = shownColumns(kept).map((spec) => spec.key);
  const next = !now.includes(key) ? [...now, key] : now.filter((other) => other !== key || key === "name");
  return ALL_COLUMNS.filter((other) => next.includes(other));
}

/** Largest first is what people want of figures, A first of words. */
export function startsDescending(key: ColumnKey): boolean {
  return key !== "name" && key !== "delivery";
}

/** Whether a column is one that every table has. */
export function isKnown(key: ColumnKey): key is ExplorerColumn {
  return ownPlace(key) === null;
}
