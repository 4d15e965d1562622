import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import type { ObjectLevel } from "@/platform";
import { columnLabel } from "../model/cells";
import type { Widths } from "../model/column-widths";
import type { ColumnKey, ColumnSpec } from "../model/columns";
import { explorerTexts as texts } from "../texts";
import treeCheckStyles from "./tree-check.module.css";
import styles from "./tree-header.module.css";

interface TreeHeaderProps {
  columns: readonly ColumnSpec[];
  widths: Widths;
  sort: ColumnKey;
  descending: boolean;
  /** The order is that of the changes against the days before. */
  byChange: boolean;
  comparing: boolean;
  /** Level of all rows in a flat list. */
  flat: ObjectLevel | null;
  /** What the rows of a flat list are in, as a heading. */
  place: string | null;
  /** What all rows count as a conversion, where they agree. */
  conversion: string | null;
  /** Currency of the money columns, or how many there are. */
  currency: string;
  selection: "none" | "some" | "all";
  onSort: (key: ColumnKey, change: boolean) => void;
  onWidth: (key: ColumnKey, width: number | null) => void;
  onSelectAll: () => void;
}

const STEP = 16;

/** Pinned headings: each sorts, and its right edge resizes (or Alt with an arrow). */
export function TreeHeader(props: TreeHeaderProps) {
  return (
    <div role="rowgroup" className={styles.head}>
      {/* biome-ignore lint/a11y/useFocusableInteractive: the buttons in it take the focus. */}
      <div role="row" className={styles.headRow} aria-rowindex={1}>
        {props.columns.map((spec) => (
          <Heading key={spec.key} spec={spec} {...props} />
        ))}
      </div>
    </div>
  );
}

function moveFocus(event: KeyboardEvent<HTMLElement>, by: 1 | -1): void {
  const row = event.currentTarget.closest('[role="row"]');
  const buttons = [...(row?.querySelectorAll<HTMLButtonElement>("button[data-sort]") ?? [])];
  const here = buttons.indexOf(event.currentTarget as HTMLButtonElement);
  buttons[here + by]?.focus();
}

function Heading({ spec, ...props }: TreeHeaderProps & { spec: ColumnSpec }) {
  const sorted = props.sort === spec.key;
  const width = props.widths[spec.key] ?? spec.width;
  const money = spec.kind === "money" ? `, ${props.currency}` : "";
  const onKey = (event: KeyboardEvent<HTMLElement>): void => {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.altKey) props.onWidth(spec.key, width + by * STEP);
    else moveFocus(event, by);
  };
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the button in it takes the focus.
    <div
      role="columnheader"
      className={
        spec.key === "name" ? styles.nameHead : spec.kind === "text" ? styles.cellHead : styles.figureHead
      }
      data-sorted={sorted || undefined}
      aria-sort={sorted ? (props.descending ? "descending" : "ascending") : "none"}
    >
      {spec.key === "name" && (
        <button
          type="button"
          className={treeCheckStyles.check}
          data-on={props.selection === "all" || undefined}
          data-mixed={props.selection === "some" || undefined}
          aria-label={props.selection === "none" ? texts.table.selectAll : texts.table.clear}
          tabIndex={-1}
          onClick={props.onSelectAll}
        />
      )}
      {/* One heading is in the tab order; the arrows walk to the others. */}
      <button
        type="button"
        data-sort={spec.key}
        className={styles.sort}
        tabIndex={sorted ? 0 : -1}
        title={[
          `${spec.about}${money}`,
          ...(props.comparing && spec.value ? [texts.table.byChange] : []),
        ].join("\n")}
        onClick={(event) => props.onSort(spec.key, event.shiftKey)}
        onKeyDown={onKey}
      >
        <span className={styles.sortLabel}>{columnLabel(spec, props.conversion, props.flat)}</span>
        {sorted && (
          <span aria-hidden="true">
            {props.byChange ? "Δ" : ""}
            {props.descending ? "↓" : "↑"}
          </span>
        )}
        {sorted && props.byChange && <span className="visually-hidden">{texts.table.changeSorted}</span>}
      </button>
      {spec.key === "name" && props.place !== null && <span className={styles.pathHead}>{props.place}</span>}
      <ResizeHandle width={width} onWidth={(next) => props.onWidth(spec.key, next)} />
    </div>
  );
}

function ResizeHandle({ width, onWidth }: { width: number; onWidth: (width: number | null) => void }) {
  const start = useRef<{ x: number; width: number } | null>(null);
  const down = (event: PointerEvent<HTMLElement>): void => {
    start.current = { x: event.clientX, width };
    event.currentTarget.setPointerCapture(event.pointerId);
    event.preventDefault();
  };
  const move = (event: PointerEvent<HTMLElement>): void => {
    if (start.current) onWidth(start.current.width + event.clientX - start.current.x);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: for the pointer; Alt with an arrow does it from the heading.
    <span
      className={styles.resize}
      title={texts.table.resize}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={() => {
        start.current = null;
      }}
      onDoubleClick={() => onWidth(null)}
    />
  );
}
