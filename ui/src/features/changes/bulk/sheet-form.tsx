import { useEffect, useId, useRef } from "react";
import styles from "./bulk-page.module.css";
import { bulkTexts } from "./texts";
import type { SheetState } from "./use-sheet";
import { joined } from "./words";

/** Lines that are named at once. */
const SHOWN = 200;

interface SheetFormProps {
  text: string;
  sheet: SheetState;
  onText: (text: string) => void;
}

/** Rows from a spreadsheet: where they are pasted, what they come to, and each line that is not taken with its reason. */
export function SheetForm({ text, sheet, onText }: SheetFormProps) {
  const words = bulkTexts.sheet;
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.focus(), []);
  const { reading, edits } = sheet;
  const problems = edits?.problems ?? reading.problems;
  return (
    <div className={styles.form}>
      <div className={styles.field}>
        <label htmlFor={id} className={styles.fieldLabel}>
          {words.label}
        </label>
        <textarea
          id={id}
          ref={area}
          className={styles.paste}
          value={text}
          spellCheck={false}
          aria-describedby={`${id}-hint`}
          data-testid="bulk-paste"
          onChange={(event) => onText(event.target.value)}
        />
        <p id={`${id}-hint`} className={styles.note}>
          {words.hint} {text === "" && words.copyHint}
        </p>
      </div>
      <p className={styles.sentence} role="status" data-testid="bulk-sentence">
        <Outcome sheet={sheet} empty={text.trim() === ""} />
      </p>
      {reading.unknown.length > 0 && (
        <p className={styles.note}>{words.unknown(joined(reading.unknown.slice(0, 12)))}</p>
      )}
      {problems.length > 0 && (
        <div className={styles.lines}>
          <h2 className={styles.linesTitle}>{words.problems(problems.length)}</h2>
          <ul>
            {problems.slice(0, SHOWN).map(({ line, why }) => (
              <li key={line}>
                <b>{words.line(line)}</b> {why}
              </li>
            ))}
            {problems.length > SHOWN && <li>{words.more(problems.length - SHOWN)}</li>}
          </ul>
        </div>
      )}
    </div>
  );
}

function Outcome({ sheet, empty }: { sheet: SheetState; empty: boolean }) {
  const words = bulkTexts.sheet;
  const { reading, edits, error } = sheet;
  if (empty) return <span className={styles.quiet}>{bulkTexts.form.missing}</span>;
  if (reading.refusal !== null) return <span className={styles.bad}>{reading.refusal}</span>;
  if (error !== null) {
    return (
      <span className={styles.bad}>
        {words.failed} {error.message}
      </span>
    );
  }
  if (edits === null) return <span className={styles.quiet}>{words.reading}</span>;
  if (edits.objects === 0 && edits.problems.length === 0) return words.nothing;
  return words.summary(edits.objects, edits.unchanged);
}
