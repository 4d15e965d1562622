import { useMemo, useRef } from "react";
import { useSettings } from "@/api/settings";
import type { ExplorerColumn, ObjectLevel } from "@/platform";
import type { ExplorerRows, RowsRequest } from "../api/rows";
import type { CellStyle } from "../model/cells";
import { contentWidths, drawnWidths, fittingColumns, type Widths, wider } from "../model/column-widths";
import { COLUMNS, shownColumns } from "../model/columns";
import { useColumnWidths } from "./use-column-widths";

/** Room left for the scroll bar, in pixels. */
const SCROLL_BAR = 12;

interface ColumnsInput {
  rows: ExplorerRows;
  cellStyle: CellStyle;
  /** Width of the table in pixels; 0 before it is known. */
  room: number;
  comparing: boolean;
  sorted: ExplorerColumn;
  /** Level of all rows in a flat list. */
  flat: ObjectLevel | null;
}

/** What keeps its figures: sorting, filtering or opening rows of it must not make columns narrower. */
const sameFigures = (request: RowsRequest | null): string =>
  JSON.stringify(request && [request.accountIds, request.range, request.compare, request.flat]);

/** What the figures need that were seen so far. */
function useContentWidths(rows: ExplorerRows, cellStyle: CellStyle): Widths {
  const grown = useRef<{ of: string; widths: Widths }>({ of: "", widths: {} });
  return useMemo(() => {
    const of = sameFigures(rows.request);
    const present = [...rows.windows.values()].flat();
    const needed = contentWidths(COLUMNS, present, rows.head?.totals ?? [], cellStyle);
    const before = grown.current.of === of ? grown.current.widths : {};
    grown.current = { of, widths: wider(before, needed) };
    return grown.current.widths;
  }, [rows, cellStyle]);
}

/** The columns of the table: those of the settings, or the standard ones as far as there is room for them. */
export function useExplorerColumns({ rows, cellStyle, room, comparing, sorted, flat }: ColumnsInput) {
  const kept = useSettings()?.explorerColumns;
  const { widths: set, setWidth, resetWidths } = useColumnWidths();
  const content = useContentWidths(rows, cellStyle);
  const { columns, widths, folded } = useMemo(() => {
    const rules = { set, content, comparing };
    const chosen = shownColumns(kept ?? [], flat);
    // Columns a person chose are not folded; the table scrolls sideways instead.
    const folds = room > 0 && (kept ?? []).length === 0;
    const fitting = folds ? fittingColumns(chosen, room - SCROLL_BAR, rules, sorted) : chosen;
    return {
      columns: fitting,
      widths: drawnWidths(fitting, room - SCROLL_BAR, rules),
      folded: chosen.filter((spec) => !fitting.includes(spec)).map((spec) => spec.key),
    };
  }, [kept, room, set, content, comparing, sorted, flat]);
  return { kept: kept ?? [], columns, widths, folded, setWidth, resetWidths };
}
