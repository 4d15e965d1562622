import type {
  ChangeSelection,
  ExplorerRequest,
  ListSettings,
  ObjectKey,
  PreviewChanges,
  PreviewProblem,
  PreviewRow,
  SettingsRow,
} from "../bindings";
import { currencyOfId, type Settings } from "./values";
import { ALL_OBJECTS } from "./world";

/** Answers a question with every object it lets through, as the table would show them. */
export type AskAll = (query: ExplorerRequest) => ObjectKey[];

const objectsOf = (selection: ChangeSelection, askAll: AskAll): ObjectKey[] => {
  if (selection.by === "ids") return selection.objects;
  const except = new Set(selection.except);
  return askAll(selection.query).filter(({ id }) => !except.has(id));
};

/** The same changes with every question answered. */
export function named(input: PreviewChanges, askAll: AskAll): PreviewChanges {
  const changes = input.changes.map(({ selection, edit }) => ({
    selection: { by: "ids" as const, objects: objectsOf(selection, askAll) },
    edit,
  }));
  return { ...input, changes };
}

/** Rows that want to be looked at. */
export function problemsOf(rows: PreviewRow[]): PreviewProblem[] {
  return rows.flatMap((row): PreviewProblem[] => {
    const has = (wanted: string) => row.findings.some(({ severity }) => severity === wanted);
    const { item } = row;
    if (has("block") || row.refusedByMeta !== null) return [{ item, kind: "refused" }];
    if (row.conflicts.length > 0) return [{ item, kind: "changed" }];
    if (has("ask_amount")) return [{ item, kind: "asks_amount" }];
    return has("ask") ? [{ item, kind: "asks" }] : [];
  });
}

/** Settings as a table, of what the world has. */
export function settingsRows(input: ListSettings, settings: Settings, askAll: AskAll): SettingsRow[] {
  const chosen = input.selection === null ? [] : objectsOf(input.selection, askAll);
  const ids = [...new Set([...chosen.map(({ id }) => id), ...input.ids])];
  return ids.flatMap((id): SettingsRow[] => {
    const object = ALL_OBJECTS.get(id);
    if (object === undefined || object.level === "account") return [];
    const value = (field: string) => settings.get(id, field);
    const minor = (field: string) => {
      const found = value(field);
      return found?.kind === "money" ? found.minor : null;
    };
    const at = (field: string) => {
      const found = value(field);
      return found?.kind === "instant" ? found.atMs : null;
    };
    const [name, status] = [value("name"), value("status")];
    return [
      {
        accountId: object.accountId,
        level: object.level,
        id,
        name: name?.kind === "text" ? name.value : object.name,
        currency: currencyOfId(id),
        status: status?.kind === "status" ? status.value : null,
        dailyBudgetMinor: minor("daily_budget"),
        lifetimeBudgetMinor: minor("lifetime_budget"),
        bidAmountMinor: minor("bid_amount"),
        startAtMs: at("start_time"),
        endAtMs: at("end_time"),
      },
    ];
  });
}
