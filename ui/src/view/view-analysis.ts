import type { DeltaSense } from "@/lib/numbers";
import type { ExplorerColumn, FigureFilter, GroupBy, GroupFilter, GroupKind, ObjectLevel } from "@/platform";

/** A figure of a person's own. */
export type OwnFigure = {
  /** Heading of its column. */
  name: string;
  /** The formula. */
  text: string;
  /** Which way is good. */
  sense: DeltaSense;
};

/** Objects of one level in groups. */
export type ViewGroup = { by: GroupBy; level: ObjectLevel };

/** A column by its key; figures of a person's own have the place they stand at. */
export type ColumnKey = ExplorerColumn | `own_${number}`;

/** What a person asks of the figures besides which rows there are. It is part of the view. */
export type Analysis = {
  /** Sorted by how the figure changed. */
  byChange: boolean;
  /** Sorted by the figure of one's own at this place. */
  sortOwn: number | null;
  own: OwnFigure[];
  /** Groups instead of rows. */
  group: ViewGroup | null;
  /** Columns of this view; `null` are those of the settings. */
  columns: ExplorerColumn[] | null;
  /** What is aimed for, by column; money in units of the currency. */
  targets: Partial<Record<ColumnKey, number>>;
  /** The saved view this began as. */
  saved: string | null;
};

export const NO_ANALYSIS: Analysis = {
  byChange: false,
  sortOwn: null,
  own: [],
  group: null,
  columns: null,
  targets: {},
  saved: null,
};

/** The same as it stands in the address. */
export type AnalysisSearch = {
  change?: true;
  sortOwn?: number;
  own?: OwnFigure[];
  group?: ViewGroup;
  columns?: ExplorerColumn[];
  targets?: Partial<Record<ColumnKey, number>>;
  saved?: string;
  figures?: FigureFilter[];
  within?: GroupFilter;
};

export const ANALYSIS_KEYS = [
  "change",
  "sortOwn",
  "own",
  "group",
  "columns",
  "targets",
  "saved",
  "figures",
  "within",
] as const satisfies readonly (keyof AnalysisSearch)[];

/** Most figures of one's own, and most bounds. */
export const MOST_OWN = 12;
export const LONGEST_FORMULA = 300;
const LONGEST_NAME = 80;

type Unknowns = Record<string, unknown>;

const asObject = (value: unknown): Unknowns | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Unknowns) : null;

const asText = (value: unknown, most: number): string | null =>
  typeof value === "string" && value !== "" && value.length <= most ? value : null;

const isFiniteNumber = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value);

const SENSES: readonly DeltaSense[] = ["up_is_good", "down_is_good", "neutral"];
const KINDS: readonly GroupKind[] = ["token", "label", "objective", "creative"];
const LEVELS: readonly ObjectLevel[] = ["campaign", "adset", "ad"];

const listed = <T>(value: unknown, most: number, read: (item: unknown) => T | null): T[] =>
  (Array.isArray(value) ? value : [])
    .map(read)
    .filter((item) => item !== null)
    .slice(0, most);

function parseOwn(value: unknown): OwnFigure | null {
  const found = asObject(value);
  const [name, text] = [asText(found?.name, LONGEST_NAME), asText(found?.text, LONGEST_FORMULA)];
  const sense = SENSES.find((one) => one === found?.sense);
  return name === null || text === null || sense === undefined ? null : { name, text, sense };
}

function parseBy(value: unknown): GroupBy | null {
  const found = asObject(value);
  const kind = KINDS.find((one) => one === found?.kind);
  if (kind === undefined) return null;
  if (kind !== "token") return { kind, separator: "", position: 1 };
  const separator = asText(found?.separator, 8);
  const position = found?.position;
  const usable =
    separator !== null && Number.isInteger(position) && position !== 0 && Math.abs(position as number) <= 50;
  return usable ? { kind, separator, position: position as number } : null;
}

function parseGroup(value: unknown): ViewGroup | null {
  const found = asObject(value);
  const [by, level] = [parseBy(found?.by), LEVELS.find((one) => one === found?.level)];
  return by === null || level === undefined ? null : { by, level };
}

function parseWithin(value: unknown): GroupFilter | null {
  const group = parseGroup(value);
  const key = asObject(value)?.key;
  const known = key === null || (typeof key === "string" && key.length <= 1_000);
  return group === null || !known ? null : { ...group, key };
}

const isColumn = (value: unknown, columns: readonly ExplorerColumn[]): value is ExplorerColumn =>
  columns.some((column) => column === value);

function parseTargets(value: unknown, columns: readonly ExplorerColumn[]): Analysis["targets"] {
  const known = (key: string): boolean => isColumn(key, columns) || /^own_\d{1,2}$/.test(key);
  const entries = Object.entries(asObject(value) ?? {}).filter(
    (entry): entry is [ColumnKey, number] => known(entry[0]) && isFiniteNumber(entry[1]) && entry[1] > 0,
  );
  return Object.fromEntries(entries);
}

function parseBound(
  value: unknown,
  columns: readonly ExplorerColumn[],
  own: readonly OwnFigure[],
): FigureFilter | null {
  const found = asObject(value);
  if (found === null || typeof found.above !== "boolean" || !isFiniteNumber(found.amount)) return null;
  const { above, amount } = found;
  const formula = found.formula;
  if (isFiniteNumber(formula) && own[formula] !== undefined) return { column: null, formula, above, amount };
  return isColumn(found.column, columns) ? { column: found.column, formula: null, above, amount } : null;
}

/** Reads an address; what makes no sense is left out. */
export function parseAnalysis(search: Unknowns, columns: readonly ExplorerColumn[]): Analysis {
  const own = listed(search.own, MOST_OWN, parseOwn);
  const sortOwn = search.sortOwn;
  return {
    byChange: search.change === true,
    sortOwn: isFiniteNumber(sortOwn) && own[sortOwn] !== undefined ? sortOwn : null,
    own,
    group: parseGroup(search.group),
    columns: Array.isArray(search.columns)
      ? [...new Set(search.columns.filter((column) => isColumn(column, columns)))]
      : null,
    targets: parseTargets(search.targets, columns),
    saved: asText(search.saved, LONGEST_NAME),
  };
}

/** The part of the filter that is about figures and groups. */
export function parseBounds(
  search: Unknowns,
  columns: readonly ExplorerColumn[],
): { figures: FigureFilter[]; group: GroupFilter | null } {
  const own = listed(search.own, MOST_OWN, parseOwn);
  return {
    figures: listed(search.figures, MOST_OWN, (value) => parseBound(value, columns, own)),
    group: parseWithin(search.within),
  };
}

/** Writes an address. */
export function analysisToSearch(
  view: Analysis & { filter: { figures: FigureFilter[]; group: GroupFilter | null } },
): AnalysisSearch {
  const { filter } = view;
  return {
    ...(view.byChange ? { change: true } : {}),
    ...(view.sortOwn !== null ? { sortOwn: view.sortOwn } : {}),
    ...(view.own.length > 0 ? { own: view.own } : {}),
    ...(view.group !== null ? { group: view.group } : {}),
    ...(view.columns !== null ? { columns: view.columns } : {}),
    ...(Object.keys(view.targets).length > 0 ? { targets: view.targets } : {}),
    ...(view.saved !== null ? { saved: view.saved } : {}),
    ...(filter.figures.length > 0 ? { figures: filter.figures } : {}),
    ...(filter.group !== null ? { within: filter.group } : {}),
  };
}
