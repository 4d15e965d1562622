import { diffWords, isDone, outcomeWords } from "@/components/changes/words";
import { formatMoney, formatMoneyDigits } from "@/lib/money";
import type { ChangeRow, ExplorerColumn, FieldDiff, PreviewRow } from "@/platform";
import { CELL_PADDING, textWidth, type Widths } from "../model/column-widths";
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
  /** Room the cell needs with it, in pixels, without padding: no figure is cut for a mark. */
  room: number;
}

const MARK_ROOM = 18;
const ARROW_ROOM = 24;
const DOT_ROOM = 15;

/** Room of what stands in a cell beside its mark. */
function valueRoom({ field, before, beforeMinor, after, afterMinor }: FieldDiff, currency: string): number[] {
  if (field === "name") return [0, 0];
  const dot = field === "status" ? DOT_ROOM : 0;
  const room = (text: string | null, minor: number | null): number =>
    dot + textWidth(minor === null ? (text ?? "") : formatMoney(minor, currency));
  return [room(before, beforeMinor), room(after, afterMinor)];
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
    room: valueRoom(diff, row.currency).reduce((sum, room) => sum + room, ARROW_ROOM + MARK_ROOM),
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
  const columns = new Map(row.fields.map((diff) => [columnOfSetting(diff.field), diff]));
  return [...columns].map(([column, diff]) => {
    const room = Math.max(...valueRoom(diff, row.currency)) + MARK_ROOM;
    return { column, tone, after: null, title, room };
  });
}

/** Widths that columns need for their notes. Names need none: they take what is left. */
export function noteWidths(notes: Iterable<readonly RowNote[]>): Widths {
  const widths: Partial<Record<ExplorerColumn, number>> = {};
  for (const { column, room } of [...notes].flat()) {
    if (column !== "name") widths[column] = Math.max(widths[column] ?? 0, Math.ceil(room + CELL_PADDING));
  }
  return widths;
}
