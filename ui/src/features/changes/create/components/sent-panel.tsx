import { useNavigate } from "@tanstack/react-router";
import { hasEnded, useChange, useWriteState } from "@/api/writes";
import { isDone, outcomeWords } from "@/components/changes/words";
import { Button } from "@/components/ui/button";
import { isolated, shortened } from "@/lib/text";
import { placeText } from "@/view/create-place";
import { useViewState } from "@/view/use-view-state";
import { viewToSearch } from "@/view/view-state";
import styles from "../create.module.css";
import { texts } from "../texts";

type Props = {
  changeId: string;
  onAnother: () => void;
  onRetry: () => void;
};

/** What became of what was sent, object by object. */
export function SentPanel({ changeId, onAnother, onRetry }: Props) {
  const t = texts.result;
  const navigate = useNavigate();
  const { view } = useViewState();
  const state = useWriteState();
  const ended = hasEnded(state, changeId);
  const change = useChange(changeId);
  const rows = change?.rows ?? [];
  const done = rows.filter(({ outcome }) => isDone(outcome)).length;
  const whole = ended && rows.length > 0 && done === rows.length;
  // What was made is not made again: the rest goes on in it.
  const goOn = rows.findLast(({ outcome, id }) => isDone(outcome) && id !== null);
  const handleGoOn = (): void => {
    if (goOn === undefined) return;
    const place = placeText(goOn.accountId, { level: goOn.level, id: goOn.id ?? "" });
    void navigate({ to: "/create/{-$place}", params: { place }, search: true });
  };
  const handleShow = (): void => {
    const first = rows.find(({ id }) => id !== null);
    const search = viewToSearch({
      ...view,
      object:
        first === undefined || first.id === null
          ? null
          : { accountId: first.accountId, id: first.id, level: first.level },
    });
    void navigate({ to: "/explorer", search });
  };
  return (
    <>
      <div className={styles.sideBody}>
        <h2 className={styles.sideTitle} role="status">
          {!ended
            ? `${t.sending}: ${t.progress(state?.run?.done ?? 0, state?.run?.total ?? rows.length)}`
            : whole
              ? t.done(done)
              : t.partly(done, rows.length)}
        </h2>
        {rows.map((row) => (
          <div key={row.item} className={styles.made} data-testid={`sent-${row.level}`}>
            <span className={styles.madeLevel}>{row.level === "account" ? "" : texts.levels[row.level]}</span>
            <span className={styles.madeName}>{isolated(shortened(row.name, 200))}</span>
            <span className={isDone(row.outcome) ? styles.good : styles.said}>{outcomeWords(row)}</span>
          </div>
        ))}
      </div>
      <div className={styles.acts}>
        {ended && !whole && <Button onClick={onRetry}>{t.retry}</Button>}
        {ended && (whole || done === 0) && <Button onClick={onAnother}>{whole ? t.another : t.fix}</Button>}
        {ended && !whole && done > 0 && <Button onClick={handleGoOn}>{t.goOn}</Button>}
        <Button kind="primary" onClick={handleShow} disabled={!ended}>
          {t.show}
        </Button>
      </div>
    </>
  );
}
