import { useCancelChanges } from "@/api/writes";
import { copyingWords, runShare } from "@/components/changes/run";
import { isDone, nameWords, outcomeWords } from "@/components/changes/words";
import { Button } from "@/components/ui/button";
import { ProgressLine } from "@/components/ui/progress-line";
import styles from "./acts.module.css";
import { actTexts as texts } from "./texts";
import type { ActPreview } from "./use-act-preview";

/** Rows whose outcome is named. */
const MOST = 8;

/** How the sending of an act goes and how it ended; rows that failed can be tried again alone. */
export function ActOutcome({ sending }: { sending: ActPreview["sending"] }) {
  const cancel = useCancelChanges();
  const { run, busy, detail } = sending;
  const copying = copyingWords(run);
  if (busy || detail === null) {
    return (
      <div className={styles.outcome} data-testid="act-outcome">
        <p role="status">{texts.sending(run?.done ?? 0, run?.total ?? 0)}</p>
        <ProgressLine label={texts.sending(run?.done ?? 0, run?.total ?? 0)} share={runShare(run)} />
        {copying !== null && <p className="tnum">{copying}</p>}
        <p className={styles.quiet}>{texts.background}</p>
        <div>
          <Button size="small" icon="stop" busy={run?.stopping === true} onClick={() => cancel.mutate()}>
            {texts.stop}
          </Button>
        </div>
      </div>
    );
  }
  const done = detail.rows.filter(({ outcome }) => isDone(outcome)).length;
  const failed = detail.rows.filter(({ outcome }) => !isDone(outcome));
  return (
    <div className={styles.outcome} data-testid="act-outcome">
      <p role="status" className={failed.length === 0 ? styles.done : undefined}>
        {failed.length === 0 ? texts.all(done) : texts.partly(done, detail.rows.length)}
      </p>
      <ul className={styles.failed}>
        {failed.slice(0, MOST).map((row) => (
          <li key={row.item}>
            {nameWords(row.name, row.id)}: {outcomeWords(row)}
          </li>
        ))}
      </ul>
      {detail.entry.unfinished > 0 && (
        <div>
          <Button size="small" icon="refresh" onClick={sending.retry}>
            {texts.retry(detail.entry.unfinished)}
          </Button>
        </div>
      )}
    </div>
  );
}
