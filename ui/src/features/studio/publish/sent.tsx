import { useNavigate } from "@tanstack/react-router";
import { useShowsAct } from "@/api/shown-acts";
import { hasEnded, useCancelChanges, useChange, useWriteState } from "@/api/writes";
import { runShare } from "@/components/changes/run";
import { isDone, outcomeWords } from "@/components/changes/words";
import { Button } from "@/components/ui/button";
import { ProgressLine } from "@/components/ui/progress-line";
import { isolated, shortened } from "@/lib/text";
import { useFrameActs } from "@/view/acts";
import { useViewState } from "@/view/use-view-state";
import { viewToSearch } from "@/view/view-state";
import styles from "./publish.module.css";
import { texts } from "./texts";

type Props = {
  changeId: string;
  busy: boolean;
  onRetry: () => void;
  onAnother: () => void;
};

/** The ads while they are made and what became of each. */
export function Sent({ changeId, busy, onRetry, onAnother }: Props) {
  const t = texts.sent;
  const navigate = useNavigate();
  const { view } = useViewState();
  const { undo } = useFrameActs();
  const state = useWriteState();
  const cancel = useCancelChanges();
  const change = useChange(changeId);
  useShowsAct(changeId);
  const ended = hasEnded(state, changeId);
  const rows = change?.rows ?? [];
  const done = rows.filter(({ outcome }) => isDone(outcome)).length;
  const run = ended ? null : (state?.run ?? null);
  const first = rows.find(({ id }) => id !== null);
  const handleShow = (): void => {
    const id = first?.id ?? null;
    const object =
      first === undefined || id === null ? null : { accountId: first.accountId, id, level: first.level };
    void navigate({ to: "/explorer", search: viewToSearch({ ...view, object }) });
  };
  const title = !ended
    ? t.progress(run?.done ?? 0, run?.total ?? rows.length)
    : done === rows.length
      ? t.done(done)
      : t.partly(done, rows.length);
  return (
    <section className={styles.result} aria-label={t.title}>
      <div className={styles.head}>
        <h2 role="status" data-testid="publish-result">
          {title}
        </h2>
        <span className={styles.grow} />
        {!ended && (
          <Button icon="stop" onClick={() => cancel.mutate()}>
            {t.stop}
          </Button>
        )}
        {ended && done < rows.length && (
          <Button icon="refresh" busy={busy} onClick={onRetry}>
            {t.retry}
          </Button>
        )}
        {ended && change?.entry.canUndo === true && (
          <Button icon="history" onClick={() => undo(changeId)}>
            {t.undo}
          </Button>
        )}
        {ended && <Button onClick={onAnother}>{t.another}</Button>}
        {ended && done > 0 && (
          <Button kind="primary" onClick={handleShow}>
            {t.show}
          </Button>
        )}
      </div>
      {run !== null && <ProgressLine label={title} share={runShare(run)} />}
      <table className={styles.matrix}>
        <caption className="visually-hidden">{t.title}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.matrix.name}</th>
            <th scope="col">{t.outcome}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.item} data-testid="publish-sent">
              <th scope="row" className={styles.name}>
                {isolated(shortened(row.name, 160))}
              </th>
              <td className={isDone(row.outcome) ? undefined : styles.said}>{outcomeWords(row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
