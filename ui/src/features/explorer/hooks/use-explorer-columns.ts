import { useMemo, useRef } from "react";
import { useSettings } from "@/api/settings";
import type { ExplorerColumn, ExplorerRow, ObjectLevel } from "@/platform";
import type { OwnFigure } from "@/view/view-analysis";
import type { ExplorerRows, RowsRequest } from "../api/rows";
import { noteWidths } from "../editing/notes";
import type { Notes } from "../editing/use-notes";
import type { CellStyle } from "../model/cells";
import { contentWidths, drawnWidths, fittingColumns, type Widths, wider } from "../model/column-widths";
import { COLUMNS, type ColumnKey, type ColumnSpec, ownColumns, shownColumns } from "../model/columns";
import { useColumnWidths } from "./use-column-widths";

/** Room left for the scroll bar, in pixels. */
const SCROLL_BAR = 12;

interface ColumnsInput {
  rows: ExplorerRows;
  cellStyle: CellStyle;
  /** Width of the table in pixels; 0 before it is known. */
  room: number;
  comparing: boolean;
  sorted: ColumnKey;
  /** Columns of the view; `null` are those of the settings. */
  ofView: readonly ExplorerColumn[] | null;
  /** Figures of the person's own, after all others. */
  own: readonly OwnFigure[];
  /** Level of all rows in a flat list. */
  flat: ObjectLevel | null;
  /** Whether names are followed by what they are in. */
  withPath: boolean;
  notes: Notes;
}

/** What keeps its figures: sorting, filtering or opening rows of it must not make columns narrower. */
const sameFigures = (request: RowsRequest | null): string =>
  JSON.stringify(
    request && [request.accountIds, request.range, request.compare, request.flat, request.formulas],
  );

interface Grown {
  of: string;
  style: CellStyle;
  widths: Widths;
  /** Windows of rows that have been looked at: each is looked at once, however often one scrolls by. */
  seen: WeakSet<readonly ExplorerRow[]>;
}

const NOTHING_SEEN: Widths = {};

/** What the figures need that were seen so far. Stays the same object while they need no more. */
function useContentWidths(rows: ExplorerRows, cellStyle: CellStyle, own: readonly ColumnSpec[]): Widths {
  const grown = useRef<Grown | null>(null);
  return useMemo(() => {
    const of = sameFigures(rows.request);
    const before = grown.current;
    const goesOn = before !== null && before.of === of && before.style === cellStyle;
    const seen = goesOn ? before.seen : new WeakSet<readonly ExplorerRow[]>();
    const all = [...COLUMNS, ...own];
    let widths = before?.of === of ? before.widths : NOTHING_SEEN;
    for (const window of rows.windows.values()) {
      if (!seen.has(window)) widths = wider(widths, contentWidths(all, window, [], cellStyle));
      seen.add(window);
    }
    widths = wider(widths, contentWidths(all, [], rows.head?.totals ?? [], cellStyle));
    grown.current = { of, style: cellStyle, widths, seen };
    return widths;
  }, [rows, cellStyle, own]);
}

/** The same list for as long as it has the same columns: all rows are drawn anew when it changes. */
function useStableColumns(next: readonly ColumnSpec[]): readonly ColumnSpec[] {
  const kept = useRef(next);
  const same = kept.current.length === next.length && kept.current.every((spec, at) => spec === next[at]);
  if (!same) kept.current = next;
  return kept.current;
}

/** The columns of the table: those of the settings, or the standard ones as far as there is room for them. */
export function useExplorerColumns(input: ColumnsInput) {
  const { rows, cellStyle, room, comparing, sorted, flat, withPath, notes } = input;
  const settings = useSettings()?.explorerColumns;
  const kept = input.ofView ?? settings;
  const checks = rows.head?.formulas;
  const own = useStableColumns(useMemo(() => ownColumns(input.own, checks ?? []), [input.own, checks]));
  const { widths: set, setWidth, resetWidths } = useColumnWidths();
  const figures = useContentWidths(rows, cellStyle, own);
  const content = useMemo(() => wider(figures, noteWidths(notes.values())), [figures, notes]);
  const { columns, widths, folded } = useMemo(() => {
    const rules = { set, content, comparing };
    const chosen = [...shownColumns(kept ?? [], flat, withPath), ...own];
    // Columns a person chose are not folded; the table scrolls sideways instead.
    const folds = room > 0 && (kept ?? []).length === 0;
    const fitting = folds ? fittingColumns(chosen, room - SCROLL_BAR, rules, sorted) : chosen;
    return {
      columns: fitting,
      widths: drawnWidths(fitting, room - SCROLL_BAR, rules),
      folded: chosen.filter((spec) => !fitting.includes(spec)).map((spec) => spec.key),
    };
  }, [kept, own, room, set, content, comparing, sorted, flat, withPath]);
  return { kept: kept ?? [], own, columns: useStableColumns(columns), widths, folded, setWidth, resetWidths };
}
