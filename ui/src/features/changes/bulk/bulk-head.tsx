import { Button } from "@/components/ui/button";
import { ProgressLine } from "@/components/ui/progress-line";
import { Tooltip } from "@/components/ui/tooltip";
import { formatCount } from "@/lib/numbers";
import styles from "./bulk-page.module.css";
import { effectWords, headParts } from "./summary";
import { bulkTexts } from "./texts";
import type { Bulk } from "./use-bulk";
import { rows } from "./words";

/** What would happen in all, and how far looking at it is. */
export function BulkHead({ bulk }: { bulk: Bulk }) {
  const { head, counts, leftOut, look } = bulk;
  const words = bulkTexts.head;
  if (head === null || counts === null) return <div className={styles.head} />;
  const effects = effectWords(head);
  return (
    <section
      className={styles.head}
      aria-label={words.label}
      data-behind={look.behind || leftOut.narrowed === null || undefined}
    >
      <div className={styles.headLine}>
        <p className={styles.counts} role="status" data-testid="bulk-counts">
          {headParts(counts, leftOut.items.size).map(({ tone, text }, index) => (
            <span key={text} className={styles[tone]}>
              {index > 0 && ", "}
              {text}
            </span>
          ))}
        </p>
        <span className={styles.grow} />
        <Tooltip text={words.notice}>
          <span className={styles.effects} data-testid="bulk-effect">
            {effects.length === 0 ? (
              <span className={styles.quiet}>{words.noEffect}</span>
            ) : (
              effects.map((text) => <b key={text}>{text}</b>)
            )}
          </span>
        </Tooltip>
      </div>
      <CheckLine bulk={bulk} />
    </section>
  );
}

/** How far the check is, and what can be done about it. */
function CheckLine({ bulk }: { bulk: Bulk }) {
  const { look, preview } = bulk;
  const words = bulkTexts.head;
  const isEdit = bulk.from !== "undo";
  const checking = look.step === "checking";
  return (
    <div className={styles.checkLine}>
      <span role="status" data-testid="bulk-check">
        {checkWords(bulk)}
      </span>
      {checking && (
        <ProgressLine
          className={styles.progress}
          label={words.checking(rows(preview?.rowCount ?? 0))}
          share={look.progress === null ? null : look.progress.done / Math.max(1, look.progress.total)}
        />
      )}
      {checking && isEdit && preview !== null && (
        <Button kind="quiet" size="small" icon="stop" onClick={look.stop}>
          {words.stop}
        </Button>
      )}
      {look.step === "done" && isEdit && !bulk.offline && (
        <>
          <Button kind="quiet" size="small" icon="refresh" onClick={() => look.look("live")}>
            {words.again}
          </Button>
          {preview?.checked !== "meta" && (
            <Tooltip text={words.askHint}>
              <Button kind="quiet" size="small" onClick={() => look.look("meta")}>
                {words.ask}
              </Button>
            </Tooltip>
          )}
        </>
      )}
      <span className={styles.grow} />
      {bulk.problems.length > 0 && <span className={styles.quiet}>{words.nextProblemKey}</span>}
      <span className={styles.quiet}>{bulkTexts.send.leaveOut}</span>
    </div>
  );
}

function checkWords({ look, preview, leftOut }: Bulk): string {
  const words = bulkTexts.head;
  if (look.step === "planning" || leftOut.narrowed === null) return words.planning;
  if (look.step === "waiting") return words.waiting;
  if (look.step === "checking") {
    const { progress } = look;
    return progress === null
      ? words.checking(rows(preview?.rowCount ?? 0))
      : words.checkingOf(formatCount(progress.done), formatCount(progress.total));
  }
  if (preview?.checked === "meta") return words.judged;
  return preview?.checked === "live" ? words.checked : words.local;
}
