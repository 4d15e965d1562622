import { useState } from "react";
import type { Sending } from "@/api/sending";
import { useCancelChanges } from "@/api/writes";
import { isDone, outcomeWords } from "@/components/changes/words";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { ProgressLine } from "@/components/ui/progress-line";
import type { ChangeRow } from "@/platform";
import { ObjectName } from "./conflict-list";
import styles from "./draft-view.module.css";
import { texts } from "./texts";

const AT_ONCE = 200;

interface DraftResultProps {
  sending: Sending;
  onClose: () => void;
}

function headline(rows: readonly ChangeRow[]): string {
  const done = rows.filter(({ outcome }) => isDone(outcome)).length;
  if (done === rows.length) return texts.result.all(done);
  return done === 0 ? texts.result.none : texts.result.partly(done, rows.length);
}

/** What becomes of each row of a draft while it is sent and after. Rows that failed can be tried again alone. */
export function DraftResult({ sending, onClose }: DraftResultProps) {
  const cancel = useCancelChanges();
  const [most, setMost] = useState(AT_ONCE);
  const { run, detail, busy } = sending;
  const rows = (detail?.rows ?? []).toSorted((a, b) => Number(isDone(a.outcome)) - Number(isDone(b.outcome)));
  const unfinished = detail?.entry.unfinished ?? 0;
  return (
    <section className={styles.section} aria-label={texts.result.title} data-testid="draft-result">
      <header className={styles.sectionHead}>
        <h3 role="status">
          {busy || detail === null
            ? texts.result.sending(run?.done ?? 0, run?.total ?? 0)
            : headline(detail.rows)}
        </h3>
        <span className={styles.grow} />
        {busy && (
          <Button size="small" icon="stop" busy={run?.stopping === true} onClick={() => cancel.mutate()}>
            {texts.result.stop}
          </Button>
        )}
        {!busy && unfinished > 0 && (
          <Button size="small" icon="refresh" data-testid="retry-rows" onClick={sending.retry}>
            {texts.result.retry(unfinished)}
          </Button>
        )}
        {!busy && (
          <Button size="small" data-testid="close-result" onClick={onClose}>
            {texts.result.close}
          </Button>
        )}
      </header>
      {busy && (
        <ProgressLine
          label={texts.result.title}
          share={run === null || run.total === 0 ? null : run.done / run.total}
        />
      )}
      {rows.length > 0 && (
        <table className={styles.table}>
          <thead>
            <tr>
              <th className={styles.wide}>{texts.view.columns.object}</th>
              <th>{texts.view.columns.check}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, most).map((row) => (
              <tr key={row.item} data-testid="result-row">
                <td>
                  <ObjectName row={row} />
                </td>
                <td>
                  <span className={styles.state} data-tone={isDone(row.outcome) ? "ready" : "refused"}>
                    <Icon name={isDone(row.outcome) ? "check" : "warning"} size={12} />
                    <span>{outcomeWords(row)}</span>
                  </span>
                  {row.traceId !== null && <div className={`${styles.quiet} selectable`}>{row.traceId}</div>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {rows.length > most && (
        <Button size="small" onClick={() => setMost((now) => now + AT_ONCE)}>
          {texts.view.spendMore(rows.length - most)}
        </Button>
      )}
      {!busy && unfinished > 0 && <p className={styles.quiet}>{texts.result.kept}</p>}
    </section>
  );
}
