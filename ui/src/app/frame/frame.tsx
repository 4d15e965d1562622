import { Outlet } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { DraftsLine } from "@/features/changes/drafts/drafts-line";
import type { AppState, WorkspaceState } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { texts } from "../texts";
import { ConnectionBar } from "./connection-bar";
import styles from "./frame.module.css";
import { HeldBar } from "./held-bar";
import { Rail } from "./rail";
import { TopBar } from "./top-bar";
import { useFrameKeys } from "./use-frame-keys";
import { useSlimRail } from "./use-slim-rail";

/** Says when a sync begins and ends, for those who do not see the line. */
function useSyncAnnouncements(workspace: WorkspaceState): void {
  const { announce } = useFrameActs();
  const running = workspace.sync.running !== null;
  const [before, setBefore] = useState(running);
  useEffect(() => {
    if (running === before) return;
    setBefore(running);
    announce(running ? texts.sync.started : texts.sync.finished);
  }, [running, before, announce]);
}

/** Rail, top bar, one view. */
export function Frame({ state, workspace }: { state: AppState; workspace: WorkspaceState }) {
  const [slim, toggleSlim] = useSlimRail();
  useFrameKeys(workspace, toggleSlim);
  useSyncAnnouncements(workspace);
  return (
    <div className={styles.app} data-slim={slim}>
      <a className={styles.skip} href="#main">
        {texts.skip.main}
      </a>
      <Rail state={state} workspace={workspace} slim={slim} />
      <div className={styles.right}>
        <TopBar workspace={workspace} />
        <ConnectionBar workspace={workspace} />
        <HeldBar workspace={workspace} />
        <DraftsLine workspace={workspace} />
        <main id="main" className={styles.main} tabIndex={-1}>
          <Outlet />
        </main>
      </div>
    </div>
  );
}
