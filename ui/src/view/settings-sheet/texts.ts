import type { SheetField } from "./columns";

const FIELDS: Readonly<Record<SheetField, string>> = {
  name: "name",
  status: "status",
  daily_budget: "daily budget",
  lifetime_budget: "lifetime budget",
  bid_amount: "bid",
  start_time: "start",
  end_time: "end",
};

/** Why a pasted table or a line of it is not taken. */
export const sheetTexts = {
  fields: FIELDS,
  /** Stands in a cell for a setting that is to be taken away. */
  none: "none",
  noIdColumn: "The first row has to name the columns, and one of them has to be “id”.",
  noFields:
    "No column here can be changed. Name them name, status, daily_budget, lifetime_budget, bid_amount, start_time or end_time.",
  twice: "Two columns mean the same setting.",
  tooMany: "At most 20,000 lines at once.",
  tooWide: "It has more cells than the first row: a tab or a line end in a text is not in quotes.",
  noId: "The id is missing.",
  roundedId:
    "The spreadsheet rounded this id. Keep the column as text, or copy the rows from here once more.",
  accountId: "An account itself is not changed here.",
  badId: (text: string) => `“${text}” is no id.`,
  unknownId: (id: string) => `${id} is not in this workspace.`,
  again: (line: number) => `This id is in line ${line} already.`,
  badStatus: (text: string) => `“${text}” is no status: write ACTIVE, PAUSED or ARCHIVED.`,
  badTime: (field: SheetField, text: string) =>
    `“${text}” is no ${FIELDS[field]}: write it like 2026-12-24 23:59.`,
  badAmount: (field: SheetField, text: string, why: string) => `“${text}” is no ${FIELDS[field]}: ${why}`,
} as const;
