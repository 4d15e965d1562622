import { useVirtualizer, type VirtualItem } from "@tanstack/react-virtual";
import { ContextMenu } from "radix-ui";
import {
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
  type Ref,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
} from "react";
import type { ExplorerRow } from "@/platform";
import type { ExplorerRows } from "../api/rows";
import type { Notes } from "../editing/use-notes";
import type { RowClick } from "../hooks/use-tree-acts";
import { type CellStyle, cellWords } from "../model/cells";
import type { Widths } from "../model/column-widths";
import type { ColumnSpec } from "../model/columns";
import type { VisibleRows } from "../model/row-windows";
import { type SiblingPlace, siblingPlace } from "../model/siblings";
import { type TreeAct, treeAct } from "../model/tree-keys";
import { explorerTexts as texts } from "../texts";
import { CELL_DOM_ID, rowDomId, TreeRow } from "./tree-row";
import treeRowStyles from "./tree-row.module.css";
import styles from "./tree-table.module.css";

const HEAD_HEIGHT = 28;
/** Height of a row of totals, in pixels. */
export const TOTAL_HEIGHT = 30;
/** Rows drawn beyond the screen on either side: a turn of a wheel. More of them make every frame of a long way dearer. */
const OVERSCAN = 4;

/** What the page may do with the table from outside. */
export interface TreeTableHandle {
  focus: () => void;
  scrollTo: (index: number) => void;
  /** Opens the menu of a row. */
  openMenu: (index: number) => void;
  /** Where a cell is; `null` while its row is not on the screen. */
  cellRect: (id: string, column: number) => DOMRect | null;
}

interface TreeTableProps {
  handle: Ref<TreeTableHandle>;
  rows: ExplorerRows;
  columns: readonly ColumnSpec[];
  /** Widths as drawn. */
  widths: Widths;
  rowHeight: number;
  tree: boolean;
  money: CellStyle;
  comparing: boolean;
  letters: boolean;
  /** Focused row and column; -1 where there are no rows. */
  focusIndex: number;
  focusColumn: number;
  isSelected: (id: string) => boolean;
  /** Accounts there are rows of, where rows say what they are in; 0 where they do not. */
  placedAmong: number;
  /** Height of what floats over the last rows, in pixels: the table can be scrolled so far that none stays below it. */
  barHeight: number;
  /** Id of the row whose drawer is open. */
  shownId: string | null;
  /** Whether newer rows are on their way. */
  busy: boolean;
  header: ReactNode;
  totals: ReactNode;
  totalRows: number;
  onVisible: (visible: VisibleRows) => void;
  onAct: (act: TreeAct) => void;
  onRowClick: (index: number, row: ExplorerRow, click: RowClick) => void;
  /** Edits what a cell shows. */
  onCellEdit: (index: number, row: ExplorerRow, column: number) => void;
  /** What cells say about changes of them, by id of the row. */
  notes: Notes;
  /** The menu of a row; it is told which row it is about before it opens. */
  menu: ReactNode;
  onMenu: (index: number, row: ExplorerRow) => void;
}

/** A menu opens where the pointer is; from the keyboard, below the row's name. */
function openMenuOf(row: Element | null | undefined): void {
  const cell = row?.querySelector('[role="rowheader"]');
  if (!cell) return;
  const { left, bottom } = cell.getBoundingClientRect();
  const at = { bubbles: true, cancelable: true, clientX: left + 48, clientY: bottom - 4 };
  cell.dispatchEvent(new MouseEvent("contextmenu", at));
}

function gridTemplate(props: TreeTableProps): { template: string; width: number } {
  const widths = props.columns.map((spec) => props.widths[spec.key] ?? spec.width);
  const [name = 0, ...rest] = widths;
  const template = [`minmax(${name}px, 1fr)`, ...rest.map((width) => `${width}px`)].join(" ");
  return { template, width: widths.reduce((sum, width) => sum + width, 0) };
}

/**
 * Rows in the order of their slots. A row that leaves at one end is used again at the other, and its element stays where
 * it is among its siblings: changing text costs half of making elements, and moving them would cost as much again.
 */
