import { type CSSProperties, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { toIpcError } from "@/api/errors";
import { Button } from "@/components/ui/button";
import { EmptyState, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { formatCount } from "@/lib/numbers";
import type { ExplorerGroup } from "@/platform";
import type { ViewGroup } from "@/view/view-analysis";
import { analysisTexts } from "../analysis-texts";
import { MOST_GROUPS, useGroups } from "../api/groups";
import type { RowsRequest } from "../api/rows";
import { useLate } from "../hooks/use-late";
import { groupingWords, groupName, objectCount } from "../model/analysis";
import { type CellStyle, columnLabel, type FigureOf, figureCell, figureWords } from "../model/cells";
import type { Widths } from "../model/column-widths";
import type { ColumnKey, ColumnSpec } from "../model/columns";
import { capitalised } from "../model/words";
import { explorerTexts } from "../texts";
import styles from "./analysis.module.css";

const texts = analysisTexts.groups;

interface GroupTableProps {
  request: RowsRequest;
  group: ViewGroup;
  columns: readonly ColumnSpec[];
  widths: Widths;
  style: CellStyle;
  rowHeight: number;
  sorted: ColumnKey;
  descending: boolean;
  byChange: boolean;
  onSort: (key: ColumnKey, change: boolean) => void;
  /** Shows the objects of a group. */
  onOpen: (key: string | null) => void;
}

const NAME_WIDTH = 240;
const OBJECTS_WIDTH = 84;

/** Objects put together, each group a line with its figures from sums. */
export function GroupTable(props: GroupTableProps) {
  const { request, group, rowHeight } = props;
  const { data, error, isError, isPlaceholderData, refetch } = useGroups(request, group);
  const late = useLate(data === undefined && !isError);
  const [focus, setFocus] = useState(0);
  const grid = useRef<HTMLDivElement>(null);
  const columns = props.columns.filter((spec) => spec.value !== null);
  const comparing = request.compare !== null;
  const isHere = data !== undefined && data.rows.length > 0;
  // The table takes the keyboard when it appears: G and a choice lead straight into it.
  useEffect(() => {
    if (isHere) grid.current?.focus({ preventScroll: true });
  }, [isHere]);
  if (data === undefined) {
    if (!isError) return late ? <LoadingRows label={explorerTexts.reading} rows={12} /> : null;
    return (
      <ErrorState
        error={toIpcError(error)}
        action={<Button onClick={() => void refetch()}>{explorerTexts.again}</Button>}
      />
    );
  }
  if (data.rows.length === 0) {
    return <EmptyState title={texts.nothing} text={texts.nothingText} />;
  }
  const at = Math.min(focus, data.rows.length - 1);
  const go = (to: number): void => {
    const next = Math.max(0, Math.min(data.rows.length - 1, to));
    setFocus(next);
    grid.current?.querySelector(`[data-index="${next}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const open = (row: ExplorerGroup | undefined): void => row && props.onOpen(row.key);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const steps: Record<string, () => void> = {
      ArrowDown: () => go(at + 1),
      ArrowUp: () => go(at - 1),
      j: () => go(at + 1),
      k: () => go(at - 1),
      PageDown: () => go(at + 10),
      PageUp: () => go(at - 10),
      Home: () => go(0),
      End: () => go(data.rows.length - 1),
      Enter: () => open(data.rows[at]),
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    step();
  };
  const tracks = columns.map((spec) => props.widths[spec.key] ?? spec.width);
  const width = NAME_WIDTH + OBJECTS_WIDTH + tracks.reduce((sum, track) => sum + track, 0);
  const cols = [`minmax(${NAME_WIDTH}px, 1fr)`, `${OBJECTS_WIDTH}px`, ...tracks.map((track) => `${track}px`)];
  const place = {
    "--cols": cols.join(" "),
    "--cols-width": `${width}px`,
    "--row": `${rowHeight}px`,
  } as CSSProperties;
  const notes = [
    ...(data.totalRows > MOST_GROUPS ? [texts.first(MOST_GROUPS, data.totalRows)] : []),
    ...(group.by.kind === "label" ? [texts.twice] : []),
    texts.hint,
  ];
  return (
    <div className={styles.groups}>
      <p className={styles.note}>{notes.join(" ")}</p>
      <div
        ref={grid}
        role="grid"
        tabIndex={0}
        className={styles.grid}
        style={place}
        aria-label={texts.table(groupingWords(group.by))}
        aria-rowcount={data.rows.length + 1 + data.totals.length}
        aria-busy={isPlaceholderData}
        aria-activedescendant={`group-${at}`}
        data-testid="group-table"
        onKeyDown={onKeyDown}
      >
        <Heads {...props} columns={columns} comparing={comparing} />
        {data.rows.map((row, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys.
          // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus.
          <div
            key={`${row.currency} ${row.key}`}
            id={`group-${index}`}
            role="row"
            className={styles.line}
            data-index={index}
            data-focused={index === at || undefined}
            aria-selected={index === at}
            onClick={() => setFocus(index)}
            onDoubleClick={() => open(row)}
          >
            {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
            <div role="rowheader">{groupName(group.by, row.key, row.name)}</div>
            {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
            <div role="gridcell" className={styles.figure}>
              {formatCount(row.objects)}
            </div>
            <Figures of={row} columns={columns} style={props.style} comparing={comparing} />
          </div>
        ))}
        {data.totals.map((total, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: as above.
          <div
            key={total.currency}
            role="row"
            className={styles.total}
            style={{ bottom: (data.totals.length - 1 - index) * rowHeight }}
          >
            {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
            <div role="rowheader">
              {texts.total(total.currency, objectCount(group.level, total.rows, formatCount(total.rows)))}
            </div>
            {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
            <div role="gridcell" className={styles.figure}>
              {formatCount(total.rows)}
            </div>
            <Figures of={total} columns={columns} style={props.style} comparing={comparing} />
          </div>
        ))}
      </div>
    </div>
  );
}

type HeadsProps = Pick<GroupTableProps, "group" | "sorted" | "descending" | "byChange" | "onSort"> & {
  columns: readonly ColumnSpec[];
  comparing: boolean;
};

function Heads({ group, columns, comparing, sorted, descending, byChange, onSort }: HeadsProps) {
  const arrow = `${byChange ? "Δ" : ""}${descending ? "↓" : "↑"}`;
  const order = descending ? "descending" : "ascending";
  const head = (key: ColumnKey, label: string, figure: boolean, about?: string) => (
    // biome-ignore lint/a11y/useFocusableInteractive: the button in it takes the focus.
    <div
      key={key}
      role="columnheader"
      className={figure ? styles.figure : undefined}
      data-sorted={sorted === key || undefined}
      aria-sort={sorted === key ? order : "none"}
    >
      <button
        type="button"
        title={comparing && figure ? `${about}\n${explorerTexts.table.byChange}` : about}
        onClick={(event) => onSort(key, event.shiftKey)}
      >
        {label}
        {sorted === key && <span aria-hidden="true">{arrow}</span>}
      </button>
    </div>
  );
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: as above.
    <div role="row" className={styles.head}>
      {head("name", capitalised(groupingWords(group.by)), false)}
      {/* biome-ignore lint/a11y/useFocusableInteractive: there is nothing to press. */}
      <div role="columnheader" className={styles.figure}>
        {texts.objects}
      </div>
      {columns.map((spec) => head(spec.key, columnLabel(spec, null), true, spec.about))}
    </div>
  );
}

interface FiguresProps {
  of: FigureOf;
  columns: readonly ColumnSpec[];
  style: CellStyle;
  comparing: boolean;
}

function Figures({ of, columns, style, comparing }: FiguresProps) {
  return columns.map((spec) => {
    const figure = figureCell(spec, of, style);
    return (
      // biome-ignore lint/a11y/useFocusableInteractive: the grid holds the focus.
      <div
        key={spec.key}
        role="gridcell"
        className={figure.quiet ? styles.quiet : styles.figure}
        data-tint={figure.tint ?? undefined}
        title={figureWords(spec, of)}
      >
        {figure.text}
        {comparing && (
          <span className={styles.delta} data-tone={figure.delta?.tone}>
            {figure.delta ? (figure.delta.note === "few" ? "few" : figure.delta.text) : ""}
          </span>
        )}
      </div>
    );
  });
}
