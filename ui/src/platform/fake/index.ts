import { addDays, dayIn } from "@/lib/days";
import type {
  AppEvent,
  AppState,
  IpcError,
  Settings,
  SettingsPatch,
  SignInStatus,
  SyncStatus,
} from "../bindings";
import { IpcFailure } from "../ipc-failure";
import type { Platform } from "../platform";
import { fakeActivity } from "./activity";
import { available, availablePart, manyAvailable } from "./available";
import { type ChangeControls, fakeChanges } from "./changes";
import { fakeCreating } from "./creating";
import { queryExplorer } from "./explorer";
import { getObject, getSeries, listRevisions, search } from "./objects";
import {
  fakeAccounts,
  fakeBackups,
  IDLE_SYNC,
  initialState,
  LINK_TAKEN,
  NEVER_SYNCED,
  RECOVERY_KEY,
  type Scenario,
  SETTINGS,
  syncingStatus,
  workspace,
} from "./scenarios";
import { Settings as ObjectSettings } from "./values";
import { WORLD } from "./world";

export type { Scenario } from "./scenarios";

type Options = {
  scenario?: Scenario;
  /** Milliseconds between the steps of what takes time; 0 waits for `advance()`, as tests want. */
  stepMs?: number;
  now?: () => number;
  /** Accounts the sign-in can see. */
  accounts?: number;
};

type CommandName = Exclude<keyof Platform, "onEvent">;

/** A platform whose world is in memory. For tests and for looking at the page in a browser. */
export type FakePlatform = Platform & {
  /** Every command that was called, in order. */
  calls: { command: CommandName; input: unknown }[];
  emit: (event: AppEvent) => void;
  /** Makes the next call of a command fail. */
  failNext: (command: CommandName, error: Partial<IpcError> & Pick<IpcError, "code" | "message">) => void;
  /** Takes the next step of a sign-in or a sync. */
  advance: () => void;
  state: () => AppState;
  /** Meta can be reached from now on, or not. */
  setOnline: (online: boolean) => void;
  /** The file a person chooses in the system's dialog from now on; `null` chooses none. */
  chooses: (path: string | null) => void;
  /** What happens to changes. */
  changing: ChangeControls;
};

const fail = (error: Partial<IpcError> & Pick<IpcError, "code" | "message">): IpcFailure =>
  new IpcFailure({ remedy: null, retryAfterMs: null, traceId: null, ...error });

