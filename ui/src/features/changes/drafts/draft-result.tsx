import { useCallback, useMemo } from "react";
import { useWorkspace } from "@/api/app-state";
import type { Sending } from "@/api/sending";
import { useCancelChanges } from "@/api/writes";
import { copyingWords, runShare } from "@/components/changes/run";
import { isDone } from "@/components/changes/words";
import { Button } from "@/components/ui/button";
import { ProgressLine } from "@/components/ui/progress-line";
import type { ChangeRow } from "@/platform";
import { outcomeDiff } from "../components/diff-rows";
import { DiffTable } from "../components/diff-table";
import { problemsOf, useRowHeight, useZoneOf } from "./draft-rows";
import styles from "./draft-view.module.css";
import { texts } from "./texts";

interface DraftResultProps {
  sending: Sending;
  onClose: () => void;
}

function headline(rows: readonly ChangeRow[]): string {
  const done = rows.filter(({ outcome }) => isDone(outcome)).length;
  if (done === rows.length) return texts.result.all(done);
  return done === 0 ? texts.result.none : texts.result.partly(done, rows.length);
}

/** The rows as the table shows them, those that are not as they were asked for first. */
function useOutcomes(sending: Sending) {
  const accounts = useWorkspace()?.accounts;
  const zoneOf = useZoneOf();
  const { detail, busy } = sending;
  return useMemo(() => {
    const name = (id: string): string => accounts?.find((account) => account.id === id)?.name ?? "";
    return (detail?.rows ?? [])
      .toSorted((a, b) => Number(isDone(a.outcome)) - Number(isDone(b.outcome)))
      .map((row) => outcomeDiff(row, busy, name(row.accountId), zoneOf));
  }, [accounts, zoneOf, detail, busy]);
}

/** What becomes of each row of a draft while it is sent and after. Rows that failed can be tried again alone. */
export function DraftResult({ sending, onClose }: DraftResultProps) {
  const cancel = useCancelChanges();
  const { run, detail, busy } = sending;
  const copying = copyingWords(run);
  const rows = useOutcomes(sending);
  const rowAt = useCallback((index: number) => rows[index], [rows]);
  const problems = useMemo(() => problemsOf(rows), [rows]);
  const rowHeight = useRowHeight();
  const unfinished = detail?.entry.unfinished ?? 0;
  return (
    <section className={styles.rows} aria-label={texts.result.title} data-testid="draft-result">
      <header className={styles.resultHead}>
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
        {busy && copying !== null && <p className={styles.resultNote}>{copying}</p>}
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
      {busy && <ProgressLine label={texts.result.title} share={runShare(run)} />}
      {!busy && unfinished > 0 && <p className={styles.resultNote}>{texts.result.kept}</p>}
      <DiffTable
        label={texts.result.title}
        total={rows.length}
        rowAt={rowAt}
        problems={problems}
        lastColumn={texts.result.column}
        withField
        rowHeight={rowHeight}
      />
    </section>
  );
}
