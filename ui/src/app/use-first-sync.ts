import { useState } from "react";
import type { WorkspaceState } from "@/platform";

type FirstSync = {
  /** Nothing is here yet and the first sync is under way. */
  waiting: boolean;
  /** Opens the workspace with what is here; the rest follows. */
  openNow: () => void;
};

/** Whether to show the first sync in place of empty tables. A person who opened the workspace is not sent back. */
export function useFirstSync(workspace: WorkspaceState | null): FirstSync {
  const [opened, setOpened] = useState<string | null>(null);
  const empty =
    workspace !== null &&
    workspace.accounts.length > 0 &&
    workspace.accounts.every((account) => account.syncedAtMs === null);
  const waiting = empty && workspace.sync.running !== null && opened !== workspace.id;
  return { waiting, openNow: () => setOpened(workspace?.id ?? null) };
}
