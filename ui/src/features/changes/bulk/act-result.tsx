import { runShare } from "@/components/changes/run";
import { Button } from "@/components/ui/button";
import { ProgressLine } from "@/components/ui/progress-line";
import { Banner } from "@/components/ui/view-states";
import { formatCount } from "@/lib/numbers";
import { joinSentences } from "@/lib/sentences";
import { formatClock } from "@/lib/times";
import { DiffTable } from "../components/diff-table";
import { diffTexts } from "../components/diff-texts";
import styles from "./bulk-page.module.css";
import { resultWords } from "./summary";
import { bulkTexts } from "./texts";
import type { Bulk } from "./use-bulk";

interface ActResultProps {
  bulk: Bulk;
  rowHeight: number;
  onUndo: (changeId: string) => void;
  onLeave: () => void;
}

/** An act under way, row by row, and what became of it. */
export function ActResult({ bulk, rowHeight, onUndo, onLeave }: ActResultProps) {
  const { act, sending } = bulk;
  const words = bulkTexts.run;
  const { run, detail } = act;
  const running = act.running ? run : null;
  const unfinished = detail?.entry.unfinished ?? 0;
  const at = detail?.rows.reduce((last, row) => Math.max(last, row.atMs ?? 0), 0) ?? 0;
  const sent = words.sending(formatCount(run?.done ?? 0), formatCount(run?.total ?? 0));
  return (
    <>
      <section className={styles.head} aria-label={words.table}>
        <div className={styles.headLine}>
          <p className={styles.counts} role="status" data-testid="bulk-result">
            {running !== null && (running.stopping ? words.stopping : sent)}
            {running === null && detail !== undefined && resultWords(detail, formatClock(at))}
          </p>
          <span className={styles.grow} />
          {running !== null ? (
            <Button
              size="small"
              icon="stop"
              data-testid="bulk-stop"
              disabled={running.stopping}
              onClick={sending.stop}
            >
              {words.stop}
            </Button>
          ) : (
            <>
              {unfinished > 0 && (
                <Button size="small" icon="refresh" busy={sending.busy} onClick={sending.retry}>
                  {words.retry(unfinished)}
                </Button>
              )}
              {detail?.entry.canUndo === true && (
                <Button
                  size="small"
                  icon="history"
                  data-testid="bulk-undo"
                  onClick={() => onUndo(detail.entry.id)}
                >
                  {words.undo}
                </Button>
              )}
              <Button kind="primary" size="small" keys="Escape" onClick={onLeave}>
                {bulkTexts.backToExplorer}
              </Button>
            </>
          )}
        </div>
        {running !== null && (
          <ProgressLine className={styles.runLine} label={sent} share={runShare(running)} />
        )}
      </section>
      {running === null && run !== null && run.error !== null && (
        <Banner tone="neg">{joinSentences(`${words.failed} ${run.error.message}`, run.error.remedy)}</Banner>
      )}
      <DiffTable
        label={words.table}
        lastColumn={diffTexts.result}
        total={act.total}
        rowAt={act.rowAt}
        problems={act.problems}
        {...act.look}
        rowHeight={rowHeight}
        busy={running !== null}
      />
    </>
  );
}
