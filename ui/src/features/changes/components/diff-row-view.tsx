import { memo } from "react";
import { shortened } from "@/lib/text";
import { DiffMark } from "./diff-mark";
import { type DiffField, type DiffRow, diffRowWords } from "./diff-rows";
import styles from "./diff-table.module.css";
import { diffTexts } from "./diff-texts";

/** Longest value that is drawn: beyond it nothing is seen, and it would be shaped for every frame all the same. */
const LONGEST = 250;

export const diffRowDomId = (tableId: string, index: number): string => `${tableId}-row-${index}`;

const shows = (place: DiffRowProps["place"], part: "level" | "account"): boolean =>
  place === "both" || place === part;

interface DiffRowProps {
  tableId: string;
  row: DiffRow;
  index: number;
  top: number;
  height: number;
  focused: boolean;
  leftOut: boolean;
  /** Whether rows can be left out. */
  boxes: boolean;
  withField: boolean;
  place: "level" | "account" | "both" | "none";
}

/** One object: what it is, what changes, and how its check or its sending went. It holds no functions. */
export const DiffRowView = memo(function DiffRowView(props: DiffRowProps) {
  const { row, index, leftOut, boxes } = props;
  const inAct = row.item !== null;
  const level = row.level === null || !shows(props.place, "level") ? "" : diffTexts.levels[row.level];
  const account = shows(props.place, "account") ? row.accountName : "";
  const place = [level, account].filter((part) => part !== "").join(" · ");
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the table holds the focus and names its active row.
    <div
      role="row"
      id={diffRowDomId(props.tableId, index)}
      data-index={index}
      data-testid="diff-row"
      data-tone={row.tone}
      data-focused={props.focused || undefined}
      data-out={leftOut || undefined}
      data-none={!inAct || undefined}
      className={styles.row}
      style={{ transform: `translateY(${props.top}px)`, height: props.height }}
      aria-label={leftOut ? `${diffTexts.words.leftOut}: ${diffRowWords(row)}` : diffRowWords(row)}
      aria-rowindex={index + 2}
      aria-selected={boxes && inAct ? !leftOut : undefined}
    >
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
      <div role="rowheader" className={styles.object}>
        {boxes &&
          (inAct ? (
            <span className={styles.box} data-act="toggle" aria-hidden="true" />
          ) : (
            <span className={styles.noBox} />
          ))}
        {!boxes && <span className={styles.noBox} />}
        <span className={styles.name}>
          {row.name === "" ? diffTexts.noName : shortened(row.name, LONGEST)}
        </span>
        <span className={styles.place2}>{place}</span>
      </div>
      {props.withField && cell("field", row.fields, ({ label }) => label)}
      {cell("before", row.fields, ({ before }) => before)}
      {cell("after", row.fields, ({ after }) => after)}
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
      <div role="gridcell" className={styles.cell}>
        {row.fields.map((field) => (
          <div key={field.field} className={`${styles.line} ${styles.figure}`}>
            {field.difference ?? ""}
            {field.share !== null && <span className={styles.share}>{field.share}</span>}
          </div>
        ))}
      </div>
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
      <div role="gridcell" className={styles.check}>
        <DiffMark tone={leftOut ? "unclear" : row.tone} />
        <span className={`${styles.word} ${styles[leftOut ? "unclear" : row.tone]}`}>
          {leftOut ? diffTexts.words.leftOut : row.word}
        </span>
        {!leftOut && row.text !== "" && <span className={styles.text}>{shortened(row.text, LONGEST)}</span>}
      </div>
    </div>
  );
});

function cell(kind: "field" | "before" | "after", fields: DiffField[], text: (field: DiffField) => string) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: as above.
    <div role="gridcell" className={styles.cell}>
      {fields.map((field) => (
        <div
          key={field.field}
          className={`${styles.line} ${styles[kind]} ${field.difference === null ? "" : styles.amounts}`}
        >
          {shortened(text(field), LONGEST)}
        </div>
      ))}
    </div>
  );
}

/** A row that has not arrived keeps its place. */
export function BlankDiffRow({ index, top, height }: { index: number; top: number; height: number }) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: there is nothing to act on yet.
    <div
      role="row"
      aria-rowindex={index + 2}
      className={styles.row}
      style={{ transform: `translateY(${top}px)`, height }}
    >
      {/* biome-ignore lint/a11y/useFocusableInteractive: as above. */}
      <div role="gridcell" className={styles.blank} aria-label={diffTexts.loading}>
        ···
      </div>
    </div>
  );
}
