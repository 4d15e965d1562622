import type { IpcError } from "../bindings";
import type { Platform } from "../platform";
import { available, availablePart, manyAvailable } from "./available";
import { IDLE_SYNC, LINK_TAKEN, NEVER_SYNCED, RECOVERY_KEY, type Scenario } from "./scenarios";
import type { FakeSession } from "./session";

type Commands = Pick<
  Platform,
  | "getAppState"
  | "openWorkspace"
  | "closeWorkspace"
  | "createVault"
  | "unlockVault"
  | "recoverWorkspace"
  | "confirmHeldWrites"
  | "retryKeyring"
  | "startDemo"
  | "beginSignIn"
  | "connectSystemUser"
  | "cancelSignIn"
  | "getSignIn"
  | "listAvailableAccounts"
  | "chooseAccounts"
  | "signOut"
  | "startSync"
  | "cancelSync"
  | "getSyncStatus"
>;

type Input = {
  session: FakeSession;
  now: () => number;
  fail: (error: Partial<IpcError> & Pick<IpcError, "code" | "message">) => Error;
  scenario: Scenario;
  /** Accounts the sign-in can see; without a number a handful. */
  accounts: number | undefined;
};

/** The part of the fake platform that opens workspaces, signs in, chooses accounts and syncs. */
export function fakeOpening({ session, now, fail, scenario, accounts }: Input): Commands {
  return {
    getAppState: async () => session.state(),
    openWorkspace: async (id) => {
      session.openWorkspace(id === "ws_demo" ? "demo" : "meta", IDLE_SYNC(now()), true);
      return session.state();
    },
    closeWorkspace: async () => session.setState({ ...session.state(), workspace: null }),
    createVault: async ({ passphrase }) => {
      if (passphrase.length < 12)
        throw fail({ code: "invalid_input", message: "The passphrase needs at least 12 characters." });
      return session.setState({
        ...session.state(),
        keys: { ...session.state().keys, vaultExists: true, vaultLocked: false },
      });
    },
    unlockVault: async ({ passphrase }) => {
      if (passphrase !== "correct horse battery") {
        throw fail({ code: "wrong_passphrase", message: "That passphrase does not open the vault." });
      }
      session.unlock();
      session.openWorkspace("meta", IDLE_SYNC(now()), true);
      return session.state();
    },
    recoverWorkspace: async ({ recoveryKey }) => {
      if (recoveryKey.replaceAll(/[\s-]/g, "").toUpperCase() !== RECOVERY_KEY.replaceAll("-", "")) {
        throw fail({
          code: "invalid_input",
          message: "This recovery key was mistyped: its last group does not fit the rest",
          remedy: "Compare each group with the page",
        });
      }
      session.openWorkspace("meta", IDLE_SYNC(now()), true);
      return session.state();
    },
    confirmHeldWrites: async () => session.changeWorkspace({ held: null }),
    retryKeyring: async () =>
      session.setState({
        ...session.state(),
        keys: {
          ...session.state().keys,
          keyringReady: true,
          keyringState: "unlocked",
          message: "Keys are kept in this computer's keyring.",
          remedy: null,
        },
      }),
    startDemo: async () => {
      // The workspace is opened first: its settings say where the simulation listens.
      session.openWorkspace("demo", NEVER_SYNCED, false);
      const { workspace: made } = session.state();
      if (made) {
        const connection = { ...made.connection, status: "none" as const, method: null };
        session.setState({ ...session.state(), workspace: { ...made, accounts: [], connection } });
      }
      session.plan([
        () =>
          void session.setSignIn({
            phase: "waiting_for_browser",
            expiresAtMs: now() + 600_000,
            browserOpened: true,
          }),
        () => void session.setSignIn({ phase: "exchanging" }),
        () => {
          session.openWorkspace("demo", NEVER_SYNCED, false);
          session.setSignIn({ phase: "done" });
          session.runSync();
        },
      ]);
      return session.setSignIn({ phase: "starting_demo" });
    },
    beginSignIn: async (input) => {
      if (input.appId !== null && !/^\d{5,20}$/.test(input.appId)) {
        throw fail({ code: "invalid_input", message: "The app id is a number of 15 or 16 digits." });
      }
      if (scenario === "link_taken" && input.redirect === "bounce" && !input.whoeverTakesLinks) {
        throw fail(LINK_TAKEN);
      }
      session.plan([
        () => void session.setSignIn({ phase: "exchanging" }),
        () => void session.setSignIn({ phase: "choosing_accounts" }),
      ]);
      return session.setSignIn({
        phase: "waiting_for_browser",
        expiresAtMs: now() + 600_000,
        browserOpened: true,
      });
    },
    connectSystemUser: async ({ token }) => {
      if (token.length < 20) {
        throw fail({
          code: "sign_in_needed",
          message: "Meta does not know this token.",
          remedy: "Copy it again, whole.",
        });
      }
      return session.setSignIn({ phase: "choosing_accounts" });
    },
    cancelSignIn: async () => {
      session.plan([]);
      return session.setSignIn({ phase: "idle" });
    },
    getSignIn: async () => session.signIn(),
    listAvailableAccounts: async (from) => {
      const kept = new Set(session.state().workspace?.accounts.map(({ id }) => id) ?? []);
      const all = accounts === undefined ? available(kept) : manyAvailable(accounts, kept);
      return availablePart(all, from);
    },
    chooseAccounts: async ({ ids }) => {
      if (ids.length === 0) throw fail({ code: "invalid_input", message: "Choose at least one account." });
      session.openWorkspace("meta", NEVER_SYNCED, false);
      session.setSignIn({ phase: "done" });
      session.runSync();
      return session.state();
    },
    signOut: async () => {
      const { workspace } = session.state();
      if (workspace === null) return session.state();
      const connection = { ...workspace.connection, status: "ended" as const, cause: "You signed out." };
      return session.changeWorkspace({ connection });
    },
    startSync: async () => session.runSync(),
    cancelSync: async () => {
      session.plan([]);
      return session.setSync({
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
    getSyncStatus: async () => session.state().workspace?.sync ?? NEVER_SYNCED,
  };
}
