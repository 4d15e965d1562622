import { type ReactNode, useState } from "react";
import { useIsActShown } from "@/api/shown-acts";
import { hasEnded, useCancelChanges, useChange, useLatestChanges, useWriteState } from "@/api/writes";
import { texts as frameTexts } from "@/app/texts";
import { copyingWords, runShare } from "@/components/changes/run";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { ProgressLine } from "@/components/ui/progress-line";
import { Tooltip } from "@/components/ui/tooltip";
import { useHotkeys } from "@/lib/use-hotkeys";
import { type ChangeEntry, type ChangeRun, toIpcError, type WorkspaceState } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { actWords } from "./act-words";
import { writesTexts as texts } from "./texts";
import { UndoPreview } from "./undo-preview";
import type { UndoWish } from "./use-write-acts";
import styles from "./writes.module.css";

/** What is being sent, with the way to stop it. */
function Running({ run }: { run: ChangeRun }) {
  const { notice } = useFrameActs();
  const cancel = useCancelChanges();
  const words = run.stopping ? texts.stopping : texts.sending(run.done, run.total);
  const copying = copyingWords(run);
  return (
    <div className={styles.bar} data-testid="sending">
      <div className={styles.main}>
        <p className={`${styles.title} tnum`}>{words}</p>
        {copying !== null && <p className={`${styles.more} tnum`}>{copying}</p>}
        <ProgressLine label={words} share={runShare(run) ?? 0} />
      </div>
      <Tooltip text={texts.stopSendingHint}>
        <Button
          size="small"
          icon="stop"
          disabled={run.stopping}
          data-testid="stop-sending"
          onClick={() => cancel.mutate(undefined, { onError: (error) => notice(toIpcError(error)) })}
        >
          {texts.stopSending}
        </Button>
      </Tooltip>
    </div>
  );
}

interface EndedProps {
  entry: ChangeEntry;
  run: ChangeRun | null;
  workspace: WorkspaceState;
  onDismiss: () => void;
}

/** What became of the last act, and the way to take it back. It stays until the next one. */
function Ended({ entry, run, workspace, onDismiss }: EndedProps) {
  const { undo } = useFrameActs();
  const detail = useChange(entry.id);
  if (detail === undefined) return null;
  const words = actWords(detail, workspace.accounts);
  const error = run?.changeId === entry.id ? run.error : null;
  return (
    <div className={styles.bar} data-tone={words.tone} data-testid="undo-bar">
      <Icon name={words.tone === "done" ? "check" : "warning"} className={styles.icon} />
      <div className={styles.main} role="status">
        <p className={styles.title}>{words.title}</p>
        {words.more !== null && <p className={styles.more}>{words.more}</p>}
        {error !== null && <p className={styles.more}>{error.message}</p>}
      </div>
      {detail.entry.canUndo && detail.entry.undoes === null && (
        <Button size="small" keys="Ctrl+Z" aria-keyshortcuts="Control+Z" onClick={() => undo(entry.id)}>
          {texts.undo}
        </Button>
      )}
      <Button
        kind="quiet"
        size="small"
        icon="close"
        iconOnly
        aria-label={texts.dismiss}
        onClick={onDismiss}
      />
    </div>
  );
}

/** The newest act since the bar is there; acts of earlier days are in the activity. */
function useNewAct(changes: ChangeEntry[] | undefined): ChangeEntry | null {
  const newest = changes?.[0]?.id ?? null;
  const [before, setBefore] = useState<string | null | undefined>(undefined);
  if (before === undefined && changes !== undefined) setBefore(newest);
  return before === undefined || newest === before ? null : (changes?.[0] ?? null);
}

/** Nothing there that could be taken back. */
function Nothing({ onDismiss }: { onDismiss: () => void }) {
  return (
    <div className={styles.bar}>
      <Icon name="info" className={styles.icon} />
      <div className={styles.main} role="status">
        <p className={styles.title}>{texts.none}</p>
        <p className={styles.more}>{texts.noneRemedy}</p>
      </div>
      <Button
        kind="quiet"
        size="small"
        icon="close"
        iconOnly
        aria-label={texts.dismiss}
        onClick={onDismiss}
      />
    </div>
  );
}

const Corner = ({ children }: { children: ReactNode }) => (
  <section className={styles.corner} aria-label={texts.bar} data-act-bar="">
    {children}
  </section>
);

interface Props {
  workspace: WorkspaceState;
  /** An act that is to be taken back. */
  wish: UndoWish | null;
  onWishEnd: () => void;
}

const canBeUndone = ({ canUndo, undoes }: ChangeEntry): boolean => canUndo && undoes === null;

/** Bottom left, in every view: what is being sent, what became of it, and how it would be taken back. */
export function ActBar({ workspace, wish, onWishEnd }: Props) {
  const { undo } = useFrameActs();
  const state = useWriteState();
  const changes = useLatestChanges();
  const entry = useNewAct(changes);
  const [dismissed, setDismissed] = useState<string | null>(null);
  const run = state?.run ?? null;
  const isRunShown = useIsActShown(run?.changeId ?? null);
  const isEntryShown = useIsActShown(entry?.id ?? null);

  useHotkeys([
    {
      keys: "Ctrl+Z",
      label: texts.acts.undo,
      group: frameTexts.keyMap.groups.anywhere,
      outsideText: true,
      run: () => undo(),
    },
  ]);

  if (run !== null && !run.ended) {
    return isRunShown ? null : (
      <Corner>
        <Running run={run} />
      </Corner>
    );
  }
  if (wish !== null && changes !== undefined) {
    // Without a name it is the newest that can be taken back.
    const wanted = changes.find((one) =>
      wish.changeId === null ? canBeUndone(one) : one.id === wish.changeId,
    );
    const changeId = wish.changeId ?? wanted?.id ?? null;
    return (
      <Corner>
        {changeId === null ? (
          <Nothing onDismiss={onWishEnd} />
        ) : (
          <UndoPreview key={changeId} changeId={changeId} accounts={workspace.accounts} onClose={onWishEnd} />
        )}
      </Corner>
    );
  }
  if (entry === null || isEntryShown || entry.id === dismissed || !hasEnded(state, entry.id)) return null;
  return (
    <Corner>
      <Ended entry={entry} run={run} workspace={workspace} onDismiss={() => setDismissed(entry.id)} />
    </Corner>
  );
}
