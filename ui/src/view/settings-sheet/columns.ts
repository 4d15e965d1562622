import type { Account, FieldValue, SettingsRow } from "@/platform";

/** A setting that a table of them can change. */
export type SheetField =
  | "name"
  | "status"
  | "daily_budget"
  | "lifetime_budget"
  | "bid_amount"
  | "start_time"
  | "end_time";

export const SHEET_FIELDS: readonly SheetField[] = [
  "name",
  "status",
  "daily_budget",
  "lifetime_budget",
  "bid_amount",
  "start_time",
  "end_time",
];

/** Columns that only say what the row is; what they hold is not read back. */
export const TOLD_COLUMNS = ["level", "account", "currency"] as const;

/** Columns of a table of settings, as they are written. */
export const SHEET_COLUMNS = ["id", ...TOLD_COLUMNS, ...SHEET_FIELDS] as const;

const OTHER_NAMES: Readonly<Record<string, SheetField | "id">> = {
  object_id: "id",
  bid: "bid_amount",
  start: "start_time",
  end: "end_time",
  stop_time: "end_time",
};

/** The column that a heading means; `null` for one that is not known. */
export function columnOf(heading: string): SheetField | "id" | "told" | null {
  const plain = heading
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, "_");
  if (plain === "id") return "id";
  if ((TOLD_COLUMNS as readonly string[]).includes(plain)) return "told";
  return SHEET_FIELDS.find((field) => field === plain) ?? OTHER_NAMES[plain] ?? null;
}

/** What an object has of a field. */
export function presentValue(row: SettingsRow, field: SheetField): FieldValue | null {
  const money = (minor: number | null): FieldValue | null =>
    minor === null ? null : { kind: "money", minor };
  const instant = (atMs: number | null): FieldValue | null =>
    atMs === null ? null : { kind: "instant", atMs };
  switch (field) {
    case "name":
      return { kind: "text", value: row.name };
    case "status":
      return row.status === null ? null : { kind: "status", value: row.status };
    case "daily_budget":
      return money(row.dailyBudgetMinor);
    case "lifetime_budget":
      return money(row.lifetimeBudgetMinor);
    case "bid_amount":
      return money(row.bidAmountMinor);
    case "start_time":
      return instant(row.startAtMs);
    case "end_time":
      return instant(row.endAtMs);
  }
}

/** The account's zone; times without an offset are on its clock. */
export const zoneIn =
  (accounts: readonly Account[]) =>
  (accountId: string): string =>
    accounts.find(({ id }) => id === accountId)?.timeZone ?? "UTC";
