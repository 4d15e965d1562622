import type { ExplorerRow } from "@/platform";
import type { ColumnKey } from "./columns";

/** A setting that is edited in the table. */
export type EditField = "status" | "budget" | "bid" | "name" | "schedule";

/** Keys of the settings that have one of their own; F2 edits what the focused cell shows, or the name. */
export const EDIT_KEYS: readonly { keys: string; field: EditField }[] = [
  { keys: "P", field: "status" },
  { keys: "B", field: "budget" },
  { keys: "Shift+B", field: "bid" },
  { keys: "Shift+E", field: "schedule" },
];

/** What the person asked for with a key. The page carries it out; nothing here touches the page. */
export type TreeAct =
  | { kind: "move"; to: number; extend: boolean }
  | { kind: "column"; by: 1 | -1 }
  | { kind: "open"; id: string }
  | { kind: "fold"; id: string }
  | { kind: "open_branch"; index: number }
  | { kind: "fold_branch"; index: number }
  | { kind: "select"; index: number }
  | { kind: "select_all" }
  | { kind: "peek" }
  | { kind: "details" }
  | { kind: "sort"; change?: boolean }
  | { kind: "find" }
  | { kind: "filter" }
  /** Edits a setting of the focused row; what was typed already is where the field begins. */
  | { kind: "edit"; field: EditField; typed?: string }
  /** Edits what the focused cell shows. */
  | { kind: "edit_cell"; typed?: string }
  /** Opens the menu of the focused row. */
  | { kind: "menu" };

/** Where the person is in the table. */
export interface TreePlace {
  /** Focused row. */
  index: number;
  /** Focused column; 0 is the name, where the tree opens and folds. */
  column: number;
  /** What the focused column shows. */
  columnKey: ColumnKey;
  /** Rows in all. */
  total: number;
  /** Rows that fit on the screen. */
  page: number;
  /** Whether the tree is shown, and not a flat list. */
  tree: boolean;
  /** Whether single letters act. */
  letters: boolean;
  /** The row at a position, where it has arrived. */
  rowAt: (index: number) => ExplorerRow | undefined;
}

/** The part of a keyboard event that matters. */
export interface TreeKey {
  key: string;
  shiftKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
}

function moveTo(place: TreePlace, to: number, extend: boolean): TreeAct | null {
  if (place.total === 0) return null;
  return { kind: "move", to: Math.max(0, Math.min(place.total - 1, to)), extend };
}

/** Position of the row's parent: the nearest row above that is less deep. */
export function parentIndex(place: Pick<TreePlace, "rowAt">, index: number): number {
  const row = place.rowAt(index);
  if (!row || row.parentId === null) return -1;
  for (let above = index - 1; above >= 0; above -= 1) {
    const candidate = place.rowAt(above);
    if (!candidate) return -1;
    if (candidate.id === row.parentId) return above;
  }
  return -1;
}

function right(place: TreePlace, branch: boolean): TreeAct | null {
  const row = place.rowAt(place.index);
  if (!row) return null;
  const opens = place.tree && row.childCount > 0;
  if (branch) return opens ? { kind: "open_branch", index: place.index } : null;
  if (place.column === 0 && opens && !row.expanded) return { kind: "open", id: row.id };
  return { kind: "column", by: 1 };
}

function left(place: TreePlace, branch: boolean): TreeAct | null {
  if (place.column > 0 && !branch) return { kind: "column", by: -1 };
  const row = place.rowAt(place.index);
  if (!row || !place.tree) return null;
  if (row.expanded)
    return branch ? { kind: "fold_branch", index: place.index } : { kind: "fold", id: row.id };
  const parent = parentIndex(place, place.index);
  return parent < 0 ? null : { kind: "move", to: parent, extend: false };
}

function withoutModifier(event: TreeKey, place: TreePlace): TreeAct | null {
  switch (event.key) {
    case "ArrowDown":
      return moveTo(place, place.index + 1, event.shiftKey);
    case "ArrowUp":
      return moveTo(place, place.index - 1, event.shiftKey);
    case "ArrowRight":
      return right(place, event.shiftKey);
    case "ArrowLeft":
      return left(place, event.shiftKey);
    case "Home":
      return moveTo(place, 0, event.shiftKey);
    case "End":
      return moveTo(place, place.total - 1, event.shiftKey);
    case "PageDown":
      return moveTo(place, place.index + place.page, event.shiftKey);
    case "PageUp":
      return moveTo(place, place.index - place.page, event.shiftKey);
    case "Enter":
      return { kind: "details" };
    case " ":
      return { kind: "peek" };
    case "F2":
      return event.shiftKey ? null : { kind: "edit_cell" };
    case "ContextMenu":
      return { kind: "menu" };
    case "F10":
      return event.shiftKey ? { kind: "menu" } : null;
    default:
      return typed(event, place) ?? (place.letters ? letter(event, place) : null);
  }
}

/** Typing on a cell begins to edit it: digits on a budget; on a name only where letters are no keys. */
function typed({ key }: TreeKey, place: TreePlace): TreeAct | null {
  if (place.column > 0 && place.columnKey === "budget" && /^[\p{Nd}.,]$/u.test(key)) {
    return { kind: "edit_cell", typed: key };
  }
  const isText = [...key].length === 1 && key !== "/";
  return place.column === 0 && !place.letters && isText ? { kind: "edit_cell", typed: key } : null;
}

function letter(event: TreeKey, place: TreePlace): TreeAct | null {
  switch (event.key.toLowerCase()) {
    case "j":
      return moveTo(place, place.index + 1, event.shiftKey);
    case "k":
      return moveTo(place, place.index - 1, event.shiftKey);
    case "x":
      return place.total > 0 ? { kind: "select", index: place.index } : null;
    case "s":
      return { kind: "sort" };
    case "f":
      return { kind: "filter" };
    case "/":
      return { kind: "find" };
    case "p":
      return { kind: "edit", field: "status" };
    case "b":
      return { kind: "edit", field: event.shiftKey ? "bid" : "budget" };
    case "e":
      return event.shiftKey ? { kind: "edit", field: "schedule" } : null;
    default:
      return null;
  }
}

/** What a key means in the table; `null` where it means nothing here and goes on to the window. */
export function treeAct(event: TreeKey, place: TreePlace): TreeAct | null {
  if (event.altKey) return null;
  if (event.ctrlKey || event.metaKey) {
    return event.key.toLowerCase() === "a" && !event.shiftKey ? { kind: "select_all" } : null;
  }
  return withoutModifier(event, place);
}
