import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { usePlatform } from "@/api/platform-context";
import { formatCount } from "@/lib/numbers";
import { type Slot, useKept } from "@/view/kept";
import { fetchRows } from "../api/bulk";
import type { ExplorerRows, RowsRequest } from "../api/rows";
import { indexOfRow } from "../model/row-windows";
import {
  beginning,
  chosenOf,
  isSelected,
  kept,
  listOf,
  MOST_IN_RANGE,
  NO_SELECTION,
  type Selection,
  toggled,
  wholeList,
  withoutStart,
  withRange,
} from "../model/selection";
import { explorerTexts as texts } from "../texts";

/** What is chosen in the table, and the ways to change it. */
export interface SelectionHandle {
  selection: Selection;
  isSelected: (id: string) => boolean;
  /** Chooses the row, or lets go of it. */
  toggle: (index: number) => void;
  /** Chooses the rows from where the range began, or from `from` where none has, to this one. */
  extend: (from: number, to: number) => void;
  /** All of a flat list as a question; all rows of the tree one by one, as far as they are unfolded. */
  selectAll: () => void;
  /** The next range begins where the keyboard is then. */
  release: () => void;
  clear: () => void;
  /** Why the last range was not chosen, where it was not. */
  refusal: string | null;
}

/** What is chosen stays while the rows are changed in a view of their own. */
const SELECTION: Slot<Selection> = { name: "explorer.selection", initial: NO_SELECTION };

const TOO_LONG = texts.selection.tooLong(formatCount(MOST_IN_RANGE));

/** The rows a person has chosen. They stay chosen while the table is scrolled and sorted. */
export function useSelection(request: RowsRequest, rows: ExplorerRows): SelectionHandle {
  const client = useQueryClient();
  const platform = usePlatform();
  const [stored, setSelection] = useKept(SELECTION);
  const [refusal, setRefusal] = useState<string | null>(null);
  /** The last range asked for; an older one that arrives later is dropped. */
  const latest = useRef(0);
  // What was chosen ends with the list it was chosen in, at once: no frame may show it as chosen in another one.
  const selection = kept(stored, request);
  if (selection !== stored) setSelection(selection);

  const placeOf = (id: string, index: number): number => {
    const there = rows.rowAt(index)?.id === id ? index : indexOfRow(rows.windows, id);
    return there >= 0 ? there : index;
  };
  const withRows = async (
    first: number,
    last: number,
    change: (now: Selection) => Selection,
  ): Promise<void> => {
    latest.current += 1;
    const mine = latest.current;
    const isTooLong = Math.abs(last - first) >= MOST_IN_RANGE;
    setRefusal(isTooLong ? TOO_LONG : null);
    setSelection(change);
    if (isTooLong) return;
    try {
      const chosen = await fetchRows(client, platform, request, first, last);
      if (mine === latest.current) setSelection((now) => withRange(now, chosen.map(chosenOf)));
    } catch {
      // The same question fails in the table, where it is shown with a way to try again.
    }
  };

  return {
    selection,
    isSelected: (id) => isSelected(selection, id),
    toggle: (index) => {
      const row = rows.rowAt(index);
      if (!row) return;
      latest.current += 1;
      setRefusal(null);
      setSelection((now) => toggled(now, chosenOf(row), index));
    },
    extend: (from, to) => {
      const begins = rows.rowAt(from);
      if (!begins) return;
      const { start } = beginning(selection, begins.id, from);
      const first = start === null ? from : placeOf(start.id, start.index);
      void withRows(first, to, (now) => beginning(now, begins.id, from));
    },
    selectAll: () => {
      const list = listOf(request);
      latest.current += 1;
      setRefusal(null);
      if (list !== null) setSelection(wholeList(list));
      else void withRows(0, Math.max(0, rows.total - 1), withoutStart);
    },
    release: () => setSelection(withoutStart),
    clear: () => {
      latest.current += 1;
      setRefusal(null);
      setSelection(NO_SELECTION);
    },
    refusal,
  };
}
