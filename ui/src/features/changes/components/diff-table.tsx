import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useRef,
  useState,
} from "react";
import { useHotkeys } from "@/lib/use-hotkeys";
import { DiffDetails } from "./diff-details";
import { BlankDiffRow, DiffRowView, diffRowDomId } from "./diff-row-view";
import { type DiffRow, diffRowWords, linesOf } from "./diff-rows";
import styles from "./diff-table.module.css";
import { diffTexts } from "./diff-texts";

const HEAD_HEIGHT = 28;
/** Rows drawn beyond the screen on either side. */
export const DIFF_OVERSCAN = 6;

/** What a view may do with the table from outside. */
export interface DiffTableHandle {
  focus: () => void;
  focusRow: (index: number) => void;
}

interface DiffTableProps {
  /** What it is a table of, for screen readers. */
  label: string;
  /** Rows in all, also those that have not arrived. */
  total: number;
  /** A row; `undefined` while it is being read. Its identity may change only with the rows. */
  rowAt: (index: number) => DiffRow | undefined;
  /** Indexes of rows that want to be looked at, in order: where `N` goes. */
  problems?: readonly number[];
  /** Numbers of the act's items that are left out. */
  leftOut?: ReadonlySet<number>;
  /** Leaves a row out or takes it in again. Without it rows have no box. */
  onToggle?: (row: DiffRow) => void;
  /** Tells which rows are on the screen. */
  onVisible?: (first: number, last: number) => void;
  /** Name of the last column. */
  lastColumn?: string;
  /** Whether rows change more than one setting, or not all the same one: then each is named. */
  withField?: boolean;
  /** Whether all that changes is amounts, which line up on the right. */
  amounts?: boolean;
  /** What a row is in, where that tells rows apart. */
  place?: "level" | "account" | "both" | "none";
  rowHeight?: number;
  /** Whether its single letters are live. */
  keys?: boolean;
  busy?: boolean;
  handle?: Ref<DiffTableHandle>;
}

const NONE: ReadonlySet<number> = new Set();
const NO_PROBLEMS: readonly number[] = [];

/** The index that comes next, round the end. */
function nextOf(problems: readonly number[], from: number, way: 1 | -1): number | undefined {
  return way === 1
    ? (problems.find((index) => index > from) ?? problems[0])
    : (problems.findLast((index) => index < from) ?? problems.at(-1));
}

/**
 * Objects with what changes on each of them: now, after, difference, and how the check or the sending went. Only rows
 * on the screen are drawn, however many there are.
 */
