import type { AppEvent, AppState, SignInStatus, SyncStatus, WorkspaceState } from "../bindings";
import { fakeAccounts, IDLE_SYNC, initialState, type Scenario, syncingStatus, workspace } from "./scenarios";
import { WORLD } from "./world";

type Input = {
  scenario: Scenario;
  now: () => number;
  /** Milliseconds between the steps of what takes time; 0 waits for `advance()`. */
  stepMs: number;
  emit: (event: AppEvent) => void;
};

/** What the program is in: its workspace, its sign-in, its sync, and what of them takes time. */
export function fakeSession({ scenario, now, stepMs, emit }: Input) {
  let state = initialState(scenario, now());
  let signIn: SignInStatus = { phase: "idle" };
  let steps: (() => void)[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;

  const advance = (): void => {
    steps.shift()?.();
    if (steps.length > 0 && stepMs > 0) {
      timer = setTimeout(advance, stepMs);
    }
  };
  const plan = (next: (() => void)[]): void => {
    clearTimeout(timer);
    steps = next;
    if (stepMs > 0) timer = setTimeout(advance, stepMs);
  };

  const setState = (next: AppState): AppState => {
    state = next;
    emit({ kind: "state_changed" });
    return state;
  };
  const changeWorkspace = (patch: Partial<WorkspaceState>): AppState =>
    setState({ ...state, workspace: state.workspace === null ? null : { ...state.workspace, ...patch } });
  /** The vault is open, which nobody is told of before the workspace is. */
  const unlock = (): void => {
    state = { ...state, keys: { ...state.keys, vaultLocked: false } };
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

  return {
    state: () => state,
    signIn: () => signIn,
    advance,
    plan,
    setState,
    changeWorkspace,
    unlock,
    setSignIn,
    setSync,
    openWorkspace,
    runSync,
  };
}

export type FakeSession = ReturnType<typeof fakeSession>;
