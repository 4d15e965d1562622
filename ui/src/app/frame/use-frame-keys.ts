import { useNavigate } from "@tanstack/react-router";
import { useStartSync } from "@/api/sync";
import type { Hotkey } from "@/lib/hotkeys";
import { useHotkeys } from "@/lib/use-hotkeys";
import type { WorkspaceState } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { useViewState } from "@/view/use-view-state";
import { lookingAt } from "@/view/view-state";
import { texts } from "../texts";
import { writesTexts } from "./writes/texts";
import { useIsStopped } from "./writes/use-write-acts";

const { anywhere, accounts: accountGroup } = texts.keyMap.groups;

/** Keys that work wherever one is. */
export function useFrameKeys(workspace: WorkspaceState, toggleSlim: () => void): void {
  const { openPalette, openKeyMap, stopWrites, allowWrites } = useFrameActs();
  const isStopped = useIsStopped();
  const { accounts: shown, setView } = useViewState();
  const navigate = useNavigate();
  const { mutate: startSync } = useStartSync();

  const all = workspace.accounts.map(({ id }) => id);
  const look = (ids: string[]) => setView(lookingAt(ids, all));
  const accountKeys = workspace.accounts.slice(0, 9).map(
    (account, index): Hotkey => ({
      keys: `Alt+${index + 1}`,
      label: account.name,
      group: accountGroup,
      everywhere: true,
      run: () => look([account.id]),
    }),
  );

  useHotkeys([
    { keys: "Ctrl+K", label: texts.acts.palette, group: anywhere, everywhere: true, run: openPalette },
    { keys: "?", label: texts.acts.keys, group: anywhere, run: openKeyMap },
    { keys: "[", label: texts.acts.slim, group: anywhere, run: toggleSlim },
    {
      keys: "1",
      label: texts.acts.overview,
      group: anywhere,
      run: () => void navigate({ to: "/", search: true }),
    },
    {
      keys: "2",
      label: texts.acts.explorer,
      group: anywhere,
      run: () => void navigate({ to: "/explorer", search: true }),
    },
    {
      keys: "3",
      label: texts.acts.activity,
      group: anywhere,
      run: () => void navigate({ to: "/activity", search: true }),
    },
    {
      keys: "4",
      label: texts.acts.reconcile,
      group: anywhere,
      run: () => void navigate({ to: "/reconcile", search: true }),
    },
    {
      keys: "6",
      label: texts.acts.rules,
      group: anywhere,
      run: () => void navigate({ to: "/rules", search: true }),
    },
    {
      keys: "5",
      label: texts.acts.drafts,
      group: anywhere,
      run: () => void navigate({ to: "/drafts/{-$draft}", params: {}, search: true }),
    },
    {
      keys: "7",
      label: texts.acts.approvals,
      group: anywhere,
      run: () => void navigate({ to: "/approvals", search: true }),
    },
    {
      keys: "8",
      label: texts.acts.studio,
      group: anywhere,
      run: () => void navigate({ to: "/studio/{-$brief}", params: {}, search: true }),
    },
    {
      keys: "Ctrl+,",
      label: texts.acts.settings,
      group: anywhere,
      everywhere: true,
      run: () => void navigate({ to: "/settings/{-$section}", params: {}, search: true }),
    },
    {
      keys: "Ctrl+R",
      label: texts.sync.now,
      group: anywhere,
      everywhere: true,
      run: () => startSync(shown.map(({ id }) => id)),
    },
    {
      keys: "Ctrl+Shift+.",
      label: isStopped ? writesTexts.acts.allow : writesTexts.acts.stop,
      group: anywhere,
      everywhere: true,
      run: isStopped ? allowWrites : stopWrites,
    },
    { keys: "Alt+0", label: texts.rail.all, group: accountGroup, everywhere: true, run: () => look([]) },
    ...accountKeys,
  ]);
}
