import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { ProgressLine } from "@/components/ui/progress-line";
import { RangePicker } from "@/components/ui/range-picker";
import { Tooltip } from "@/components/ui/tooltip";
import type { WorkspaceState } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { texts } from "../texts";
import { SyncState } from "./sync-state";
import { runShare, runText } from "./sync-summary";
import styles from "./top-bar.module.css";
import { KillSwitch, OpenRequests } from "./writes/kill-switch";
import { useIsStopped } from "./writes/use-write-acts";

/** Range, search, sync, and what kind of workspace this is. */
export function TopBar({ workspace }: { workspace: WorkspaceState }) {
  const { openPalette } = useFrameActs();
  const running = workspace.sync.running;
  const isStopped = useIsStopped();
  return (
    <header className={styles.top} data-stopped={isStopped || undefined}>
      <RangePicker />
      <button type="button" className={styles.find} aria-keyshortcuts="Control+K" onClick={openPalette}>
        <Icon name="search" />
        <span className="ellipsis">{texts.top.search}</span>
        <Kbd keys="Ctrl+K" />
      </button>
      <SyncState workspace={workspace} />
      <OpenRequests />
      {workspace.readOnly && (
        <Tooltip text={texts.top.readOnlyHint} side="bottom">
          <span className={styles.readOnly}>{texts.top.readOnly}</span>
        </Tooltip>
      )}
      {workspace.kind === "demo" && (
        <Tooltip text={texts.top.demoHint} side="bottom">
          <span className={styles.demo} data-testid="demo-badge">
            {texts.top.demo}
          </span>
        </Tooltip>
      )}
      <KillSwitch />
      {running !== null && (
        <ProgressLine label={runText(running)} share={runShare(running)} className={styles.progress} />
      )}
    </header>
  );
}