function inSlots(items: readonly VirtualItem[], slots: number): VirtualItem[] {
  return items.toSorted((a, b) => (a.index % slots) - (b.index % slots));
}

/** The virtual tree table. It knows where rows are and what a key or a click asks for; the page carries it out. */
export function TreeTable(props: TreeTableProps) {
  const { rows, columns, rowHeight, tree, focusIndex, focusColumn, onVisible, onAct } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const bottom = props.totalRows * TOTAL_HEIGHT;
  const virtual = useVirtualizer({
    count: rows.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollMargin: HEAD_HEIGHT,
    scrollPaddingStart: HEAD_HEIGHT,
    scrollPaddingEnd: bottom + props.barHeight,
    paddingEnd: props.barHeight,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are measured again when their height changes.
  useEffect(() => virtual.measure(), [rowHeight]);

  const items = virtual.getVirtualItems();
  const most = useRef(1);
  most.current = Math.max(most.current, items.length);
  const slots = most.current;
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  const direction = virtual.scrollDirection === "backward" ? -1 : 1;
  useEffect(() => onVisible({ first, last, direction }), [onVisible, first, last, direction]);

  useImperativeHandle(props.handle, () => ({
    focus: () => scroller.current?.focus({ preventScroll: true }),
    scrollTo: (index) => virtual.scrollToIndex(index, { align: "auto" }),
    openMenu: (index) => openMenuOf(scroller.current?.querySelector(`[data-index="${index}"]`)),
    cellRect: (id, column) =>
      document.getElementById(rowDomId(id))?.children[column]?.getBoundingClientRect() ?? null,
  }));

  // The table takes the keyboard when it appears, unless the person is already somewhere.
  useEffect(() => {
    if (document.activeElement === document.body) scroller.current?.focus({ preventScroll: true });
  }, []);

  const grid = useMemo(() => gridTemplate(props), [props]);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(
      1,
      Math.floor(((scroller.current?.clientHeight ?? 0) - HEAD_HEIGHT - bottom) / rowHeight) - 1,
    );
    const place = {
      index: focusIndex,
      column: focusColumn,
      columnKey: columns[focusColumn]?.key ?? "name",
      total: rows.total,
      page,
      tree,
      letters: props.letters,
      rowAt: rows.rowAt,
    };
    const act = treeAct(event, place);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    onAct(act);
  };
  /** The row and the column under the pointer. */
  const placeOfTarget = (target: EventTarget) => {
    if (!(target instanceof Element)) return null;
    const cell = target.closest('[role="gridcell"], [role="rowheader"]');
    const index = Number(target.closest<HTMLElement>("[data-index]")?.dataset.index ?? -1);
    const row = rows.rowAt(index);
    const column = cell?.parentElement ? [...cell.parentElement.children].indexOf(cell) : -1;
    return row === undefined ? null : { cell, index, row, column };
  };
  const onDoubleClick = (event: MouseEvent<HTMLDivElement>): void => {
    const place = placeOfTarget(event.target);
    const onMark = event.target instanceof Element && event.target.closest("[data-act]") !== null;
    if (place !== null && !onMark) props.onCellEdit(place.index, place.row, place.column);
  };
  const onContextMenu = (event: MouseEvent<HTMLDivElement>): void => {
    const place = placeOfTarget(event.target);
    if (place !== null) props.onMenu(place.index, place.row);
  };
  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    const place = placeOfTarget(event.target);
    if (place === null || !(event.target instanceof Element)) return;
    const { index, row } = place;
    const act = event.target.closest<HTMLElement>("[data-act]")?.dataset.act;
    if (act === "toggle") return onAct({ kind: row.expanded ? "fold" : "open", id: row.id });
    const modifier = event.ctrlKey || event.metaKey;
    props.onRowClick(index, row, { shiftKey: event.shiftKey, modifier, onBox: act === "select" });
  };

  /** Tooltips are written when someone points: writing them for every cell that scrolls by would cost more than the cell. */
  const onMouseOver = (event: MouseEvent<HTMLDivElement>): void => {
    const place = placeOfTarget(event.target);
    const spec = columns[place?.column ?? -1];
    if (!(place?.cell instanceof HTMLElement) || !spec) return;
    const notes = props.notes.get(place.row.id)?.filter(({ column }) => column === spec.key) ?? [];
    place.cell.title = [cellWords(spec, place.row), ...notes.map(({ title }) => title)].join("\n");
  };

  // Worked out once for each row that comes into sight: walking up to the parent in every frame would cost most of it.
  // biome-ignore lint/correctness/useExhaustiveDependencies: places are those in these rows.
  const places = useMemo(() => new Map<number, SiblingPlace>(), [rows, tree]);
  const placeOf = (index: number): SiblingPlace => {
    const known = places.get(index) ?? siblingPlace(index, tree, rows.total, rows.rowAt);
    places.set(index, known);
    return known;
  };

  const focused = rows.rowAt(focusIndex);
  const onScreen = focused !== undefined && focusIndex >= first && focusIndex <= last;
  const active = !onScreen ? undefined : focusColumn > 0 ? CELL_DOM_ID : rowDomId(focused.id);

  return (
    <div
      ref={scroller}
      role="treegrid"
      tabIndex={0}
      data-testid="explorer-table"
      data-flat={tree ? undefined : ""}
      data-placed={props.placedAmong > 0 ? "" : undefined}
      className={styles.table}
      style={{ "--cols": grid.template, "--cols-width": `${grid.width}px` } as CSSProperties}
      aria-label={tree ? texts.table.tree : texts.table.flat}
      aria-rowcount={rows.total + 1 + props.totalRows}
      aria-colcount={columns.length}
      aria-multiselectable="true"
      aria-busy={props.busy}
      aria-activedescendant={active}
      onKeyDown={onKeyDown}
      onScroll={(event) => {
        // A sticky cell in every row makes each frame of scrolling twice as dear, so names stick only once they must.
        event.currentTarget.toggleAttribute("data-aside", event.currentTarget.scrollLeft > 0);
      }}
    >
      {props.header}
      <ContextMenu.Root modal={false}>
        <ContextMenu.Trigger asChild>
          {/* biome-ignore lint/a11y/useKeyWithClickEvents: every act of a click has its key on the table. */}
          {/* biome-ignore lint/a11y/useKeyWithMouseEvents: what a tooltip says is read out for the focused cell. */}
          {/* biome-ignore lint/a11y/noStaticElementInteractions: clicks are read here for all rows at once. */}
          <div
            className={styles.body}
            style={{ height: virtual.getTotalSize() }}
            onClick={onClick}
            onDoubleClick={onDoubleClick}
            onContextMenu={onContextMenu}
            onMouseOver={onMouseOver}
          >
            {inSlots(items, slots).map((item) => {
              const row = rows.rowAt(item.index);
              const top = item.start - HEAD_HEIGHT;
              const slot = item.index % slots;
              if (!row) return <BlankRow key={`blank-${slot}`} index={item.index} top={top} />;
              const place = placeOf(item.index);
              return (
                <TreeRow
                  key={slot}
                  row={row}
                  index={item.index}
                  top={top}
                  columns={columns}
                  tree={tree}
                  placedAmong={props.placedAmong}
                  position={place.position}
                  siblings={place.size}
                  money={props.money}
                  comparing={props.comparing}
                  focused={item.index === focusIndex}
                  focusedColumn={item.index === focusIndex ? focusColumn : 0}
                  selected={props.isSelected(row.id)}
                  shown={row.id === props.shownId}
                  notes={props.notes.get(row.id)}
                />
              );
            })}
          </div>
        </ContextMenu.Trigger>
        {props.menu}
      </ContextMenu.Root>
      {props.totals}
    </div>
  );
}

/** A row that has not arrived keeps its place, so that nothing jumps when it does. */
function BlankRow({ index, top }: { index: number; top: number }) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: there is nothing to act on yet.
    <div
      role="row"
      aria-rowindex={index + 2}
      className={treeRowStyles.row}
      style={{ transform: `translateY(${top}px)` }}
    >
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
      <div role="gridcell" className={styles.blank} aria-label={texts.table.loading}>
        ···
      </div>
    </div>
  );
}
