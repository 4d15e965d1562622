import { parseMoney } from "@/components/money-field/amounts";
import { parseInstant } from "@/lib/instants";
import { fromPlainText, parseSheet, type SheetRow } from "@/lib/sheet";
import { shortened } from "@/lib/text";
import type { Account, FieldValue, ObjectKey, SettingsRow, WantedChange } from "@/platform";
import { columnOf, presentValue, type SheetField, zoneIn } from "./columns";
import { sheetTexts } from "./texts";

/** A line that was not taken, and why. */
export interface SheetProblem {
  line: number;
  why: string;
}

interface SheetLine {
  line: number;
  id: string;
  cells: { field: SheetField; text: string }[];
}

/** A pasted table as far as it can be read without knowing the objects. */
export interface SheetReading {
  /** Why nothing can be made of it at all. */
  refusal: string | null;
  fields: SheetField[];
  /** Headings that are not known, as they stand there. */
  unknown: string[];
  lines: SheetLine[];
  problems: SheetProblem[];
}

/** Most lines at once: as many objects as one act may have. */
export const MOST_LINES = 20_000;

const nothing = (refusal: string | null): SheetReading => ({
  refusal,
  fields: [],
  unknown: [],
  lines: [],
  problems: [],
});

/** An id as people and spreadsheets write it: with `id:` or one of Meta's marks in front, or kept text by an apostrophe. */
function idOf(cell: string): { id: string } | { why: string } {
  const bare = cell
    .trim()
    .replace(/^['’]/, "")
    .replace(/^[a-z]{1,3}:/i, "")
    .trim();
  if (bare === "") return { why: sheetTexts.noId };
  if (/^\d+[.,]\d+e[+]?\d+$/i.test(bare) || /^\d+e[+]?\d+$/i.test(bare)) return { why: sheetTexts.roundedId };
  if (/^act_/i.test(bare)) return { why: sheetTexts.accountId };
  return /^\d{1,25}$/.test(bare) ? { id: bare } : { why: sheetTexts.badId(shortened(bare, 40)) };
}

/** Reads a pasted table: a row of headings, one of them `id`, and a row for each object. */
export function readSheet(text: string): SheetReading {
  if (text.trim() === "") return nothing(null);
  const [head, ...rows] = parseSheet(text);
  const columns = (head?.cells ?? []).map((heading) => ({
    heading: heading.trim(),
    column: columnOf(heading),
  }));
  const idAt = columns.findIndex(({ column }) => column === "id");
  if (idAt < 0) return nothing(sheetTexts.noIdColumn);
  const fields = columns.flatMap(({ column }) =>
    column === null || column === "id" || column === "told" ? [] : [column],
  );
  if (fields.length === 0) return nothing(sheetTexts.noFields);
  if (new Set(fields).size < fields.length) return nothing(sheetTexts.twice);
  if (rows.length > MOST_LINES) return nothing(sheetTexts.tooMany);
  const reading: SheetReading = {
    ...nothing(null),
    fields,
    unknown: columns
      .filter(({ column, heading }) => column === null && heading !== "")
      .map(({ heading }) => heading),
  };
  const firstLines = new Map<string, number>();
  for (const row of rows) {
    const taken = lineOf(row, idAt, columns);
    if ("why" in taken) reading.problems.push({ line: row.line, why: taken.why });
    else {
      const before = firstLines.get(taken.id);
      if (before !== undefined) reading.problems.push({ line: row.line, why: sheetTexts.again(before) });
      else {
        firstLines.set(taken.id, row.line);
        reading.lines.push(taken);
      }
    }
  }
  return reading;
}

type Columns = readonly { column: ReturnType<typeof columnOf> }[];

function lineOf(row: SheetRow, idAt: number, columns: Columns): SheetLine | { why: string } {
  if (row.cells.slice(columns.length).some((cell) => cell.trim() !== "")) return { why: sheetTexts.tooWide };
  const found = idOf(row.cells[idAt] ?? "");
  if ("why" in found) return found;
  const cells = columns.flatMap(({ column }, at) => {
    const text = row.cells[at] ?? "";
    return column === null || column === "id" || column === "told" ? [] : [{ field: column, text }];
  });
  return { line: row.line, id: found.id, cells };
}

/** What a pasted table comes to. */
export interface SheetEdits {
  changes: WantedChange[];
  /** Objects with at least one change. */
  objects: number;
  /** Lines that say what is so already. */
  unchanged: number;
  problems: SheetProblem[];
}

type Cell = { value: FieldValue | null } | { why: string } | "unchanged";

const STATUSES = ["ACTIVE", "PAUSED", "ARCHIVED"];

function cellValue(field: SheetField, text: string, row: SettingsRow, zone: string, locale?: string): Cell {
  const bare = text.trim();
  if (bare === "") return "unchanged";
  if (field === "name") return { value: { kind: "text", value: fromPlainText(text) } };
  if (field === "status") {
    const status = STATUSES.find((known) => known === bare.toUpperCase());
    return status === undefined
      ? { why: sheetTexts.badStatus(shortened(bare, 40)) }
      : { value: { kind: "status", value: status } };
  }
  if (bare.toLowerCase() === sheetTexts.none) return { value: null };
  if (field === "start_time" || field === "end_time") {
    const at = parseInstant(bare, zone);
    if (at.kind === "value") return { value: { kind: "instant", atMs: at.atMs } };
    const isSkipped = at.kind === "refused" && at.reason === "skipped";
    return { why: isSkipped ? at.why : sheetTexts.badTime(field, shortened(bare, 40)) };
  }
  const amount = parseMoney(bare, row.currency, locale === undefined ? {} : { locale });
  if (amount.kind === "value") return { value: { kind: "money", minor: amount.value } };
  return {
    why: amount.kind === "refused" ? sheetTexts.badAmount(field, shortened(bare, 40), amount.why) : "",
  };
}

const same = (a: FieldValue | null, b: FieldValue | null): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * The changes a pasted table asks for: one for each cell that is not as it is now; an empty cell leaves a setting alone,
 * `none` takes it away. A line with anything wrong in it is not taken at all, and named.
 */
export function sheetEdits(
  reading: SheetReading,
  settings: readonly SettingsRow[],
  accounts: readonly Account[],
  options: { locale?: string } = {},
): SheetEdits {
  const rows = new Map(settings.map((row) => [row.id, row]));
  const zoneOf = zoneIn(accounts);
  const problems = [...reading.problems];
  const wanted = new Map<string, WantedChange & { selection: { by: "ids"; objects: ObjectKey[] } }>();
  let [objects, unchanged] = [0, 0];
  for (const { line, id, cells } of reading.lines) {
    const row = rows.get(id);
    if (row === undefined) {
      problems.push({ line, why: sheetTexts.unknownId(id) });
      continue;
    }
    const values = cells.map(({ field, text }) => ({
      field,
      cell: cellValue(field, text, row, zoneOf(row.accountId), options.locale),
    }));
    const why = values.flatMap(({ cell }) => (cell !== "unchanged" && "why" in cell ? [cell.why] : []));
    if (why.length > 0) {
      problems.push({ line, why: why.join(" ") });
      continue;
    }
    const edits = values.flatMap(({ field, cell }) =>
      cell === "unchanged" || "why" in cell || same(cell.value, presentValue(row, field))
        ? []
        : [{ field, value: cell.value }],
    );
    if (edits.length === 0) unchanged += 1;
    else objects += 1;
    for (const edit of edits) {
      const key = JSON.stringify(edit);
      const known = wanted.get(key) ?? {
        selection: { by: "ids" as const, objects: [] },
        edit: { edit: "set" as const, ...edit },
      };
      known.selection.objects.push({ accountId: row.accountId, level: row.level, id });
      wanted.set(key, known);
    }
  }
  problems.sort((a, b) => a.line - b.line);
  return { changes: [...wanted.values()], objects, unchanged, problems };
}
