import { diffWords, isDone, outcomeWords } from "@/components/changes/words";
import { formatMoneyDigits } from "@/lib/money";
import type { ChangeRow, ExplorerColumn, FieldDiff, PreviewRow } from "@/platform";
import { COLUMN_OF } from "./editable";
import { editTexts } from "./texts";

/** Something a cell says about a change of it. */
export interface RowNote {
  column: ExplorerColumn;
  tone: "draft" | "busy" | "done" | "failed";
  /** What the setting becomes, short, for the cell; `null` where the cell shows another setting. */
  after: string | null;
  /** All of it, for the tooltip and for screen readers. */
  title: string;
}

const COLUMNS: Readonly<Record<string, ExplorerColumn>> = {
  name: "name",
  status: COLUMN_OF.status,
  daily_budget: COLUMN_OF.budget,
  lifetime_budget: COLUMN_OF.budget,
};

/** The column that shows a setting; what has none is noted at the name. */
export const columnOfSetting = (field: string): ExplorerColumn => COLUMNS[field] ?? "name";

const sentence = (diff: FieldDiff, currency: string, timeZone: string | undefined): string => {
  const { before, after } = diffWords(diff, { currency, timeZone });
  return `${diff.label} ${before} → ${after}`;
};

/** What the cells of a row say about a draft of it. */
export function draftNotes(row: PreviewRow, timeZone: string | undefined): RowNote[] {
  return row.fields.map((diff) => ({
    column: columnOfSetting(diff.field),
    tone: "draft" as const,
    after:
      COLUMNS[diff.field] === undefined
        ? null
        : diff.afterMinor !== null
          ? formatMoneyDigits(diff.afterMinor, row.currency)
          : diffWords(diff, { currency: row.currency, timeZone }).after,
    title: editTexts.marks.draft(sentence(diff, row.currency, timeZone)),
  }));
}

/** What the cells of a row say while it is sent and once it was read back. */
export function sentNotes(row: ChangeRow, ended: boolean): RowNote[] {
  const done = isDone(row.outcome);
  // A row that is still planned at the end of its act is read again just now.
  const isOver = ended && row.outcome !== "planned";
  const tone = done ? "done" : isOver ? "failed" : "busy";
  const title = isOver || done ? outcomeWords(row) : editTexts.marks.busy;
  const columns = new Set(row.fields.map(({ field }) => columnOfSetting(field)));
  return [...columns].map((column) => ({ column, tone, after: null, title }));
}
