import { useSyncExternalStore } from "react";
import { useHotkeys } from "@/lib/use-hotkeys";
import { editTexts } from "../editing/texts";
import { EDIT_KEYS, type TreeAct } from "../model/tree-keys";
import { explorerTexts as texts } from "../texts";

interface ExplorerKeysInput {
  index: number;
  hasSelection: boolean;
  hasDrawer: boolean;
  hasFilters: boolean;
  act: (act: TreeAct) => void;
  copy: () => void;
  clearSelection: () => void;
  closeDrawer: () => void;
  clearFilters: () => void;
}

const GROUP = texts.keys.group;

/** Keys that work wherever the keyboard is in this view; the table has the arrows besides. */
export function useExplorerKeys(input: ExplorerKeysInput): void {
  const { index, act } = input;
  const marked = useMarkedText();
  useHotkeys([
    {
      keys: "J",
      label: texts.keys.next,
      group: GROUP,
      run: () => act({ kind: "move", to: index + 1, extend: false }),
    },
    {
      keys: "K",
      label: texts.keys.previous,
      group: GROUP,
      run: () => act({ kind: "move", to: index - 1, extend: false }),
    },
    { keys: "X", label: texts.keys.select, group: GROUP, run: () => act({ kind: "select", index }) },
    { keys: "/", label: texts.find, group: GROUP, run: () => act({ kind: "find" }) },
    { keys: "F", label: "Filter", group: GROUP, run: () => act({ kind: "filter" }) },
    { keys: "S", label: texts.keys.sort, group: GROUP, run: () => act({ kind: "sort" }) },
    {
      keys: "Shift+S",
      label: texts.keys.sortByChange,
      group: GROUP,
      run: () => act({ kind: "sort", change: true }),
    },
    ...EDIT_KEYS.map(({ keys, field }) => ({
      keys,
      label: editTexts.keys[field],
      group: GROUP,
      run: () => act({ kind: "edit", field }),
    })),
    { keys: "F2", label: editTexts.keys.cell, group: GROUP, run: () => act({ kind: "edit_cell" }) },
  ]);
  useHotkeys(
    [{ keys: "Ctrl+C", label: texts.keys.copy, group: GROUP, run: input.copy }],
    input.hasSelection && !marked,
  );
  // Close, clear, back: in this order.
  const leave = input.hasDrawer
    ? input.closeDrawer
    : input.hasSelection
      ? input.clearSelection
      : input.hasFilters
        ? input.clearFilters
        : null;
  useHotkeys(
    [{ keys: "Escape", label: "Close, clear, back", group: GROUP, run: () => leave?.() }],
    leave !== null,
  );
}

/** Whether a person has marked text, which is then copied as text. */
function useMarkedText(): boolean {
  return useSyncExternalStore(watchSelection, () => (document.getSelection()?.toString() ?? "") !== "");
}

function watchSelection(changed: () => void): () => void {
  document.addEventListener("selectionchange", changed);
  return () => document.removeEventListener("selectionchange", changed);
}
