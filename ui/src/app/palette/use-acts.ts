import { useNavigate } from "@tanstack/react-router";
import { useSavedViews } from "@/api/saved-views";
import { useUpdateSettings } from "@/api/settings";
import { useCancelSync, useStartSync } from "@/api/sync";
import { useOpenWorkspace } from "@/api/workspaces";
import { useCancelChanges, useWriteState } from "@/api/writes";
import type { IconName } from "@/components/ui/icon";
import { SECTIONS } from "@/features/settings/sections";
import type { Hotkey } from "@/lib/hotkeys";
import { type AppState, toIpcError } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { useOpenBulk } from "@/view/bulk-subject";
import { openedView } from "@/view/saved-view";
import { useViewState } from "@/view/use-view-state";
import { lookingAt, type ViewSearch, viewToSearch } from "@/view/view-state";
import { writesTexts } from "../frame/writes/texts";
import { texts } from "../texts";

export type Act = {
  id: string;
  label: string;
  icon: IconName;
  keys?: string;
  /** Runs once the view has the keyboard back. */
  isOfView?: boolean;
  run: () => void;
};

type Navigate = ReturnType<typeof useNavigate>;

function settingsActs(navigate: Navigate): Act[] {
  return SECTIONS.map(({ id, title }) => ({
    id: `settings-${id}`,
    label: texts.acts.section(title),
    icon: "settings",
    run: () => void navigate({ to: "/settings/{-$section}", params: { section: id }, search: true }),
  }));
}

/** Acts that need an open workspace. */
function useWorkspaceActs(state: AppState): Act[] {
  const { signInAgain, notice, stopWrites, allowWrites, undo } = useFrameActs();
  const writes = useWriteState();
  const cancelChanges = useCancelChanges();
  const { view } = useViewState();
  const navigate = useNavigate();
  const openBulk = useOpenBulk();
  const start = useStartSync();
  const cancel = useCancelSync();
  const views = useSavedViews();
  const { workspace } = state;
  if (workspace === null) return [];
  const onError = (error: unknown) => notice(toIpcError(error));
  const all = state.workspace?.accounts.map(({ id }) => id) ?? [];
  const look = (accounts: string[]) => {
    const search: ViewSearch = viewToSearch({ ...view, ...lookingAt(accounts, all) });
    void navigate({ to: "/explorer", search });
  };
  const sync: Act =
    workspace.sync.running === null
      ? {
          id: "sync",
          label: texts.acts.syncNow,
          icon: "refresh",
          keys: "Ctrl+R",
          run: () => start.mutate([], { onError }),
        }
      : {
          id: "stop",
          label: texts.acts.stopSync,
          icon: "stop",
          run: () => cancel.mutate(undefined, { onError }),
        };
  return [
    {
      id: "overview",
      label: texts.acts.overview,
      icon: "overview",
      keys: "1",
      run: () => void navigate({ to: "/", search: true }),
    },
    {
      id: "explorer",
      label: texts.acts.explorer,
      icon: "explorer",
      keys: "2",
      run: () => void navigate({ to: "/explorer", search: true }),
    },
    ...(views ?? []).map(
      ({ name, view: text }): Act => ({
        id: `view:${name}`,
        label: texts.acts.savedView(name),
        icon: "explorer",
        run: () => void navigate({ to: "/explorer", search: viewToSearch(openedView(view, name, text)) }),
      }),
    ),
    {
      id: "activity",
      label: texts.acts.activity,
      icon: "history",
      keys: "3",
      run: () => void navigate({ to: "/activity", search: true }),
    },
    {
      id: "reconcile",
      label: texts.acts.reconcile,
      icon: "reconcile",
      keys: "4",
      run: () => void navigate({ to: "/reconcile", search: true }),
    },
    {
      id: "rules",
      label: texts.acts.rules,
      icon: "rules",
      keys: "6",
      run: () => void navigate({ to: "/rules", search: true }),
    },
    {
      id: "new-rule",
      label: texts.acts.newRule,
      icon: "plus",
      // What another new rule began with is not what this one begins with.
      run: () => void navigate({ to: "/rules/new", search: viewToSearch(view) }),
    },
    {
      id: "spreadsheet",
      label: texts.acts.spreadsheet,
      icon: "pencil",
      run: () => openBulk({ kind: "sheet", text: "" }),
    },
    {
      id: "studio",
      label: texts.acts.studio,
      icon: "picture",
      keys: "8",
      run: () => void navigate({ to: "/studio/{-$brief}", params: {}, search: true }),
    },
    {
      id: "drafts",
      label: texts.acts.drafts,
      icon: "pencil",
      keys: "5",
      run: () => void navigate({ to: "/drafts/{-$draft}", params: {}, search: true }),
    },
    {
      id: "approvals",
      label: texts.acts.approvals,
      icon: "approve",
      keys: "7",
      run: () => void navigate({ to: "/approvals", search: true }),
    },
    {
      id: "rule-runs",
      label: texts.acts.ruleRuns,
      icon: "history",
      run: () => void navigate({ to: "/rules/runs/{-$run}", params: { run: undefined }, search: true }),
    },
    {
      id: "rule-pauses",
      label: texts.acts.paused,
      icon: "pause",
      run: () => void navigate({ to: "/rules/paused", search: true }),
    },
    {
      id: "meta-rules",
      label: texts.acts.metaRules,
      icon: "rules",
      run: () => void navigate({ to: "/rules/meta", search: true }),
    },
    {
      id: "backtest",
      label: texts.acts.backtest,
      icon: "restore",
      run: () => void navigate({ to: "/rules/backtest", search: true }),
    },
    sync,
    writes?.stopped === true
      ? {
          id: "allow-writes",
          label: writesTexts.acts.allow,
          icon: "play",
          keys: "Ctrl+Shift+.",
          run: allowWrites,
        }
      : {
          id: "stop-writes",
          label: writesTexts.acts.stop,
          icon: "stop",
          keys: "Ctrl+Shift+.",
          run: stopWrites,
        },
    ...(writes?.run?.ended === false
      ? [
          {
            id: "stop-sending",
            label: writesTexts.acts.stopSending,
            icon: "stop",
            run: () => cancelChanges.mutate(undefined, { onError }),
          } satisfies Act,
        ]
      : []),
    { id: "undo", label: writesTexts.acts.undo, icon: "restore", keys: "Ctrl+Z", run: () => undo() },
    {
      id: "create",
      label: texts.acts.create,
      icon: "plus",
      keys: "N",
      run: () => void navigate({ to: "/create/{-$place}", params: {}, search: true }),
    },
    { id: "all", label: texts.acts.all, icon: "tree", keys: "Alt+0", run: () => look([]) },
    ...workspace.accounts.map(
      (account, index): Act => ({
        id: account.id,
        label: texts.acts.account(account.name),
        icon: "tree",
        ...(index < 9 ? { keys: `Alt+${index + 1}` } : {}),
        run: () => look([account.id]),
      }),
    ),
    {
      id: "choose",
      label: texts.acts.chooseAccounts,
      icon: "check",
      run: () => void navigate({ to: "/accounts", search: true }),
    },
    { id: "sign-in", label: texts.acts.signIn, icon: "key", run: signInAgain },
    {
      id: "settings",
      label: texts.acts.settings,
      icon: "settings",
      keys: "Ctrl+,",
      run: () => void navigate({ to: "/settings/{-$section}", params: {}, search: true }),
    },
    ...settingsActs(navigate),
  ];
}

