import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useMemo } from "react";
import { keys } from "@/api/keys";
import { usePlatform } from "@/api/platform-context";
import { type Account, type IpcError, toIpcError } from "@/platform";
import { readSheet, type SheetEdits, type SheetReading, sheetEdits } from "@/view/settings-sheet/read";

/** A pasted table and what it comes to. */
export interface SheetState {
  reading: SheetReading;
  /** `null` while the objects are being looked up. */
  edits: SheetEdits | null;
  error: IpcError | null;
}

/** Reads a pasted table and looks up what its objects are set to now. */
export function useSheet(text: string, accounts: readonly Account[]): SheetState {
  const platform = usePlatform();
  // A long table is read beside the typing, not before it.
  const deferred = useDeferredValue(text);
  const reading = useMemo(() => readSheet(deferred), [deferred]);
  const ids = useMemo(() => reading.lines.map(({ id }) => id), [reading]);
  const { data, error } = useQuery({
    queryKey: keys.settingsTable(ids),
    queryFn: () => platform.listSettings({ selection: null, ids }),
    enabled: ids.length > 0,
    staleTime: 0,
    gcTime: 0,
  });
  const settings = ids.length === 0 ? NONE : data;
  const edits = useMemo(
    () => (settings === undefined ? null : sheetEdits(reading, settings, accounts)),
    [reading, settings, accounts],
  );
  return { reading, edits, error: error === null ? null : toIpcError(error) };
}

const NONE: [] = [];
