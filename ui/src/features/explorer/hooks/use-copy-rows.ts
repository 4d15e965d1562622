import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { usePlatform } from "@/api/platform-context";
import { formatCount } from "@/lib/numbers";
import { fetchRows } from "../api/bulk";
import type { RowsRequest } from "../api/rows";
import { tableText } from "../model/cells";
import type { ColumnSpec } from "../model/columns";
import { countOf, isSelected, type Selection } from "../model/selection";
import { explorerTexts as texts } from "../texts";

/** Milliseconds a result of copying stays in sight. */
const SHOWN = 4_000;

/** Copies chosen rows as a table for a spreadsheet, in the order and with the columns of the screen. */
export function useCopyRows(request: RowsRequest, total: number, columns: readonly ColumnSpec[]) {
  const client = useQueryClient();
  const platform = usePlatform();
  const [result, setResult] = useState<string | null>(null);
  useEffect(() => {
    if (result === null) return;
    const timer = setTimeout(() => setResult(null), SHOWN);
    return () => clearTimeout(timer);
  }, [result]);

  const copy = async (selection: Selection): Promise<void> => {
    try {
      const rows = await fetchRows(client, platform, request, 0, Math.max(0, total - 1));
      const chosen = rows.filter((row) => isSelected(selection, row.id));
      await navigator.clipboard.writeText(tableText(columns, chosen));
      const hidden = countOf(selection, rows.length) - chosen.length;
      const rest = hidden > 0 ? texts.copy.hidden(hidden) : "";
      setResult(`Copied ${formatCount(chosen.length)} ${chosen.length === 1 ? "row" : "rows"}${rest}`);
    } catch {
      setResult(texts.copy.rowsRefused);
    }
  };
  return { copy, result };
}
