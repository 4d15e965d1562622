import { memo, type ReactElement } from "react";
import { shortened } from "@/lib/text";
import type { ExplorerRow } from "@/platform";
import type { RowNote } from "../editing/notes";
import { budgetCell, type CellStyle, cellWords, conversionUnit, figureCell, rowWords } from "../model/cells";
import type { ColumnSpec } from "../model/columns";
import { placeText } from "../model/place";
import { isAtRest } from "../model/words";
import { explorerTexts as texts } from "../texts";
import { DeliveryDot } from "./delivery-dot";
import { NoteMark } from "./note-mark";
import treeCheckStyles from "./tree-check.module.css";
import styles from "./tree-row.module.css";

/** Ids of elements, which the table names as its active descendant. */
export const rowDomId = (id: string): string => `explorer-row-${id}`;
export const CELL_DOM_ID = "explorer-focused-cell";

interface TreeRowProps {
  row: ExplorerRow;
  index: number;
  top: number;
  columns: readonly ColumnSpec[];
  tree: boolean;
  /** Accounts there are rows of, where the row says what it is in; 0 where it does not. */
  placedAmong: number;
  /** Place among its siblings, where it is known. */
  position: number | null;
  siblings: number | null;
  money: CellStyle;
  comparing: boolean;
  focused: boolean;
  /** Focused column of the focused row; 0 is the row itself. */
  focusedColumn: number;
  selected: boolean;
  /** Whether its drawer is open. */
  shown: boolean;
  /** What its cells say about changes of them. */
  notes: readonly RowNote[] | undefined;
}

/**
 * A row. It is made to be cheap while scrolling: it holds no functions (the table reads `data-act` from a click), a
 * cell is one element with one number, and what a number means in full is worked out where someone points at it.
 */
export const TreeRow = memo(function TreeRow(props: TreeRowProps) {
  const { row, index, columns, tree, focusedColumn } = props;
  const opens = tree && row.childCount > 0;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the table holds the focus and names its active row.
    <div
      role="row"
      id={rowDomId(row.id)}
      data-testid={`explorer-row-${row.id}`}
      data-index={index}
      data-level={row.level}
      data-rest={isAtRest(row.delivery) || undefined}
      data-focused={props.focused ? (focusedColumn > 0 ? "cell" : "row") : undefined}
      data-shown={props.shown || undefined}
      className={styles.row}
      style={{ transform: `translateY(${props.top}px)` }}
      aria-label={rowWords(row)}
      aria-rowindex={index + 2}
      aria-level={row.depth + 1}
      aria-selected={props.selected}
      aria-expanded={opens ? row.expanded : undefined}
      aria-posinset={props.position ?? undefined}
      aria-setsize={props.siblings ?? undefined}
    >
      {columns.map((spec, column) => cellOf(spec, props, column > 0 && focusedColumn === column))}
    </div>
  );
});

/**
 * One cell. A function that is called and no component: there are six hundred of them on the screen, and a component of
 * each would double what React has to walk when a whole screen of rows is used again in one frame.
 */
function cellOf(spec: ColumnSpec, props: TreeRowProps, focused: boolean): ReactElement {
  const { row, money } = props;
  if (spec.key === "name") return nameCell(spec, props);
  // Only the focused cell is read out by itself; the others are read with their row.
  const note = noteOf(spec, props);
  const words = () => [cellWords(spec, row), ...(note ? [note.title] : [])].join(". ");
  const mark = focused ? { id: CELL_DOM_ID, "data-focused": true, "aria-label": words() } : undefined;
  if (spec.key === "delivery") {
    return (
      // biome-ignore lint/a11y/useFocusableInteractive: the table holds the focus and names its active cell.
      <div key={spec.key} role="gridcell" className={styles.cell} {...mark}>
        <DeliveryDot delivery={row.delivery} note={row.deliveryNote} issues={row.issues} />
        {note && <NoteMark note={note} />}
      </div>
    );
  }
  const budget = spec.key === "budget" ? budgetCell(row, money) : null;
  const figure = budget === null ? figureCell(spec, row, money) : { ...budget, delta: null };
  const named = spec.key === "conversions" ? conversionUnit(row, money) : null;
  const unit = budget === null ? named : budget.unit;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: as above.
    <div
      key={spec.key}
      role="gridcell"
      className={figure.quiet ? styles.quiet : styles.figure}
      data-tint={("tint" in figure && figure.tint) || undefined}
      {...mark}
    >
      {note?.tone === "draft" ? <s className={styles.old}>{figure.text}</s> : figure.text}
      {note && <NoteMark note={note} />}
      {unit !== null && <span className={styles.unit}>{unit}</span>}
      {props.comparing && spec.value !== null && (
        <span className={styles.delta} data-tone={figure.delta?.tone}>
          {figure.delta ? (figure.delta.note === "few" ? "few" : figure.delta.text) : ""}
        </span>
      )}
    </div>
  );
}

/** Longest name that is drawn: what is beyond it is never seen, and would be shaped for every frame all the same. */
const LONGEST_NAME = 250;

/** What a cell says about a change of it. What has no column on the screen is said at the name, without its value. */
function noteOf({ key }: ColumnSpec, { notes, columns }: TreeRowProps): RowNote | undefined {
  const own = notes?.find(({ column }) => column === key);
  if (own !== undefined || notes === undefined || key !== "name") return own;
  const other = notes.find(({ column }) => columns.every((spec) => spec.key !== column));
  return other === undefined ? undefined : { ...other, column: "name", after: null };
}

function nameCell(spec: ColumnSpec, props: TreeRowProps): ReactElement {
  const { row, tree, placedAmong } = props;
  const note = noteOf(spec, props);
  const opens = row.childCount > 0;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: as above.
    <div key={spec.key} role="rowheader" className={styles.name}>
      <span className={treeCheckStyles.check} data-act="select" aria-hidden="true" />
      {tree && (
        <span
          className={opens ? styles.arrow : styles.leaf}
          style={{ marginLeft: row.depth * 15 }}
          data-act={opens ? "toggle" : undefined}
          aria-hidden="true"
        />
      )}
      <span className={row.delivery === "deleted" ? styles.gone : styles.text}>
        {row.name === "" ? texts.table.unnamed(row.id) : shortened(row.name, LONGEST_NAME)}
      </span>
      {note && <NoteMark note={note} />}
      {placedAmong > 0 && <span className={styles.path}>{placeText(row, placedAmong)}</span>}
    </div>
  );
}
