import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useMemo, useRef } from "react";
import styles from "./data-grid.module.css";

const HEAD = 28;
/** Rows drawn beyond the screen. */
const OVERSCAN = 6;
/** When this few lines are left below, more is asked for. */
const AHEAD = 20;

export interface GridColumn<Row> {
  key: string;
  label: ReactNode;
  /** Width as a track of a grid: `120px`, `minmax(160px, 2fr)`. */
  track: string;
  /** Figures stand at the right. */
  end?: boolean;
  cell: (row: Row) => ReactNode;
}

/** A row, or a heading of the rows below it. */
export type GridLine<Row> =
  | { kind: "head"; key: string; height: number; content: ReactNode }
  | { kind: "row"; key: string; row: Row };

export type GridHandle = { focus: () => void };

interface DataGridProps<Row> {
  handle?: Ref<GridHandle>;
  label: string;
  columns: readonly GridColumn<Row>[];
  lines: readonly GridLine<Row>[];
  /** Pixels. */
  rowHeight?: number;
  /** Key of the row that has the keyboard. */
  focus: string | null;
  /** Key of the row whose details are open. */
  open?: string | null;
  isSelected?: (row: Row) => boolean;
  onPress: (key: string) => void;
  /** The end comes near. */
  onNear?: () => void;
  /** Quieter rows: what is over, or was only recorded. */
  isQuiet?: (row: Row) => boolean;
  testId: string;
}

/** Rows in columns. One row has the focus of the keyboard, whose keys are the page's; only what is on the screen is drawn. */
export function DataGrid<Row>(props: DataGridProps<Row>) {
  const {
    handle,
    label,
    columns,
    lines,
    rowHeight = 32,
    focus,
    open = null,
    onPress,
    onNear,
    testId,
  } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => {
      const line = lines[index];
      return line?.kind === "head" ? line.height : rowHeight;
    },
    getItemKey: (index) => lines[index]?.key ?? index,
    overscan: OVERSCAN,
    scrollMargin: HEAD,
    scrollPaddingStart: HEAD,
  });
  useImperativeHandle(handle, () => ({ focus: () => scroller.current?.focus() }));
  const at = useMemo(
    () => lines.findIndex((line) => line.kind === "row" && line.key === focus),
    [lines, focus],
  );
  // Heights of headings come and go with what they say.
  const heights = lines.map((line) => (line.kind === "head" ? line.height : "")).join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when a height changes.
  useEffect(() => virtual.measure(), [heights, rowHeight, virtual]);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
  }, [at, virtual]);
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= lines.length - AHEAD) onNear?.();
  }, [last, lines.length, onNear]);
  const template = { gridTemplateColumns: columns.map(({ track }) => track).join(" ") };
  const idOf = (key: string): string => `${testId}-${key}`;
  return (
    <div
      ref={scroller}
      className={styles.grid}
      role="grid"
      aria-label={label}
      aria-rowcount={-1}
      aria-activedescendant={
        focus !== null && items.some(({ index }) => index === at) ? idOf(focus) : undefined
      }
      tabIndex={0}
      data-testid={testId}
    >
      {/* biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus. */}
      <div className={styles.head} style={template} role="row">
        {columns.map((column) => (
          // biome-ignore lint/a11y/useFocusableInteractive: as above.
          <span key={column.key} role="columnheader" data-end={column.end || undefined}>
            {column.label}
          </span>
        ))}
      </div>
      <div style={{ height: virtual.getTotalSize() }} className={styles.rows} role="rowgroup">
        {items.map(({ index, start, size, key }) => {
          const line = lines[index];
          if (line === undefined) return null;
          const place = { transform: `translateY(${start - HEAD}px)`, height: size };
          if (line.kind === "head") {
            return (
              // biome-ignore lint/a11y/useFocusableInteractive: as above.
              <div key={key} className={styles.group} style={place} role="row">
                {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
                <div role="gridcell" aria-colspan={columns.length} className={styles.groupCell}>
                  {line.content}
                </div>
              </div>
            );
          }
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the page has the keys of the grid.
            <div
              key={key}
              id={idOf(line.key)}
              className={styles.row}
              style={{ ...place, ...template }}
              role="row"
              tabIndex={-1}
              aria-selected={props.isSelected?.(line.row) ?? line.key === focus}
              data-focused={line.key === focus || undefined}
              data-open={line.key === open || undefined}
              data-quiet={props.isQuiet?.(line.row) || undefined}
              data-testid={`${testId}-row`}
              onClick={() => onPress(line.key)}
            >
              {columns.map((column) => (
                // biome-ignore lint/a11y/useFocusableInteractive: as above.
                <div key={column.key} role="gridcell" data-end={column.end || undefined}>
                  {column.cell(line.row)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
