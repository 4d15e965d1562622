import { useStopWrites, useWriteState } from "@/api/writes";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Tooltip } from "@/components/ui/tooltip";
import { formatClock, formatShortInstant } from "@/lib/times";
import { useNow } from "@/lib/use-now";
import { useFrameActs } from "@/view/acts";
import { writesTexts as texts } from "./texts";
import styles from "./writes.module.css";

const DAY = 86_400_000;

/** Stops everything that would be sent; while stopped, says since when and offers the way back. */
export function KillSwitch() {
  const state = useWriteState();
  const isToday = (nowMs: number) => nowMs - (state?.stoppedAtMs ?? 0) < DAY;
  const now = useNow(60_000, isToday);
  const stop = useStopWrites();
  const { allowWrites, stopWrites } = useFrameActs();
  if (state === undefined) return null;
  if (!state.stopped) {
    return (
      <Tooltip text={`${texts.stopHint} · Ctrl Shift .`} side="bottom">
        <Button
          kind="danger"
          icon="stop"
          className={styles.stop}
          aria-label={texts.stop}
          aria-keyshortcuts="Control+Shift+."
          data-testid="stop-writes"
          busy={stop.isPending}
          onClick={stopWrites}
        >
          <span className={styles.stopWords}>{texts.stop}</span>
        </Button>
      </Tooltip>
    );
  }
  const at = state.stoppedAtMs;
  const when = at === null ? null : isToday(now) ? formatClock(at) : formatShortInstant(at, now);
  const words = `${texts.stoppedSince(when, state.stoppedBy)}.`;
  return (
    <div className={styles.stopped} role="alert" data-testid="writes-stopped">
      <Icon name="stop" size={12} />
      <span className={`${styles.long} ellipsis`} title={words}>
        {words}
      </span>
      <span className={styles.short} title={words} aria-hidden="true">
        {texts.stoppedShort}
      </span>
      <Button size="small" aria-keyshortcuts="Control+Shift+." onClick={allowWrites}>
        {texts.allow}
      </Button>
    </div>
  );
}

/** Requests whose outcome is not known yet. */
export function OpenRequests() {
  const open = useWriteState()?.open ?? 0;
  if (open === 0) return null;
  return (
    <Tooltip text={texts.openHint(open)} side="bottom">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the tooltip says what it means, also to the keyboard. */}
      <span className={styles.open} data-testid="open-requests" tabIndex={0}>
        <Icon name="clock" size={12} />
        {texts.open(open)}
      </span>
    </Tooltip>
  );
}

type DialogProps = {
  open: boolean;
  busy: boolean;
  onOpenChange: (open: boolean) => void;
  onAllow: () => void;
};

/** Asks before changes are sent again. */
export function AllowWrites({ open, busy, onOpenChange, onAllow }: DialogProps) {
  const drafts = useWriteState()?.drafts ?? 0;
  return (
    <AlertDialog
      open={open}
      onOpenChange={onOpenChange}
      title={texts.allowTitle}
      description={texts.allowText(drafts)}
      confirm={texts.allowConfirm}
      cancel={texts.keepStopped}
      busy={busy}
      onConfirm={onAllow}
    />
  );
}
