import { memo } from "react";
import type { ExplorerRow } from "@/platform";
import { budgetCell, deliveryWords, figureCell, type MoneyStyle, rowWords } from "../model/cells";
import type { ColumnSpec } from "../model/columns";
import { isAtRest } from "../model/words";
import { DeliveryDot } from "./delivery-dot";
import styles from "./tree-table.module.css";

/** Ids of elements, which the table names as its active descendant. */
export const rowDomId = (id: string): string => `explorer-row-${id}`;
export const cellDomId = (id: string, column: string): string => `explorer-cell-${id}-${column}`;

interface TreeRowProps {
  row: ExplorerRow;
  index: number;
  top: number;
  columns: readonly ColumnSpec[];
  tree: boolean;
  /** Place among its siblings, where it is known. */
  position: number | null;
  siblings: number | null;
  money: MoneyStyle;
  comparing: boolean;
  focused: boolean;
  /** Focused column of the focused row; 0 is the row itself. */
  focusedColumn: number;
  selected: boolean;
  /** Whether its drawer is open. */
  shown: boolean;
}

/** A row. What a click does is read from `data-act` by the table, so that a row holds no functions and is not drawn again. */
export const TreeRow = memo(function TreeRow(props: TreeRowProps) {
  const { row, index, columns, tree, selected } = props;
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
      data-focused={props.focused || undefined}
      data-shown={props.shown || undefined}
      className={styles.row}
      style={{ transform: `translateY(${props.top}px)` }}
      aria-label={rowWords(row)}
      aria-rowindex={index + 2}
      aria-level={row.depth + 1}
      aria-selected={selected}
      {...(opens ? { "aria-expanded": row.expanded } : {})}
      {...(props.position === null ? {} : { "aria-posinset": props.position })}
      {...(props.siblings === null ? {} : { "aria-setsize": props.siblings })}
    >
      {columns.map((spec, column) => (
        <Cell key={spec.key} {...props} spec={spec} focused={props.focused && props.focusedColumn === column && column > 0} />
      ))}
    </div>
  );
});

type CellProps = TreeRowProps & { spec: ColumnSpec };

function Cell({ spec, row, tree, focused, selected, money, comparing }: CellProps) {
  const id = cellDomId(row.id, spec.key);
  const mark = focused || undefined;
  if (spec.key === "name") return <NameCell id={id} row={row} tree={tree} selected={selected} />;
  if (spec.key === "delivery") {
    const words = deliveryWords(row);
    return (
      // biome-ignore lint/a11y/useFocusableInteractive: the table holds the focus and names its active cell.
      <div role="gridcell" id={id} className={styles.cell} data-focused={mark} title={words}>
        <DeliveryDot delivery={row.delivery} note={row.deliveryNote} issues={row.issues} />
      </div>
    );
  }
  if (spec.key === "budget") {
    const budget = budgetCell(row, money);
    return (
      // biome-ignore lint/a11y/useFocusableInteractive: as above.
      <div role="gridcell" id={id} className={styles.figure} data-focused={mark} data-quiet={budget.quiet || undefined} title={budget.full} aria-label={budget.full}>
        {budget.text}
        {budget.unit && <span className={styles.unit}>{budget.unit}</span>}
      </div>
    );
  }
  return <FigureCell id={id} spec={spec} row={row} money={money} comparing={comparing} focused={focused} />;
}

function FigureCell({ id, spec, row, money, comparing, focused }: Pick<CellProps, "spec" | "row" | "money" | "comparing" | "focused"> & { id: string }) {
  const figure = figureCell(spec, row, money);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: as above.
    <div role="gridcell" id={id} className={styles.figure} data-focused={focused || undefined} data-quiet={figure.quiet || undefined} title={figure.full} aria-label={figure.full}>
      {figure.text}
      {comparing && (
        <span className={styles.delta} data-tone={figure.delta?.tone}>
          {figure.delta ? (figure.delta.note === "few" ? "few" : figure.delta.text) : ""}
        </span>
      )}
    </div>
  );
}

function NameCell({ id, row, tree, selected }: { id: string; row: ExplorerRow; tree: boolean; selected: boolean }) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: as above.
    <div role="rowheader" id={id} className={styles.name}>
      <span className={styles.check} data-act="select" data-on={selected || undefined} aria-hidden="true">
        <span className={styles.box} />
      </span>
      <span className={styles.indent} style={{ width: tree ? row.depth * 15 : 0 }} />
      {tree && (
        <span className={styles.arrow} data-act={row.childCount > 0 ? "toggle" : undefined} aria-hidden="true">
          {row.childCount > 0 && (
            <svg width="12" height="12" viewBox="0 0 16 16">
              <path d={row.expanded ? "m4 6 4 4 4-4" : "m6 4 4 4-4 4"} />
            </svg>
          )}
        </span>
      )}
      <span className={styles.text} data-gone={row.delivery === "deleted" || undefined} title={row.name}>
        {row.name}
      </span>
    </div>
  );
}
