import { useCancelSync, useStartSync } from "@/api/sync";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Popover } from "@/components/ui/popover";
import { UsageMeter } from "@/components/ui/progress-line";
import { Tooltip } from "@/components/ui/tooltip";
import { describeFreshness } from "@/lib/times";
import { useNow } from "@/lib/use-now";
import { toIpcError, type WorkspaceState } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { texts } from "../texts";
import { GovernorPanel } from "./governor-panel";
import { completeSince, fullestUsage, syncFace } from "./sync-summary";
import styles from "./top-bar.module.css";

/** Offline takes the place of the time: what is here is what there is. */
function OfflineBadge() {
  return (
    <span className={styles.offline} data-testid="offline-badge">
      <Icon name="offline" size={12} />
      {texts.top.offline}
    </span>
  );
}

function Face({ workspace }: { workspace: WorkspaceState }) {
  const faceAt = (nowMs: number) => {
    const freshness = describeFreshness(completeSince(workspace), nowMs);
    return syncFace(workspace, freshness.text, freshness.tone !== "fresh", nowMs);
  };
  const look = ({ tone, text, usage }: ReturnType<typeof faceAt>) => [tone, text, usage].join();
  const face = faceAt(
    useNow(workspace.sync.running === null ? 60_000 : 1_000, (nowMs) => look(faceAt(nowMs))),
  );
  const percent = fullestUsage(workspace.sync);
  return (
    <>
      <span className={`${styles.dot} ${styles[face.tone]}`} aria-hidden="true" />
      <span className={`${styles.syncText} tnum`}>{face.text}</span>
      {percent !== null && face.usage !== null && (
        <span className={styles.usage}>
          <UsageMeter label={texts.sync.limits} percent={percent} />
          <span className="tnum">{face.usage}</span>
        </span>
      )}
    </>
  );
}

/** The state of sync, always in sight; opens the panel. Beside it the one act: sync now, or stop. */
export function SyncState({ workspace }: { workspace: WorkspaceState }) {
  const { notice } = useFrameActs();
  const start = useStartSync();
  const cancel = useCancelSync();
  const onError = (error: unknown) => notice(toIpcError(error));
  const running = workspace.sync.running;
  const trigger = (
    <button type="button" className={styles.sync} aria-label={texts.sync.label} data-testid="sync-state">
      {workspace.online ? <Face workspace={workspace} /> : <OfflineBadge />}
    </button>
  );
  return (
    <div className={styles.syncGroup}>
      <Popover trigger={trigger} label={texts.sync.label} align="end">
        <GovernorPanel workspace={workspace} />
      </Popover>
      {running === null ? (
        <Tooltip text={`${texts.sync.now} · Ctrl R`} side="bottom">
          <Button
            kind="quiet"
            icon="refresh"
            iconOnly
            aria-label={texts.sync.now}
            aria-keyshortcuts="Control+R"
            data-testid="sync-now"
            disabled={workspace.connection.status === "ended" || workspace.accounts.length === 0}
            onClick={() => start.mutate([], { onError })}
          />
        </Tooltip>
      ) : (
        <Tooltip text={texts.sync.cancel} side="bottom">
          <Button
            kind="quiet"
            icon="stop"
            iconOnly
            aria-label={texts.sync.cancel}
            data-testid="sync-cancel"
            disabled={running.cancelling}
            onClick={() => cancel.mutate(undefined, { onError })}
          />
        </Tooltip>
      )}
    </div>
  );
}
