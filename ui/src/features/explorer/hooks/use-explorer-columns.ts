import { useMemo } from "react";
import { useSettings } from "@/api/settings";
import type { ExplorerColumn } from "@/platform";
import { fittingColumns, shownColumns } from "../model/columns";
import { useColumnWidths } from "./use-column-widths";

/** Room left for the scroll bar, in pixels. */
const SCROLL_BAR = 12;

/** The columns of the table: those of the settings, or the standard ones as far as there is room for them. */
export function useExplorerColumns(room: number, comparing: boolean, sorted: ExplorerColumn) {
  const kept = useSettings()?.explorerColumns;
  const { widths, setWidth, resetWidths } = useColumnWidths();
  const columns = useMemo(() => {
    const chosen = shownColumns(kept ?? []);
    const folds = room > 0 && (kept ?? []).length === 0;
    return folds ? fittingColumns(chosen, room - SCROLL_BAR, widths, comparing, sorted) : chosen;
  }, [kept, room, widths, comparing, sorted]);
  return { kept: kept ?? [], columns, widths, setWidth, resetWidths };
}
