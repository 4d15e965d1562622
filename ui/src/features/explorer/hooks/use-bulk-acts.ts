import { useEffect, useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { usePlatform } from "@/api/platform-context";
import { isTextField } from "@/lib/hotkeys";
import { parseSheet } from "@/lib/sheet";
import { useHotkeys } from "@/lib/use-hotkeys";
import { useOpenBulk } from "@/view/bulk-subject";
import { columnOf } from "@/view/settings-sheet/columns";
import { settingsSheet } from "@/view/settings-sheet/write";
import type { RowsRequest } from "../api/rows";
import { bulkSubject, changeSelection } from "../model/bulk";
import { hasSelection, type Selection } from "../model/selection";
import { explorerTexts as texts } from "../texts";

const GROUP = texts.keys.group;
/** Milliseconds a result of copying stays in sight. */
const SHOWN = 4_000;

/** Whether pasted text is a table with ids and something to change. */
function isSettings(text: string): boolean {
  const columns = (parseSheet(text.slice(0, 4_000))[0]?.cells ?? []).map(columnOf);
  return (
    columns.includes("id") &&
    columns.some((column) => column !== null && column !== "id" && column !== "told")
  );
}

/** Changing the chosen rows together, copying their settings for a spreadsheet, and pasting them back. */
export function useBulkActs(selection: Selection, request: RowsRequest, total: number) {
  const open = useOpenBulk();
  const platform = usePlatform();
  const accounts = useWorkspace()?.accounts ?? [];
  const [result, setResult] = useState<string | null>(null);
  const subject = hasSelection(selection) ? bulkSubject(selection, request, total) : null;
  useEffect(() => {
    if (result === null) return;
    const timer = setTimeout(() => setResult(null), SHOWN);
    return () => clearTimeout(timer);
  }, [result]);
  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      const text = event.clipboardData?.getData("text/plain") ?? "";
      if (isTextField(event.target) || !isSettings(text)) return;
      event.preventDefault();
      open({ kind: "sheet", text });
    };
    document.addEventListener("paste", onPaste);
    return () => document.removeEventListener("paste", onPaste);
  });

  const edit = (field?: string): void => {
    if (subject !== null) open(subject.kind === "chosen" && field ? { ...subject, field } : subject);
  };
  const copySettings = async (): Promise<void> => {
    const chosen = changeSelection(selection, request);
    if (chosen === null) return;
    try {
      const rows = await platform.listSettings({ selection: chosen, ids: [] });
      await navigator.clipboard.writeText(settingsSheet(rows, accounts));
      setResult(texts.copy.settings(rows.length));
    } catch {
      setResult(texts.copy.settingsRefused);
    }
  };
  useHotkeys(
    [
      { keys: "E", label: texts.keys.change, group: GROUP, run: () => edit() },
      {
        keys: "Ctrl+Shift+C",
        label: texts.keys.copySettings,
        group: GROUP,
        run: () => void copySettings(),
      },
    ],
    subject !== null,
  );
  return {
    /** `null` where nothing chosen can be changed. */
    edit: subject === null ? null : () => edit(),
    /** Begins with a setting, by Meta's name. */
    editField: subject === null ? null : edit,
    copySettings: () => void copySettings(),
    result,
  };
}
