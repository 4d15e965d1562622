import type { ExplorerColumn, ExplorerRow, ObjectDetail, ObjectKey } from "@/platform";
import type { EditField } from "../model/tree-keys";
import { editTexts } from "./texts";

/** What is edited in a row, or why it is not. */
export type Editable =
  | { can: true; kind: "status"; to: "ACTIVE" | "PAUSED" }
  | { can: true; kind: "budget"; field: "daily_budget" | "lifetime_budget"; nowMinor: number }
  | { can: true; kind: "bid" | "name" | "schedule" }
  | { can: false; why: string };

const no = (why: string): Editable => ({ can: false, why });

const isGone = ({ delivery }: ExplorerRow): boolean => delivery === "archived" || delivery === "deleted";

function budgetOf(row: ExplorerRow): Editable {
  if (row.level === "ad") return no(editTexts.no.adBudget);
  if (row.dailyBudgetMinor !== null) {
    return { can: true, kind: "budget", field: "daily_budget", nowMinor: row.dailyBudgetMinor };
  }
  if (row.lifetimeBudgetMinor !== null) {
    return { can: true, kind: "budget", field: "lifetime_budget", nowMinor: row.lifetimeBudgetMinor };
  }
  return no(row.level === "adset" ? editTexts.no.budgetOnCampaign : editTexts.no.budgetOnAdSets);
}

/** Whether and how a setting of a row can be changed here. */
export function editableOf(row: ExplorerRow, field: EditField): Editable {
  if (row.level === "account") return no(editTexts.no.account);
  if (field === "name") return { can: true, kind: "name" };
  if (isGone(row)) return no(row.delivery === "archived" ? editTexts.no.archived : editTexts.no.deleted);
  switch (field) {
    case "status":
      return { can: true, kind: "status", to: row.status === "ACTIVE" ? "PAUSED" : "ACTIVE" };
    case "budget":
      return budgetOf(row);
    case "bid":
      return row.level === "adset" ? { can: true, kind: "bid" } : no(editTexts.no.bid);
    case "schedule":
      return row.level === "ad" ? no(editTexts.no.schedule) : { can: true, kind: "schedule" };
  }
}

/** The setting a column shows, where it shows one that can be changed. */
export function fieldOfColumn(column: ExplorerColumn): EditField | null {
  if (column === "name" || column === "budget") return column;
  return column === "delivery" ? "status" : null;
}

/** Columns in which a setting is shown or, where it has none, beside which its editor hangs. */
export const COLUMN_OF: Record<EditField, ExplorerColumn> = {
  name: "name",
  status: "delivery",
  budget: "budget",
  bid: "budget",
  schedule: "delivery",
};

/** Meta's name of a setting, for what changes many objects. */
export const SETTING_OF: Record<EditField, string> = {
  name: "name",
  status: "status",
  budget: "daily_budget",
  bid: "bid_amount",
  schedule: "end_time",
};

export const keyOf = ({ accountId, level, id }: ExplorerRow): ObjectKey => ({ accountId, level, id });

/** Settings the table has no column for, as they were last read. */
export interface ReadSettings {
  bidMinor: number | null;
  startText: string | null;
  endText: string | null;
}

/** Whole minor units of an amount as the program writes it, such as `28.00 EUR`; `null` for anything else. */
function minorOf(text: string | undefined, offset: 1 | 100): number | null {
  const match = /^(\d+)(?:\.(\d{2}))? [A-Z]{3}$/.exec(text ?? "");
  if (match === null || (match[2] === undefined) !== (offset === 1)) return null;
  const minor = Number(`${match[1]}${match[2] ?? ""}`);
  return Number.isSafeInteger(minor) ? minor : null;
}

/** A time as the program writes it, `2026-08-03 08:00 Europe/Oslo`, without its zone. */
const timeOf = (text: string | undefined): string | null =>
  /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}(?= )/.exec(text ?? "")?.[0] ?? null;

/** Reads bid and schedule from the settings of the drawer. */
export function readSettings({ settings }: Pick<ObjectDetail, "settings">, offset: 1 | 100): ReadSettings {
  const fields = settings.flatMap((group) => group.fields);
  const text = (...names: string[]) => fields.find(({ field }) => names.includes(field))?.value;
  return {
    bidMinor: minorOf(text("bid_amount"), offset),
    startText: timeOf(text("start_time")),
    endText: timeOf(text("end_time", "stop_time")),
  };
}