export function createFakePlatform(options: Options = {}): FakePlatform {
  const now = options.now ?? Date.now;
  const handlers = new Set<(event: AppEvent) => void>();
  const failures = new Map<CommandName, IpcFailure>();
  const calls: FakePlatform["calls"] = [];
  let state = initialState(options.scenario ?? "first_run", now());
  let settings: Settings = SETTINGS;
  let backups = fakeBackups(now());
  let signIn: SignInStatus = { phase: "idle" };
  let chosen: string | null = null;
  const objects = new ObjectSettings();
  let steps: (() => void)[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const emit = (event: AppEvent): void => {
    for (const handler of handlers) handler(event);
  };
  const today = (): string => dayIn("Europe/Oslo", now());

  const advance = (): void => {
    steps.shift()?.();
    if (steps.length > 0 && options.stepMs !== undefined && options.stepMs > 0) {
      timer = setTimeout(advance, options.stepMs);
    }
  };
  const plan = (next: (() => void)[]): void => {
    clearTimeout(timer);
    steps = next;
    if (options.stepMs !== undefined && options.stepMs > 0) timer = setTimeout(advance, options.stepMs);
  };

  const setState = (next: AppState): AppState => {
    state = next;
    emit({ kind: "state_changed" });
    return state;
  };
  const setSignIn = (next: SignInStatus): SignInStatus => {
    signIn = next;
    emit({ kind: "sign_in_changed", status: next });
    return next;
  };
  const setSync = (sync: SyncStatus): SyncStatus => {
    if (state.workspace) state = { ...state, workspace: { ...state.workspace, sync } };
    emit({ kind: "sync_changed", status: sync });
    return sync;
  };
  const openWorkspace = (kind: "demo" | "meta", sync: SyncStatus, synced: boolean): void => {
    const made = workspace(now(), kind);
    const accounts = synced
      ? made.accounts
      : made.accounts.map((account) => ({ ...account, syncedAtMs: null }));
    const summary = { id: made.id, name: made.name, kind, lastOpenedAtMs: now() };
    setState({
      ...state,
      problem: null,
      workspaces: [summary, ...state.workspaces.filter(({ id }) => id !== made.id)],
      workspace: { ...made, accounts, sync },
    });
  };
  const runSync = (): SyncStatus => {
    const status = syncingStatus(now());
    const at = (share: number): SyncStatus => ({
      ...status,
      running: status.running && {
        ...status.running,
        accounts: status.running.accounts.map((account) => ({
          ...account,
          stage: share >= 1 ? "done" : account.stage,
          done: Math.round((account.total ?? 0) * share),
          rows: Math.round(9_412 * share),
        })),
      },
    });
    const finish = () => {
      if (state.workspace)
        state = { ...state, workspace: { ...state.workspace, accounts: fakeAccounts(now()) } };
      setSync(IDLE_SYNC(now()));
      emit({ kind: "state_changed" });
      emit({ kind: "data_changed", accountIds: WORLD.map(({ account }) => account.id) });
    };
    plan([...[0.2, 0.4, 0.6, 0.8, 1].map((share) => () => void setSync(at(share))), finish]);
    return setSync(at(0.05));
  };

  const { judgeNew, ...creatingCommands } = fakeCreating({
    fail,
    now,
    online: () => state.workspace?.online ?? false,
    settingsChanged: () => emit({ kind: "settings_changed" }),
  });
  const { controls: changing, ...changeCommands } = fakeChanges({
    judgeNew,
    now,
    emit,
    fail,
    settings: objects,
    askAll: (query) => {
      const window = (offset: number) =>
        queryExplorer({ ...query, offset, limit: 500 }, today(), now(), today());
      const all = window(0);
      for (let offset = 500; offset < all.totalRows; offset += 500) all.rows.push(...window(offset).rows);
      return all.rows.map(({ accountId, level, id }) => ({ accountId, level, id }));
    },
    stepMs: options.stepMs ?? 0,
    around: () => ({
      online: state.workspace?.online ?? false,
      readOnly: state.workspace?.readOnly ?? false,
      held: state.workspace?.held?.message ?? null,
    }),
  });
  const commands: Omit<Platform, "onEvent"> = {
    getAppState: async () => state,
    openWorkspace: async (id) => {
      openWorkspace(id === "ws_demo" ? "demo" : "meta", IDLE_SYNC(now()), true);
      return state;
    },
    closeWorkspace: async () => setState({ ...state, workspace: null }),
    createVault: async ({ passphrase }) => {
      if (passphrase.length < 12)
        throw fail({ code: "invalid_input", message: "The passphrase needs at least 12 characters." });
      return setState({ ...state, keys: { ...state.keys, vaultExists: true, vaultLocked: false } });
    },
    unlockVault: async ({ passphrase }) => {
      if (passphrase !== "correct horse battery") {
        throw fail({ code: "wrong_passphrase", message: "That passphrase does not open the vault." });
      }
      state = { ...state, keys: { ...state.keys, vaultLocked: false } };
      openWorkspace("meta", IDLE_SYNC(now()), true);
      return state;
    },
    recoverWorkspace: async ({ recoveryKey }) => {
      if (recoveryKey.replaceAll(/[\s-]/g, "").toUpperCase() !== RECOVERY_KEY.replaceAll("-", "")) {
        throw fail({
          code: "invalid_input",
          message: "This recovery key was mistyped: its last group does not fit the rest",
          remedy: "Compare each group with the page",
        });
      }
      openWorkspace("meta", IDLE_SYNC(now()), true);
      return state;
    },
    confirmHeldWrites: async () =>
      setState({
        ...state,
        workspace: state.workspace === null ? null : { ...state.workspace, held: null },
      }),
    retryKeyring: async () =>
      setState({
        ...state,
        keys: {
          ...state.keys,
          keyringReady: true,
          keyringState: "unlocked",
          message: "Keys are kept in this computer's keyring.",
          remedy: null,
        },
      }),
    startDemo: async () => {
      // The workspace is opened first: its settings say where the simulation listens.
      openWorkspace("demo", NEVER_SYNCED, false);
      const { workspace: made } = state;
      if (made) {
        const connection = { ...made.connection, status: "none" as const, method: null };
        setState({ ...state, workspace: { ...made, accounts: [], connection } });
      }
      plan([
        () =>
          void setSignIn({ phase: "waiting_for_browser", expiresAtMs: now() + 600_000, browserOpened: true }),
        () => void setSignIn({ phase: "exchanging" }),
        () => {
          openWorkspace("demo", NEVER_SYNCED, false);
          setSignIn({ phase: "done" });
          runSync();
        },
      ]);
      return setSignIn({ phase: "starting_demo" });
    },
    beginSignIn: async (input) => {
      if (input.appId !== null && !/^\d{5,20}$/.test(input.appId)) {
        throw fail({ code: "invalid_input", message: "The app id is a number of 15 or 16 digits." });
      }
      if (options.scenario === "link_taken" && input.redirect === "bounce" && !input.whoeverTakesLinks) {
        throw fail(LINK_TAKEN);
      }
      plan([
        () => void setSignIn({ phase: "exchanging" }),
        () => void setSignIn({ phase: "choosing_accounts" }),
      ]);
      return setSignIn({ phase: "waiting_for_browser", expiresAtMs: now() + 600_000, browserOpened: true });
    },
    connectSystemUser: async ({ token }) => {
      if (token.length < 20) {
        throw fail({
          code: "sign_in_needed",
          message: "Meta does not know this token.",
          remedy: "Copy it again, whole.",
        });
      }
      return setSignIn({ phase: "choosing_accounts" });
    },
    cancelSignIn: async () => {
      plan([]);
      return setSignIn({ phase: "idle" });
    },
    getSignIn: async () => signIn,
    listAvailableAccounts: async (from) => {
      const kept = new Set(state.workspace?.accounts.map(({ id }) => id) ?? []);
      const all = options.accounts === undefined ? available(kept) : manyAvailable(options.accounts, kept);
      return availablePart(all, from);
    },
    chooseAccounts: async ({ ids }) => {
      if (ids.length === 0) throw fail({ code: "invalid_input", message: "Choose at least one account." });
      openWorkspace("meta", NEVER_SYNCED, false);
      setSignIn({ phase: "done" });
      runSync();
      return state;
    },
    signOut: async () =>
      setState({
        ...state,
        workspace: state.workspace && {
          ...state.workspace,
          connection: { ...state.workspace.connection, status: "ended", cause: "You signed out." },
        },
      }),
    startSync: async () => runSync(),
    cancelSync: async () => {
      plan([]);
      return setSync({
        ...IDLE_SYNC(now()),
        last: {
          result: "cancelled",
          finishedAtMs: now(),
          rows: 1_204,
          calls: 11,
          problems: [],
          differences: [],
        },
      });
    },
    getSyncStatus: async () => state.workspace?.sync ?? NEVER_SYNCED,
    queryExplorer: async (input) => {
      const page = queryExplorer(input, today(), now() - 12 * 60_000, addDays(today(), -6));
      return { ...page, rows: page.rows.map((row) => objects.row(row)) };
    },
    getObject: async (input) => {
      const found = getObject(input, { today: today(), nowMs: now() });
      if (found === null)
        throw fail({ code: "not_found", message: "This object is not in the copy on this computer." });
      return objects.detail(found);
    },
    getSeries: async (input) => {
      const found = getSeries(input, { today: today(), nowMs: now() });
      if (found === null)
        throw fail({ code: "not_found", message: "This object is not in the copy on this computer." });
      return found;
    },
    listRevisions: async (input) => listRevisions(input, { today: today(), nowMs: now() }),
    search: async (input) => search(input),
    ...changeCommands,
    ...fakeActivity(now, changeCommands, options.scenario === "syncing", fail),
    ...creatingCommands,
    getSettings: async () => settings,
    updateSettings: async (patch) => {
      settings = applyPatch(settings, patch);
      emit({ kind: "settings_changed" });
      return settings;
    },
    createBackup: async () => {
      const stamp = new Date(now()).toISOString().slice(0, 16).replace(":", "");
      const made = {
        name: `northbound-${stamp}.sextant-backup`,
        path: `${settings.backupFolder}/northbound-${stamp}.sextant-backup`,
        createdAtMs: now(),
        bytes: 41_950_000,
      };
      backups = [made, ...backups];
      return made;
    },
    listBackups: async () => backups,
    restoreBackup: async () => {
      openWorkspace("meta", IDLE_SYNC(now()), true);
      return state;
    },
    chooseFile: async () => chosen,
    writeRecoveryKey: async ({ path }) => {
      if (!path.startsWith("/"))
        throw fail({ code: "invalid_input", message: "Give a full path, such as /media/key/sextant.txt." });
      return null;
    },
  };

  const recorded = Object.fromEntries(
    Object.entries(commands).map(([name, run]) => [
      name,
      async (...args: never[]) => {
        const command = name as CommandName;
        calls.push({ command, input: args[0] });
        const failure = failures.get(command);
        failures.delete(command);
        if (failure !== undefined) throw failure;
        return (run as (...args: never[]) => Promise<unknown>)(...args);
      },
    ]),
  );

  return {
    // The recording wrapper keeps each command's type; the mapping loses it.
    ...(recorded as unknown as Omit<Platform, "onEvent">),
    onEvent: async (handler) => {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    calls,
    emit,
    failNext: (command, error) => failures.set(command, fail(error)),
    advance,
    state: () => state,
    setOnline: (online) => {
      if (state.workspace) setState({ ...state, workspace: { ...state.workspace, online } });
    },
    chooses: (path) => {
      chosen = path;
    },
    changing,
  };
}

function applyPatch(settings: Settings, patch: SettingsPatch): Settings {
  const given = Object.entries(patch).filter(([, value]) => value !== null);
  return { ...settings, ...Object.fromEntries(given) };
}
