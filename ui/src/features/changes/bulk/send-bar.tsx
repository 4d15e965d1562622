import { Button } from "@/components/ui/button";
import { joinSentences } from "@/lib/sentences";
import styles from "./bulk-page.module.css";
import { bulkTexts } from "./texts";
import type { Bulk } from "./use-bulk";

/** Why nothing can be sent now whatever is in the change; `null` where it can. */
export function sendRefusal({ writes, offline, busyElsewhere }: Bulk): string | null {
  const { send } = bulkTexts;
  if (writes?.stopped === true) return send.stopped;
  if (writes?.readOnly === true) return send.readOnly;
  if (writes !== undefined && writes.held !== null) return joinSentences(writes.held);
  if (offline) return send.offline;
  return busyElsewhere ? send.busy : null;
}

interface SendBarProps {
  bulk: Bulk;
  answered: boolean;
  onSend: () => void;
  onKeep: () => void;
}

/** Sends what is on the screen, or keeps it for later. */
export function SendBar({ bulk, answered, onSend, onKeep }: SendBarProps) {
  const { send } = bulkTexts;
  const { head, leftOut, sending, checked, planned } = bulk;
  const count = bulk.counts?.willChange ?? 0;
  const refusal = sendRefusal(bulk);
  const ready = head !== null && leftOut.narrowed !== null && planned;
  const kept = head !== null && sending.keptId === head.id;
  return (
    <div className={styles.sendBar}>
      {kept && (
        <span className={styles.kept} role="status">
          {send.kept}
        </span>
      )}
      {bulk.from !== "undo" && (
        <Button disabled={!ready || count === 0 || kept} busy={sending.busy} keys="Ctrl+S" onClick={onKeep}>
          {send.draft}
        </Button>
      )}
      <Button
        kind="primary"
        keys="Ctrl+Enter"
        data-testid="bulk-send"
        disabled={!ready || !checked || !answered || count === 0 || refusal !== null}
        busy={sending.busy}
        onClick={onSend}
      >
        {send.send(count)}
      </Button>
    </div>
  );
}
