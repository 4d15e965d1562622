import {
  type CompareMode,
  compareRange,
  type PresetKey,
  presetRange,
  PRESETS as RANGES,
} from "@/components/ui/range-picker-days";
import { type Day, type DayRange, isDay } from "@/lib/days";
import type { Delivery, ExplorerColumn, ExplorerFilter, ObjectLevel } from "@/platform";
import {
  ANALYSIS_KEYS,
  type Analysis,
  type AnalysisSearch,
  analysisToSearch,
  NO_ANALYSIS,
  parseAnalysis,
  parseBounds,
} from "./view-analysis";

const COMPARES: readonly CompareMode[] = ["off", "previous_period", "previous_year"];

/** A range that moves with today, or days a person picked. */
export type RangePreset = PresetKey | "custom";

const PRESETS: readonly RangePreset[] = [...RANGES.map(({ key }) => key), "custom"];

/** An object whose drawer is open. */
export type OpenObject = { accountId: string; id: string; level: ObjectLevel };

/**
 * What a person has chosen to look at. It lives in the address, so that going back, restarting the window or following
 * a notification brings the same view. Everything left at its default is left out of the address.
 */
export type ViewState = {
  preset: RangePreset;
  /** Set with `preset: "custom"` only; days of the account, both included. */
  since: Day | null;
  until: Day | null;
  /** What to compare with. */
  compare: CompareMode;
  /** Ids; empty means all accounts. */
  accounts: string[];
  /** Ids of open rows. */
  expanded: string[];
  /** A level shown as a flat list; `null` is the tree. */
  flat: ObjectLevel | null;
  sort: ExplorerColumn;
  descending: boolean;
  filter: ExplorerFilter;
  /** The drawer. */
  object: OpenObject | null;
} & Analysis;

const NO_FILTER: ExplorerFilter = {
  text: null,
  delivery: [],
  objectives: [],
  minSpendMinor: null,
  withIssues: false,
  includeGone: false,
  figures: [],
  group: null,
};

export const DEFAULT_VIEW: ViewState = {
  preset: "last_30",
  since: null,
  until: null,
  compare: "off",
  accounts: [],
  expanded: [],
  flat: null,
  sort: "spend",
  descending: true,
  filter: NO_FILTER,
  object: null,
  ...NO_ANALYSIS,
};

export const LEVELS: readonly ObjectLevel[] = ["account", "campaign", "adset", "ad"];

const COLUMNS: readonly ExplorerColumn[] = [
  "name",
  "delivery",
  "budget",
  "spend",
  "impressions",
  "clicks",
  "link_clicks",
  "ctr",
  "cpc",
  "cpm",
  "conversions",
  "cpa",
  "value",
  "roas",
];

const DELIVERIES: readonly Delivery[] = [
  "active",
  "learning",
  "limited",
  "in_review",
  "rejected",
  "with_issues",
  "pending_billing",
  "paused",
  "campaign_paused",
  "adset_paused",
  "archived",
  "deleted",
  "ended",
  "unknown",
];

/** The same view as it stands in the address: short names, defaults left out. */
export type ViewSearch = {
  range?: RangePreset;
  since?: Day;
  until?: Day;
  compare?: CompareMode;
  accounts?: string[];
  open?: string[];
  flat?: ObjectLevel;
  sort?: ExplorerColumn;
  asc?: true;
  find?: string;
  delivery?: Delivery[];
  objectives?: string[];
  minSpend?: number;
  issues?: true;
  gone?: true;
  object?: string;
} & AnalysisSearch;

type Unknowns = Record<string, unknown>;

const oneOf = <T extends string>(choices: readonly T[], value: unknown): T | null =>
  choices.find((choice) => choice === value) ?? null;

/** Ids as text: a router may have read `123` as a number, which would lose digits of long ids. */
const ID = /^(act_)?\d{1,25}$/;

const listOf = (value: unknown, keep: (item: string) => boolean): string[] =>
  Array.isArray(value)
    ? [...new Set(value.filter((item): item is string => typeof item === "string" && keep(item)))]
    : [];

function parseObject(value: unknown): OpenObject | null {
  if (typeof value !== "string") return null;
  const [level, accountId = "", id = "", ...rest] = value.split(":");
  const known = oneOf(LEVELS, level);
  const usable = known !== null && ID.test(accountId) && ID.test(id) && rest.length === 0;
  return usable ? { accountId, id, level: known } : null;
}

