import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { formatShortInstant } from "@/lib/times";
import type { RuleDetail, RuleWords } from "@/platform";
import styles from "./conflict-view.module.css";
import { RuleSentences } from "./rule-sentences";
import { texts } from "./texts";

type Props = {
  /** What somebody else saved. */
  theirs: RuleDetail;
  /** What this text says, as far as it is known. */
  mine: RuleWords | null;
  nowMs: number;
  busy: boolean;
  onMine: () => void;
  onTheirs: () => void;
  onClose: () => void;
};

/** Both versions side by side; one of them is chosen, or the editing goes on. */
export function ConflictView({ theirs, mine, nowMs, busy, onMine, onTheirs, onClose }: Props) {
  const words = texts.conflict;
  const [newest] = theirs.versions;
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={words.title}
      description={words.text(
        theirs.row.version,
        newest?.by ?? "?",
        newest === undefined ? "?" : formatShortInstant(newest.atMs, nowMs),
      )}
      actions={
        <>
          <Button onClick={onClose}>{words.later}</Button>
          <Button onClick={onTheirs}>{words.useTheirs}</Button>
          <Button kind="primary" busy={busy} onClick={onMine}>
            {words.useMine}
          </Button>
        </>
      }
    >
      <div className={styles.both} data-testid="rule-conflict">
        <section aria-label={words.mine}>
          <h3>{words.mine}</h3>
          {mine !== null && <RuleSentences words={mine} against={theirs.row.words} />}
        </section>
        <section aria-label={words.theirs}>
          <h3>{words.theirs}</h3>
          <RuleSentences words={theirs.row.words} against={mine ?? undefined} />
        </section>
      </div>
    </Dialog>
  );
}
