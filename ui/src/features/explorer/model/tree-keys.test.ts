import { describe, expect, test } from "vitest";
import type { ExplorerRow } from "@/platform";
import { type TreeKey, type TreePlace, treeAct } from "./tree-keys";

type Sketch = [id: string, parent: string | null, children: number, expanded?: boolean];

const SKETCH: Sketch[] = [
  ["act_1", null, 2, true],
  ["c1", "act_1", 1, true],
  ["s1", "c1", 3],
  ["c2", "act_1", 1],
];

function place(index: number, patch: Partial<TreePlace> = {}): TreePlace {
  const rows = SKETCH.map(
    ([id, parentId, childCount, expanded = false]) => ({ id, parentId, childCount, expanded }) as ExplorerRow,
  );
  return {
    index,
    column: 0,
    columnKey: "name",
    total: rows.length,
    page: 3,
    tree: true,
    letters: true,
    rowAt: (at) => rows[at],
    ...patch,
  };
}

function key(text: string): TreeKey {
  const parts = text.split("+");
  return {
    key: parts.at(-1) ?? "",
    shiftKey: parts.includes("Shift"),
    ctrlKey: parts.includes("Ctrl"),
    metaKey: false,
    altKey: parts.includes("Alt"),
  };
}

describe("keys of the tree", () => {
  test.each([
    ["ArrowDown", 0, { kind: "move", to: 1, extend: false }],
    ["Shift+ArrowDown", 1, { kind: "move", to: 2, extend: true }],
    ["ArrowUp", 0, { kind: "move", to: 0, extend: false }],
    ["j", 0, { kind: "move", to: 1, extend: false }],
    ["k", 3, { kind: "move", to: 2, extend: false }],
    ["Home", 3, { kind: "move", to: 0, extend: false }],
    ["End", 0, { kind: "move", to: 3, extend: false }],
    ["PageDown", 0, { kind: "move", to: 3, extend: false }],
    ["PageDown", 2, { kind: "move", to: 3, extend: false }],
    ["PageUp", 3, { kind: "move", to: 0, extend: false }],
    ["ArrowRight", 2, { kind: "open", id: "s1" }],
    ["ArrowRight", 1, { kind: "column", by: 1 }],
    ["Shift+ArrowRight", 0, { kind: "open_branch", index: 0 }],
    ["ArrowLeft", 1, { kind: "fold", id: "c1" }],
    ["ArrowLeft", 2, { kind: "move", to: 1, extend: false }],
    ["ArrowLeft", 3, { kind: "move", to: 0, extend: false }],
    ["Shift+ArrowLeft", 0, { kind: "fold_branch", index: 0 }],
    ["x", 1, { kind: "select", index: 1 }],
    ["Ctrl+a", 1, { kind: "select_all" }],
    ["Enter", 1, { kind: "details" }],
    [" ", 1, { kind: "peek" }],
    ["s", 1, { kind: "sort" }],
    ["f", 1, { kind: "filter" }],
    ["/", 1, { kind: "find" }],
    ["Alt+ArrowDown", 1, null],
    ["Ctrl+x", 1, null],
    ["q", 1, null],
  ] as const)("%s on row %d", (text, index, expected) => {
    expect(treeAct(key(text), place(index))).toEqual(expected);
  });

  test("left in a column goes back to the name before it folds", () => {
    expect(treeAct(key("ArrowLeft"), place(1, { column: 2 }))).toEqual({ kind: "column", by: -1 });
  });

  test("nothing opens in a flat list", () => {
    expect(treeAct(key("ArrowRight"), place(2, { tree: false }))).toEqual({ kind: "column", by: 1 });
    expect(treeAct(key("ArrowLeft"), place(1, { tree: false }))).toBeNull();
  });

  test("letters can be switched off, arrows cannot", () => {
    expect(treeAct(key("j"), place(0, { letters: false, column: 1, columnKey: "delivery" }))).toBeNull();
    expect(treeAct(key("ArrowDown"), place(0, { letters: false }))).not.toBeNull();
  });

  test("an empty table moves nowhere", () => {
    const empty = place(-1, { total: 0, rowAt: () => undefined });
    for (const text of ["ArrowDown", "End", "x", "ArrowRight", "ArrowLeft"])
      expect(treeAct(key(text), empty)).toBeNull();
  });
});

describe("editing", () => {
  const budget = { column: 2, columnKey: "budget" } as const;

  test.each([
    ["p", { kind: "edit", field: "status" }],
    ["b", { kind: "edit", field: "budget" }],
    ["F2", { kind: "edit_cell" }],
    ["ContextMenu", { kind: "menu" }],
  ] as const)("%s begins it", (text, expected) => {
    expect(treeAct(key(text), place(1))).toEqual(expected);
  });

  test("Shift gives the letters their second field", () => {
    expect(treeAct(key("Shift+B"), place(1))).toEqual({ kind: "edit", field: "bid" });
    expect(treeAct(key("Shift+E"), place(1))).toEqual({ kind: "edit", field: "schedule" });
    expect(treeAct(key("e"), place(1))).toBeNull();
  });

  test("a digit on a budget is the first of the new one, and nothing elsewhere", () => {
    expect(treeAct(key("4"), place(1, budget))).toEqual({ kind: "edit_cell", typed: "4" });
    expect(treeAct(key("٤"), place(1, budget))).toEqual({ kind: "edit_cell", typed: "٤" });
    expect(treeAct(key("4"), place(1))).toBeNull();
    expect(treeAct(key("4"), place(1, { column: 3, columnKey: "spend" }))).toBeNull();
  });

  test("typing on a name renames it only where letters are no keys", () => {
    expect(treeAct(key("j"), place(0, { letters: false }))).toEqual({ kind: "edit_cell", typed: "j" });
    expect(treeAct(key("j"), place(0))).toMatchObject({ kind: "move" });
    expect(treeAct(key("Shift"), place(0, { letters: false }))).toBeNull();
  });
});