function parseFilter(search: Unknowns): ExplorerFilter {
  const { find, minSpend } = search;
  return {
    text: typeof find === "string" && find !== "" ? find.slice(0, 200) : null,
    delivery: listOf(search.delivery, (item) => oneOf(DELIVERIES, item) !== null) as Delivery[],
    objectives: listOf(search.objectives, (item) => /^[A-Z_]{1,60}$/.test(item)),
    minSpendMinor:
      typeof minSpend === "number" && Number.isSafeInteger(minSpend) && minSpend > 0 ? minSpend : null,
    withIssues: search.issues === true,
    includeGone: search.gone === true,
    ...parseBounds(search, COLUMNS),
  };
}

/** Reads an address. Whatever it holds, a usable view comes out; what makes no sense is the default. */
export function parseView(search: Unknowns): ViewState {
  const { since, until } = search;
  const custom = isDay(since) && isDay(until) && since <= until;
  const preset = oneOf(PRESETS, search.range) ?? DEFAULT_VIEW.preset;
  return {
    preset: custom ? "custom" : preset === "custom" ? DEFAULT_VIEW.preset : preset,
    since: custom ? since : null,
    until: custom ? until : null,
    compare: oneOf(COMPARES, search.compare) ?? DEFAULT_VIEW.compare,
    accounts: listOf(search.accounts, (item) => ID.test(item)),
    expanded: listOf(search.open, (item) => ID.test(item)),
    flat: oneOf(LEVELS, search.flat),
    sort: oneOf(COLUMNS, search.sort) ?? DEFAULT_VIEW.sort,
    descending: search.asc !== true,
    filter: parseFilter(search),
    object: parseObject(search.object),
    ...parseAnalysis(search, COLUMNS),
  };
}

/** Writes an address; `parseView` reads the same view back. */
export function viewToSearch(view: ViewState): ViewSearch {
  const { filter } = view;
  return {
    ...(view.preset === "custom" && view.since !== null && view.until !== null
      ? { since: view.since, until: view.until }
      : view.preset !== DEFAULT_VIEW.preset && view.preset !== "custom"
        ? { range: view.preset }
        : {}),
    ...(view.compare !== DEFAULT_VIEW.compare ? { compare: view.compare } : {}),
    ...(view.accounts.length > 0 ? { accounts: view.accounts } : {}),
    ...(view.expanded.length > 0 ? { open: view.expanded } : {}),
    ...(view.flat !== null ? { flat: view.flat } : {}),
    ...(view.sort !== DEFAULT_VIEW.sort ? { sort: view.sort } : {}),
    ...(view.descending ? {} : { asc: true }),
    ...(filter.text !== null ? { find: filter.text } : {}),
    ...(filter.delivery.length > 0 ? { delivery: filter.delivery } : {}),
    ...(filter.objectives.length > 0 ? { objectives: filter.objectives } : {}),
    ...(filter.minSpendMinor !== null ? { minSpend: filter.minSpendMinor } : {}),
    ...(filter.withIssues ? { issues: true } : {}),
    ...(filter.includeGone ? { gone: true } : {}),
    ...(view.object !== null
      ? { object: `${view.object.level}:${view.object.accountId}:${view.object.id}` }
      : {}),
    ...analysisToSearch(view),
  };
}

const OWN: ReadonlySet<string> = new Set<keyof ViewSearch>([
  "range",
  "since",
  "until",
  "compare",
  "accounts",
  "open",
  "flat",
  "sort",
  "asc",
  "find",
  "delivery",
  "objectives",
  "minSpend",
  "issues",
  "gone",
  "object",
  ...ANALYSIS_KEYS,
]);

/** What else an address holds, such as the rule a page is about: it stays when the view changes. */
export function besideView(search: Unknowns): Unknowns {
  return Object.fromEntries(Object.entries(search).filter(([key]) => !OWN.has(key)));
}

/** The days the view asks for. */
export function viewRange(view: ViewState, today: Day): DayRange {
  if (view.preset !== "custom") return presetRange(view.preset, today);
  return { since: view.since ?? today, until: view.until ?? today };
}

/** The days to compare with, or `null` when not comparing. */
export function viewCompareRange(view: ViewState, today: Day): DayRange | null {
  return compareRange(viewRange(view, today), view.compare);
}

/** How many conditions the filter has. */
export function countFilters(filter: ExplorerFilter): number {
  return [
    filter.text !== null,
    filter.delivery.length > 0,
    filter.objectives.length > 0,
    filter.minSpendMinor !== null,
    filter.withIssues,
    filter.includeGone,
    filter.figures.length > 0,
    filter.group !== null,
  ].filter(Boolean).length;
}

/** The part of a view that changes when someone turns to other accounts: they come opened, so that campaigns are seen. */
export function lookingAt(
  ids: readonly string[],
  all: readonly string[],
): Pick<ViewState, "accounts" | "expanded" | "object"> {
  return { accounts: [...ids], expanded: [...(ids.length > 0 ? ids : all)], object: null };
}
