import type { ExplorerColumn, ExplorerRow, ObjectKey } from "@/platform";
import type { ColumnKey } from "@/view/view-analysis";
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
export function fieldOfColumn(column: ColumnKey): EditField | null {
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
