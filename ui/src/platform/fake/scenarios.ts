import { addDays, dayIn } from "@/lib/days";
import type {
  Account,
  AppState,
  BackupInfo,
  Connection,
  ErrorCode,
  IpcError,
  Settings,
  SyncStatus,
  WorkspaceState,
} from "../bindings";
import { WORLD } from "./world";

export const SCENARIOS = [
  "first_run",
  "demo",
  "connected",
  "syncing",
  "waiting",
  "offline",
  "ended",
  "held",
  "no_keyring",
  "vault_locked",
  "key_lost",
  "link_taken",
  "damaged",
  "newer",
] as const;

/** A state of the program to start the page in. */
export type Scenario = (typeof SCENARIOS)[number];

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const HOME = "/home/ingrid/.local/share/sextant";

export const IDLE_SYNC = (nowMs: number): SyncStatus => ({
  running: null,
  last: {
    result: "complete",
    finishedAtMs: nowMs - 12 * MINUTE,
    rows: 3_104,
    calls: 38,
    problems: [],
    differences: WORLD.slice(0, 1).map(({ account }) => ({
      accountId: account.id,
      days: 3,
      firstDay: "2026-08-14",
      text: "2026-08-14: its campaigns have 48210 impressions, its ads have 47655; the rest belongs to deleted objects that Meta no longer shows",
    })),
  },
  nextAtMs: nowMs + 48 * MINUTE,
  governors: WORLD.map(({ account }, index) => ({
    accountId: account.id,
    usagePercent: [41, 12, 63][index] ?? 5,
    layer: ["ads_insights", "app", "ads_management"][index] ?? "app",
    resumesAtMs: null,
    waiting: 0,
    tier: "development_access",
  })),
});

export const NEVER_SYNCED: SyncStatus = { running: null, last: null, nextAtMs: null, governors: [] };

export function syncingStatus(nowMs: number): SyncStatus {
  const stages = ["insights", "structure", "waiting"] as const;
  return {
    ...IDLE_SYNC(nowMs),
    running: {
      startedAtMs: nowMs - 20_000,
      cancelling: false,
      accounts: WORLD.map(({ account }, index) => ({
        accountId: account.id,
        name: account.name,
        stage: stages[index] ?? "waiting",
        done: [12, 140, 0][index] ?? 0,
        total: [38, 236, null][index] ?? null,
        rows: 3_104,
      })),
    },
  };
}

export function fakeAccounts(nowMs: number): Account[] {
  return WORLD.map(({ account, root }, index) => {
    const today = dayIn(account.timeZone, nowMs);
    const adSets = root.children.flatMap((campaign) => campaign.children);
    return {
      ...account,
      today,
      syncedAtMs: nowMs - (12 + index * 3) * MINUTE,
      since: addDays(today, -89),
      until: today,
      counts: {
        campaigns: root.children.length,
        adSets: adSets.length,
        ads: adSets.reduce((sum, adset) => sum + adset.children.length, 0),
      },
    };
  });
}

const scopes = [
  { name: "ads_read", granted: true, required: true },
  { name: "ads_management", granted: true, required: false },
  { name: "business_management", granted: false, required: false },
];

function connection(nowMs: number): Connection {
  return {
    status: "signed_in",
    method: "browser",
    userName: "Ingrid Solberg",
    appId: "481516234200815",
    bounceUrl: null,
    tokenExpiresAtMs: nowMs + 51 * DAY,
    tokenNeverExpires: false,
    dataAccessExpiresAtMs: nowMs + 83 * DAY,
    scopes,
    cause: null,
    hasAppSecret: true,
  };
}

export function workspace(nowMs: number, kind: WorkspaceState["kind"]): WorkspaceState {
  return {
    id: kind === "demo" ? "ws_demo" : "ws_northbound",
    name: kind === "demo" ? "Sextant demo" : "Northbound Agency",
    kind,
    keyStore: "keyring",
    connection: connection(nowMs),
    accounts: fakeAccounts(nowMs),
    readOnly: false,
    held: null,
    noteTrouble: null,
    online: true,
    sync: IDLE_SYNC(nowMs),
    folder: `${HOME}/workspaces/${kind === "demo" ? "ws_demo" : "ws_northbound"}`,
  };
}

export function fakeBackups(nowMs: number): BackupInfo[] {
  return [1, 2, 9].map((days) => {
    const createdAtMs = nowMs - days * DAY;
    const name = `northbound-${new Date(createdAtMs).toISOString().slice(0, 10)}.sextant-backup`;
    return { name, path: `${HOME}/backups/${name}`, createdAtMs, bytes: 41_800_000 - days * 610_000 };
  });
}

/** The page of Northbound Agency has this key. */
export const RECOVERY_KEY = "7K2M-9QXT-4HWN-0BCD-E5FG-J8RS-VY3Z-A6P1-T0WZ";

