import { useCallback, useState } from "react";
import { NARROWEST_COLUMN, WIDEST_COLUMN } from "../model/column-widths";
import type { ColumnKey } from "../model/columns";

const STORED = "explorer.widths";

const keep = (widths: Record<string, number>): void => {
  try {
    localStorage.setItem(STORED, JSON.stringify(widths));
  } catch {
    // Widths are a convenience: without storage they last until the window closes.
  }
};

function stored(): Record<string, number> {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(STORED) ?? "{}");
    if (typeof parsed !== "object" || parsed === null) return {};
    const usable = Object.entries(parsed).filter(
      (entry): entry is [string, number] =>
        typeof entry[1] === "number" && entry[1] >= NARROWEST_COLUMN && entry[1] <= WIDEST_COLUMN,
    );
    return Object.fromEntries(usable);
  } catch {
    return {};
  }
}

/** Widths a person gave columns, kept on this computer. `null` puts the standard width back. */
export function useColumnWidths() {
  const [widths, setWidths] = useState(stored);
  const setWidth = useCallback((key: ColumnKey, width: number | null) => {
    setWidths((before) => {
      const { [key]: _, ...rest } = before;
      const next =
        width === null
          ? rest
          : { ...rest, [key]: Math.max(NARROWEST_COLUMN, Math.min(WIDEST_COLUMN, Math.round(width))) };
      keep(next);
      return next;
    });
  }, []);
  const resetWidths = useCallback(() => {
    keep({});
    setWidths({});
  }, []);
  return { widths, setWidth, resetWidths };
}