/** Every act the palette can run right now. */
export function useActs(state: AppState): Act[] {
  const { openKeyMap, notice } = useFrameActs();
  const navigate = useNavigate();
  const update = useUpdateSettings();
  const open = useOpenWorkspace();
  const onError = (error: unknown) => notice(toIpcError(error));
  const inWorkspace = useWorkspaceActs(state);
  const theme = (value: "light" | "dark" | "system") => () => update.mutate({ theme: value }, { onError });
  const others = state.workspaces.filter(({ id }) => id !== state.workspace?.id);
  return [
    ...inWorkspace,
    { id: "theme-light", label: texts.acts.light, icon: "sun", run: theme("light") },
    { id: "theme-dark", label: texts.acts.dark, icon: "sun", run: theme("dark") },
    { id: "theme-system", label: texts.acts.system, icon: "sun", run: theme("system") },
    { id: "keys", label: texts.acts.keys, icon: "keyboard", keys: "?", run: openKeyMap },
    ...others.map(
      ({ id, name }): Act => ({
        id: `workspace-${id}`,
        label: texts.acts.workspace(name),
        icon: "folder",
        run: () => {
          void navigate({ to: "/", search: {} });
          open.mutate(id, { onError });
        },
      }),
    ),
    { id: "add", label: texts.acts.add, icon: "plus", run: () => void navigate({ to: "/welcome" }) },
  ];
}

/** What the view on the screen can do, by its keys: the palette finds every act. */
export function viewActs(live: readonly Hotkey[]): Act[] {
  const ofView = live.filter(({ group }) => group === texts.keyMap.groups.view);
  return ofView.map(({ keys, label, run }) => ({
    id: `view-${keys}`,
    label,
    icon: "keyboard",
    keys,
    isOfView: true,
    run: () => run(new KeyboardEvent("keydown")),
  }));
}

/** Acts whose words all begin some word of the label: "sy al" finds "Sync all accounts now". */
export function matchActs(acts: Act[], typed: string): Act[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return acts.filter(({ label }) => {
    const parts = label.toLowerCase().split(/[\s:·]+/);
    return words.every((word) => parts.some((part) => part.startsWith(word)));
  });
}
