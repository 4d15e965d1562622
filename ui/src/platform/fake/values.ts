import type { ExplorerRow, FieldValue, ObjectDetail, SettingField } from "../bindings";
import { nestedValue } from "./nested-values";
import { noise } from "./random";
import { ALL_OBJECTS, accountOf, currencyOf, type FakeObject } from "./world";

/** A value of a setting, as the program has it; `null` for none. */
export type Value = FieldValue | null;

/** Budget for life of awareness campaigns, in minor units. */
export const LIFE_BUDGET = 38_000_000;

export const hasLifeBudget = ({ level, objective }: FakeObject): boolean =>
  level === "campaign" && objective === "OUTCOME_AWARENESS";

const START = Date.UTC(2026, 7, 3, 6);

const WORDS: Readonly<Record<string, string>> = {
  name: "name",
  status: "status",
  daily_budget: "daily budget",
  lifetime_budget: "lifetime budget",
  bid_amount: "bid",
  start_time: "start",
  end_time: "end",
};

/** What people call a setting. */
export const labelOf = (field: string): string => WORDS[field] ?? field.replaceAll("_", " ");

const money = (minor: number | null): Value => (minor === null ? null : { kind: "money", minor });

/** A setting as the world was made. */
function made(object: FakeObject, field: string): Value {
  switch (field) {
    case "name":
      return { kind: "text", value: object.name };
    case "status":
      return object.level === "account" ? null : { kind: "status", value: object.status };
    case "daily_budget":
      return money(object.dailyBudgetMinor);
    case "lifetime_budget":
      return money(hasLifeBudget(object) ? LIFE_BUDGET : null);
    case "bid_amount":
      return money(object.level === "adset" && noise(`${object.id}|bid`) < 0.5 ? 2_800 : null);
    case "start_time":
      return object.level === "campaign" || object.level === "adset"
        ? { kind: "instant", atMs: START }
        : null;
    default:
      return nestedValue(object, field);
  }
}

/** What was changed since the world was made, by object and field. */
export class Settings {
  #changed = new Map<string, Map<string, Value>>();

  get(id: string, field: string): Value {
    const changed = this.#changed.get(id);
    if (changed?.has(field)) return changed.get(field) ?? null;
    const object = ALL_OBJECTS.get(id);
    return object === undefined ? null : made(object, field);
  }

  set(id: string, field: string, value: Value): void {
    const changed = this.#changed.get(id) ?? new Map<string, Value>();
    this.#changed.set(id, changed.set(field, value));
  }

  /** A row of the table as it is now. */
  row(row: ExplorerRow): ExplorerRow {
    const changed = this.#changed.get(row.id);
    if (changed === undefined) return row;
    const next = { ...row };
    for (const [field, value] of changed) {
      if (field === "name" && value?.kind === "text") next.name = value.value;
      if (field === "daily_budget") next.dailyBudgetMinor = value?.kind === "money" ? value.minor : null;
      if (field === "lifetime_budget")
        next.lifetimeBudgetMinor = value?.kind === "money" ? value.minor : null;
      if (field === "status" && value?.kind === "status") {
        next.status = value.value;
        next.effectiveStatus = value.value;
        next.delivery = value.value === "ACTIVE" ? "active" : "paused";
      }
    }
    return next;
  }

  /** The drawer as it is now. */
  detail(detail: ObjectDetail): ObjectDetail {
    const { row } = detail;
    const zone = accountOf(row.accountId)?.account.timeZone ?? "UTC";
    const fields = ["bid_amount", "start_time", "end_time"].flatMap((field): SettingField[] => {
      const value = this.get(row.id, field);
      if (value === null) return [];
      return [{ label: labelOf(field), value: settingText(value, row.currency, zone), field }];
    });
    const settings = fields.length === 0 ? [] : [{ title: "Bid and schedule", fields }];
    return { ...detail, row: this.row(row), settings: [...detail.settings, ...settings] };
  }
}

const decimals = (minor: number, currency: string): string =>
  currency === "JPY" ? String(minor) : (minor / 100).toFixed(2);

function settingText(value: FieldValue, currency: string, zone: string): string {
  if (value.kind !== "instant") return shown(value, currency) ?? "";
  const local = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
  return `${local.format(value.atMs)} ${zone}`;
}

/** A value as the program writes it. */
export function shown(value: Value, currency: string): string | null {
  if (value === null) return null;
  switch (value.kind) {
    case "money":
      return `${decimals(value.minor, currency)} ${currency}`;
    case "instant":
      return `${new Date(value.atMs).toISOString().slice(0, 16).replace("T", " ")} UTC`;
    case "flag":
      return value.value ? "Yes" : "No";
    case "json":
      return value.text;
    case "status":
      return value.value.slice(0, 1) + value.value.slice(1).toLowerCase();
    default:
      return value.value;
  }
}

export const currencyOfId = (id: string): string => {
  const object = ALL_OBJECTS.get(id);
  return object === undefined ? "EUR" : currencyOf(object);
};
