import { addDays, dayIn } from "@/lib/days";
import type { AppEvent, AppState, IpcError, Settings, SettingsPatch } from "../bindings";
import { IpcFailure } from "../ipc-failure";
import type { Platform } from "../platform";
import { fakeActivity } from "./activity";
import { fakeAnalysis } from "./analysis";
import { fakeBreakdowns } from "./breakdowns";
import { type ChangeControls, fakeChanges } from "./changes";
import { fakeCreating } from "./creating";
import { queryExplorer } from "./explorer";
import { fakeMessages } from "./messages";
import { fakeMetaRules } from "./meta-rules";
import { getObject, getSeries, listRevisions, search } from "./objects";
import { fakeOpening } from "./opening";
import { fakeOverview } from "./overview";
import { fakePictures } from "./pictures";
import { fakePublish } from "./publish";
import { fakeReports } from "./reports";
import { fakeRuleActs, type RuleControls } from "./rule-acts";
import { fakeRules } from "./rules";
import { fakeBackups, IDLE_SYNC, type Scenario, SETTINGS } from "./scenarios";
import { fakeSession } from "./session";
import { fakeStudio } from "./studio";
import { Settings as ObjectSettings } from "./values";

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
  /** What rules do and wait for. */
  ruling: RuleControls;
};

const fail = (error: Partial<IpcError> & Pick<IpcError, "code" | "message">): IpcFailure =>
  new IpcFailure({ remedy: null, retryAfterMs: null, traceId: null, ...error });

export function createFakePlatform(options: Options = {}): FakePlatform {
  const now = options.now ?? Date.now;
  const scenario = options.scenario ?? "first_run";
  const handlers = new Set<(event: AppEvent) => void>();
  const failures = new Map<CommandName, IpcFailure>();
  const calls: FakePlatform["calls"] = [];
  let settings: Settings = SETTINGS;
  let backups = fakeBackups(now());
  let chosen: string | null = null;
  const objects = new ObjectSettings();

  const emit = (event: AppEvent): void => {
    for (const handler of handlers) handler(event);
  };
  const today = (): string => dayIn("Europe/Oslo", now());

  const session = fakeSession({ scenario, now, stepMs: options.stepMs ?? 0, emit });
  const { judgeNew, ...creatingCommands } = fakeCreating({
    fail,
    now,
    online: () => session.state().workspace?.online ?? false,
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
      online: session.state().workspace?.online ?? false,
      readOnly: session.state().workspace?.readOnly ?? false,
      held: session.state().workspace?.held?.message ?? null,
    }),
  });
  const ruleActs = fakeRuleActs({
    fail,
    now,
    emit,
    sending: changeCommands,
    filled: scenario !== "syncing",
    stepMs: options.stepMs ?? 0,
  });
  handlers.add(ruleActs.heard);
  const ruleCommands = fakeRules({
    fail,
    now,
    emit,
    held: async () => ((await changeCommands.getWriteState()).stopped ? "All changes are stopped" : null),
    filled: scenario !== "syncing",
  });
  const metaRules = fakeMetaRules({
    fail,
    now,
    online: () => session.state().workspace?.online ?? false,
    filled: scenario !== "syncing",
    keepRow: changing.keepRow,
    rules: ruleCommands,
  });
  handlers.add(metaRules.heard);
  const commands: Omit<Platform, "onEvent"> = {
    ...fakeOpening({ session, now, fail, scenario, accounts: options.accounts }),
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
    ...fakeAnalysis({ today, now, fail }),
    ...fakeBreakdowns({ today, now, fail, reached: () => session.state().workspace?.online ?? false }),
    ...changeCommands,
    ...fakeActivity(now, changeCommands, scenario === "syncing", fail),
    ...creatingCommands,
    ...ruleCommands,
    ...metaRules.commands,
    ...fakeReports({ fail }),
    ...fakeOverview({
      fail,
      now,
      today,
      filled: () => scenario !== "syncing",
      chosen: () => session.state().workspace?.accounts.map(({ id }) => id) ?? [],
    }),
    ...ruleActs.commands,
    ...fakeStudio({ fail, now, emit, filled: scenario !== "syncing" }),
    ...fakePictures({ fail, now, emit, filled: scenario !== "syncing" }),
    ...fakePublish({ fail, preview: changeCommands.previewChanges }),
    lookNow: async (ruleId) =>
      ruleActs.commands.listRuleRuns({ ruleId, accountId: null, before: null, quiet: true, limit: 1 }),
    ...fakeMessages({ fail, now }),
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
      session.openWorkspace("meta", IDLE_SYNC(now()), true);
      return session.state();
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
    advance: session.advance,
    state: session.state,
    setOnline: (online) => void session.changeWorkspace({ online }),
    chooses: (path) => {
      chosen = path;
    },
    changing,
    ruling: ruleActs.controls,
  };
}

function applyPatch(settings: Settings, patch: SettingsPatch): Settings {
  const given = Object.entries(patch).filter(([, value]) => value !== null);
  return { ...settings, ...Object.fromEntries(given) };
}