export const LINK_TAKEN: Pick<IpcError, "code" | "message" | "remedy"> = {
  code: "link_handler",
  message:
    "Links of the form sextant:// open “Link Grabber” on this computer, so the browser's answer would not reach Sextant",
  remedy: "Let the answer come to this computer instead, or use a system-user token.",
};

export const SETTINGS: Settings = {
  theme: "system",
  density: "dense",
  syncEveryMinutes: 60,
  historyDays: 90,
  keepInTray: true,
  singleLetterKeys: true,
  toldAboutTray: false,
  backupsKept: 7,
  dataFolder: HOME,
  backupFolder: `${HOME}/backups`,
  explorerColumns: [],
  quietHours: false,
  quietFromMinute: 22 * 60,
  quietUntilMinute: 7 * 60,
};

const KEYRING_READY: AppState["keys"] = {
  keyringReady: true,
  keyringState: "unlocked",
  message: "Keys are kept in this computer's keyring.",
  remedy: null,
  vaultLocked: false,
  vaultExists: false,
};

export function initialState(scenario: Scenario, nowMs: number): AppState {
  const summaries = [workspace(nowMs, "meta"), workspace(nowMs, "demo")].map(({ id, name, kind }, index) => ({
    id,
    name,
    kind,
    lastOpenedAtMs: nowMs - index * DAY,
  }));
  const base: AppState = {
    version: "0.1.0",
    workspaces: summaries,
    workspace: null,
    problem: null,
    keys: KEYRING_READY,
  };
  const open = (patch: Partial<WorkspaceState> = {}): AppState => ({
    ...base,
    workspace: { ...workspace(nowMs, scenario === "demo" ? "demo" : "meta"), ...patch },
  });
  const problem = (code: ErrorCode, message: string, remedy: string): AppState => ({
    ...base,
    problem: {
      workspaceId: "ws_northbound",
      workspaceName: "Northbound Agency",
      error: { code, message, remedy, retryAfterMs: null, traceId: null },
      backups: code === "damaged" ? fakeBackups(nowMs) : [],
      hasRecoveryKey: true,
    },
  });

  switch (scenario) {
    case "first_run":
    case "link_taken":
      return { ...base, workspaces: [] };
    case "demo":
    case "connected":
      return open();
    case "syncing":
      return open({ sync: syncingStatus(nowMs) });
    case "waiting":
      return open({
        sync: {
          ...syncingStatus(nowMs),
          governors: IDLE_SYNC(nowMs).governors.map((governor, index) =>
            index === 0
              ? { ...governor, usagePercent: 98, resumesAtMs: nowMs + 4 * MINUTE, waiting: 6 }
              : governor,
          ),
        },
      });
    case "offline":
      return open({
        online: false,
        sync: {
          ...IDLE_SYNC(nowMs),
          last: {
            result: "failed",
            finishedAtMs: nowMs - 26 * 60 * MINUTE,
            rows: 0,
            calls: 1,
            problems: [],
            differences: [],
          },
        },
      });
    case "ended":
      return open({
        connection: {
          ...connection(nowMs),
          status: "ended",
          cause: "Meta ended this sign-in because the password changed.",
        },
      });
    case "held":
      return open({
        held: {
          code: "restored",
          message:
            "Changes are held: this workspace was restored from a backup, so changes made after the backup are not known here",
        },
      });
    case "no_keyring":
      return {
        ...base,
        workspaces: [],
        keys: {
          keyringReady: false,
          keyringState: "no_service",
          message: "No keyring answers on this computer.",
          remedy:
            "Start a keyring such as GNOME Keyring or KWallet, or keep the keys in a file locked with a passphrase.",
          vaultLocked: false,
          vaultExists: false,
        },
      };
    case "key_lost":
      return problem(
        "key_unavailable",
        "The keyring is there, but the key of this workspace is not in it any more",
        "Enter the recovery key. If the keyring was restored from a backup, Sextant goes on by itself. Nothing was changed",
      );
    case "vault_locked":
      return {
        ...problem("key_unavailable", "The vault is locked", "Enter the passphrase."),
        keys: {
          keyringReady: false,
          keyringState: "no_bus",
          message: "This computer has no keyring. The keys are in a file locked with your passphrase.",
          remedy: null,
          vaultLocked: true,
          vaultExists: true,
        },
      };
    case "damaged":
      return problem(
        "damaged",
        "The file cache.db of Northbound Agency is damaged: 3 of 10,412 pages do not match their seals.",
        "Restore a backup; the damaged files are kept beside it.",
      );
    case "newer":
      return problem(
        "newer_workspace",
        "This workspace was opened by a newer Sextant (0.4). This one is 0.1.0 and leaves it untouched.",
        "Install the newer Sextant, or open another workspace.",
      );
  }
}
