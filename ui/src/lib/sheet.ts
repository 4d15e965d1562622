// Rows and cells as spreadsheets put them on the clipboard: tabs between cells, line ends between rows, quotes around
// cells that hold any of these.

const QUOTE = '"';

/** What a spreadsheet would take for a formula when it is pasted: by its first character, whatever blanks precede it. */
const FORMULA = /^'*[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠−]/u;

/** The text with an apostrophe in front where it would be a formula: spreadsheets take the cell for plain text then. */
export function asPlainText(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}

/** Takes back what `asPlainText` did, whether or not the spreadsheet kept the apostrophe to itself. */
export function fromPlainText(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell;
}

const writeCell = (cell: string): string =>
  /["\t\r\n]/.test(cell) ? QUOTE + cell.replaceAll(QUOTE, '""') + QUOTE : cell;

/** A table as tab-separated text. `parseSheet` reads the same cells back. */
export function writeSheet(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => row.map(writeCell).join("\t")).join("\r\n");
}

/** A row with the line it begins on, from 1. */
export interface SheetRow {
  line: number;
  cells: string[];
}

/** The end of a cell in quotes, after its closing quote; -1 where the quotes are part of the text after all. */
function quotedEnd(text: string, start: number): number {
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf(QUOTE, at);
    if (quote < 0) return -1;
    if (text[quote + 1] === QUOTE) {
      at = quote + 2;
      continue;
    }
    const after = text[quote + 1];
    return after === undefined || after === "\t" || after === "\n" || after === "\r" ? quote + 1 : -1;
  }
}

function plainEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && text[at] !== "\t" && text[at] !== "\n" && text[at] !== "\r") at += 1;
  return at;
}

/** Rows and cells of pasted text. Rows without any text are left out; lines are counted as a text editor does. */
export function parseSheet(text: string): SheetRow[] {
  const rows: SheetRow[] = [];
  let [at, line] = [text.startsWith("\ufeff") ? 1 : 0, 1];
  let row: SheetRow = { line, cells: [] };
  const endRow = (): void => {
    if (row.cells.some((cell) => cell.trim() !== "")) rows.push(row);
    row = { line, cells: [] };
  };
  for (;;) {
    const quoted = text[at] === QUOTE ? quotedEnd(text, at) : -1;
    const end = quoted < 0 ? plainEnd(text, at) : quoted;
    const raw = text.slice(at, end);
    row.cells.push(quoted < 0 ? raw : raw.slice(1, -1).replaceAll('""', QUOTE));
    if (quoted >= 0) line += raw.match(/\r\n|\r|\n/g)?.length ?? 0;
    at = end;
    if (text[at] === "\t") at += 1;
    else if (at < text.length) {
      at += text.startsWith("\r\n", at) ? 2 : 1;
      line += 1;
      endRow();
      if (at >= text.length) return rows;
    } else {
      endRow();
      return rows;
    }
  }
}