export function DiffTable(props: DiffTableProps) {
  const { total, rowAt, onVisible, onToggle, problems = NO_PROBLEMS, leftOut = NONE, rowHeight = 28 } = props;
  const tableId = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [wanted, setFocus] = useState(0);
  const focus = Math.max(0, Math.min(wanted, total - 1));
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: useCallback((index) => rowHeight * linesOf(rowAt(index)), [rowAt, rowHeight]),
    overscan: DIFF_OVERSCAN,
    scrollMargin: HEAD_HEIGHT,
    scrollPaddingStart: HEAD_HEIGHT,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are measured again when they or their height change.
  useEffect(() => virtual.measure(), [rowHeight, props.withField === true ? rowAt : null]);

  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onVisible?.(first, last), [onVisible, first, last]);

  const move = (to: number): void => {
    const next = Math.max(0, Math.min(total - 1, to));
    setFocus(next);
    if (total > 0) virtual.scrollToIndex(next, { align: "auto" });
  };
  const toProblem = (way: 1 | -1): void => {
    const next = nextOf(problems, focus, way);
    if (next !== undefined) move(next);
  };
  const toggle = (index: number): void => {
    const row = rowAt(index);
    if (row !== undefined && row.item !== null) onToggle?.(row);
  };
  useImperativeHandle(props.handle, () => ({
    focus: () => scroller.current?.focus({ preventScroll: true }),
    focusRow: (index) => {
      move(index);
      scroller.current?.focus({ preventScroll: true });
    },
  }));

  const hotkey = (keys: string, label: string, run: () => void) => ({
    keys,
    label,
    group: diffTexts.group,
    run,
  });
  const live = (props.keys ?? true) && total > 0;
  useHotkeys(
    [
      hotkey("J", diffTexts.nextRow, () => move(focus + 1)),
      hotkey("K", diffTexts.previousRow, () => move(focus - 1)),
    ],
    live,
  );
  useHotkeys([hotkey("X", diffTexts.toggle, () => toggle(focus))], live && onToggle !== undefined);
  useHotkeys(
    [
      hotkey("N", diffTexts.nextProblem, () => toProblem(1)),
      hotkey("Shift+N", diffTexts.lastProblem, () => toProblem(-1)),
    ],
    live && problems.length > 0,
  );

  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const page = Math.max(
      1,
      Math.floor(((scroller.current?.clientHeight ?? 0) - HEAD_HEIGHT) / rowHeight) - 1,
    );
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: focus + 1,
      ArrowUp: focus - 1,
      PageDown: focus + page,
      PageUp: focus - page,
      Home: 0,
      End: total - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) move(to);
    else if (event.key === " ") toggle(focus);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    if (!(event.target instanceof Element)) return;
    const index = Number(event.target.closest<HTMLElement>("[data-index]")?.dataset.index ?? -1);
    if (index < 0) return;
    setFocus(index);
    if (event.target.closest("[data-act]") !== null) toggle(index);
  };
  const onMouseOver = (event: MouseEvent<HTMLDivElement>): void => {
    if (!(event.target instanceof Element)) return;
    const element = event.target.closest<HTMLElement>("[data-index]");
    const row = rowAt(Number(element?.dataset.index ?? -1));
    if (element !== null && row !== undefined) element.title = diffRowWords(row);
  };

  const focusedRow = total > 0 ? rowAt(focus) : undefined;
  const shown = items.some(({ index }) => index === focus) && focusedRow !== undefined;
  const columns = diffTexts.columns;
  return (
    <div className={styles.place}>
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        className={styles.table}
        data-testid="diff-table"
        data-fields={props.withField === true || undefined}
        data-amounts={(props.amounts === true && props.withField !== true) || undefined}
        aria-label={props.label}
        aria-rowcount={total + 1}
        aria-multiselectable={onToggle !== undefined || undefined}
        aria-busy={props.busy ?? false}
        aria-activedescendant={shown ? diffRowDomId(tableId, focus) : undefined}
        onKeyDown={onKeyDown}
      >
        {/* biome-ignore lint/a11y/useFocusableInteractive: headings of a grid that holds the focus itself. */}
        <div role="row" className={styles.head} aria-rowindex={1}>
          {heading(columns.object)}
          {props.withField === true && heading(columns.field)}
          {heading(columns.now, styles.amountHead)}
          {heading(columns.after, styles.amountHead)}
          {heading(columns.difference, styles.figureHead)}
          {heading(props.lastColumn ?? diffTexts.check)}
        </div>
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: every act of a click has its key on the table. */}
        {/* biome-ignore lint/a11y/useKeyWithMouseEvents: what a tooltip says is read out for the focused row. */}
        {/* biome-ignore lint/a11y/noStaticElementInteractions: clicks are read here for all rows at once. */}
        <div
          className={styles.body}
          style={{ height: virtual.getTotalSize() }}
          onClick={onClick}
          onMouseOver={onMouseOver}
        >
          {items.map(({ index, start, size }) => {
            const row = rowAt(index);
            const top = start - HEAD_HEIGHT;
            if (row === undefined)
              return <BlankDiffRow key={`blank-${index}`} index={index} top={top} height={size} />;
            return (
              <DiffRowView
                key={row.key}
                tableId={tableId}
                row={row}
                index={index}
                top={top}
                height={size}
                focused={index === focus}
                leftOut={row.item !== null && leftOut.has(row.item)}
                boxes={onToggle !== undefined}
                withField={props.withField === true}
                place={props.place ?? "both"}
              />
            );
          })}
        </div>
      </div>
      <DiffDetails row={focusedRow} />
    </div>
  );
}

function heading(text: string, className?: string) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: as above.
    <div role="columnheader" className={className}>
      {text}
    </div>
  );
}
