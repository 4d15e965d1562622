import type {
  ExplorerGroups,
  ExplorerRow,
  GroupBy,
  GroupRequest,
  IpcError,
  Metrics,
  SavedView,
} from "../bindings";
import type { Platform } from "../platform";
import { queryExplorer } from "./explorer";
import { type Sums, withRatios } from "./figures";
import { checkFormula, withFormulas } from "./formulas";

type Commands = Pick<
  Platform,
  "groupExplorer" | "checkFormula" | "listSavedViews" | "saveView" | "deleteView" | "exportTable"
>;

type Options = {
  today: () => string;
  now: () => number;
  fail: (error: Pick<IpcError, "code" | "message">) => Error;
};

/** What an object is grouped by. */
export function groupKey(row: Pick<ExplorerRow, "name" | "objective">, by: GroupBy): string | null {
  if (by.kind === "objective") return row.objective;
  // The world in memory has no labels and no creatives of its own.
  if (by.kind !== "token") return null;
  const part = row.name.split(by.separator).at(by.position > 0 ? by.position - 1 : by.position);
  return part?.trim() || null;
}

const SUMS = ["impressions", "clicks", "linkClicks", "spendMinor", "conversions", "valueMinor"] as const;

function added(all: readonly Metrics[], formulas: readonly string[]): Metrics {
  const total = (key: (typeof SUMS)[number]): number => all.reduce((sum, metrics) => sum + metrics[key], 0);
  const sums = Object.fromEntries(SUMS.map((key) => [key, total(key)])) as Sums;
  return withFormulas(withRatios(sums), formulas);
}

function groups(input: GroupRequest, today: string, nowMs: number): ExplorerGroups {
  const { explorer, level, by } = input;
  const page = queryExplorer({ ...explorer, flat: level, offset: 0, limit: 500 }, today, nowMs, today);
  const found = new Map<string, ExplorerRow[]>();
  for (const row of page.rows) {
    const id = JSON.stringify([row.currency, groupKey(row, by)]);
    found.set(id, [...(found.get(id) ?? []), row]);
  }
  const rows = [...found].map(([id, members]) => {
    const [currency, key] = JSON.parse(id) as [string, string | null];
    const before = members.flatMap(({ compare }) => (compare === null ? [] : [compare]));
    const conversions = new Set(members.map(({ conversion }) => conversion));
    return {
      key,
      name: null,
      currency,
      objects: members.length,
      conversion: conversions.size === 1 ? ([...conversions][0] ?? "none") : "mixed",
      metrics: added(
        members.map(({ metrics }) => metrics),
        explorer.formulas,
      ),
      compare: explorer.compare === null ? null : added(before, explorer.formulas),
    };
  });
  return {
    rows: rows.toSorted((a, b) => b.metrics.spendMinor - a.metrics.spendMinor),
    totalRows: rows.length,
    totals: page.totals,
    formulas: page.formulas,
    pulledAtMs: nowMs,
    maturingSince: null,
  };
}

/** Formulas, groups, saved views and exports of a world in memory. */
export function fakeAnalysis({ today, now, fail }: Options): Commands {
  let views: SavedView[] = [];
  const kept = (next: SavedView[]): SavedView[] => {
    views = next.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return views;
  };
  return {
    groupExplorer: async (input) => groups(input, today(), now()),
    checkFormula: async (text) => checkFormula(text),
    listSavedViews: async () => views,
    saveView: async ({ name, view, isDefault, replaces }) => {
      const others = views.filter((one) => one.name !== replaces);
      if (others.some((one) => one.name === name)) {
        throw fail({ code: "invalid_input", message: `There is a view called ${name} already.` });
      }
      const rest = others.map((one) => (isDefault ? { ...one, isDefault: false } : one));
      return kept([...rest, { name, view, isDefault }]);
    },
    deleteView: async ({ name }) => kept(views.filter((one) => one.name !== name)),
    exportTable: async ({ explorer }) => {
      const all = queryExplorer({ ...explorer, offset: 0, limit: 500 }, today(), now(), today());
      return { rows: all.totalRows };
    },
  };
}
