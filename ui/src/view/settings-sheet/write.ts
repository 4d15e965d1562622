import { moneyText } from "@/components/money-field/amounts";
import { zonedText } from "@/lib/instants";
import { asPlainText, writeSheet } from "@/lib/sheet";
import type { Account, SettingsRow } from "@/platform";
import { presentValue, SHEET_COLUMNS, SHEET_FIELDS, type SheetField, zoneIn } from "./columns";

type Options = {
  /** BCP 47 tag of the person: amounts are written as their spreadsheet reads them. Left out, the computer's. */
  locale?: string;
};

function cellText(row: SettingsRow, field: SheetField, timeZone: string, options: Options): string {
  const value = presentValue(row, field);
  switch (value?.kind) {
    case undefined:
      return "";
    case "money":
      return moneyText(value.minor, row.currency, options);
    case "instant":
      // With its offset and a T it stays text in a spreadsheet, which would write it in another order otherwise.
      return zonedText(value.atMs, timeZone);
    case "status":
      return value.value;
    case "text":
      return asPlainText(value.value);
    default:
      return "";
  }
}

/**
 * Settings as a table for a spreadsheet: tabs, amounts in whole units of the currency, times on the account's clock.
 * Ids carry `id:` in front, without which a spreadsheet would round them, and no name becomes a formula.
 */
export function settingsSheet(
  rows: readonly SettingsRow[],
  accounts: readonly Account[],
  options: Options = {},
): string {
  const zoneOf = zoneIn(accounts);
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  const cells = rows.map((row) => [
    `id:${row.id}`,
    row.level,
    asPlainText(names.get(row.accountId) ?? row.accountId),
    row.currency,
    ...SHEET_FIELDS.map((field) => cellText(row, field, zoneOf(row.accountId), options)),
  ]);
  return writeSheet([SHEET_COLUMNS, ...cells]);
}
