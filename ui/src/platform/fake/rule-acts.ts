import type { AppEvent, IpcError, PausedRow, RuleLimits } from "../bindings";
import type { Platform } from "../platform";
import { fakeApprovals } from "./rule-approvals";
import { fakeBacktest } from "./rule-backtest";
import { running, TELLERS } from "./rule-story";
import { explain } from "./rule-why";
import { WORLD } from "./world";

const HOUR = 3_600_000;

type Fail = (error: Partial<IpcError> & Pick<IpcError, "code" | "message">) => Error;
type RuleActCommands = Pick<
  Platform,
  | "startBacktest"
  | "getBacktest"
  | "cancelBacktest"
  | "explainObject"
  | "listRuleRuns"
  | "getRuleRun"
  | "listApprovals"
  | "decideApprovals"
  | "listPausedByRules"
  | "endLeases"
  | "listRuleLimits"
  | "updateRuleLimits"
>;

/** How a test makes the world of rules go on. */
export type RuleControls = {
  /** The next step of a backtest. */
  advanceBacktest: () => void;
  /** The time of what waits of a look is over. */
  expireApproval: (runId: string) => void;
};

type Parts = {
  fail: Fail;
  now: () => number;
  emit: (event: AppEvent) => void;
  sending: Pick<Platform, "previewChanges" | "applyChanges" | "getChange" | "getWriteState">;
  /** Whether rules did anything yet. */
  filled: boolean;
  stepMs: number;
};

function leases(nowMs: number): PausedRow[] {
  const { stopLoss, cpa } = TELLERS;
  const adSets = running(0, "adset", 2).map((object, at): PausedRow => {
    const { accountId, level, id, name } = object;
    return {
      id: `lease-${at}`,
      ruleId: stopLoss.ruleId,
      ruleName: stopLoss.ruleName,
      object: { accountId, level, id },
      name,
      sinceMs: nowMs - (3 + at) * HOUR,
      until: "midnight",
      dueMs: nowMs + 7 * HOUR,
      note: at === 1 ? "Its budget was changed by M. Lund since; it starts again all the same" : null,
    };
  });
  const ads = running(2, "ad", 2).map((object, at): PausedRow => {
    const { accountId, level, id, name } = object;
    return {
      id: `lease-ad-${at}`,
      ruleId: cpa.ruleId,
      ruleName: cpa.ruleName,
      object: { accountId, level, id },
      name,
      sinceMs: nowMs - (40 + at * 30) * HOUR,
      until: at === 0 ? "recovered" : "a_person",
      dueMs: null,
      note: null,
    };
  });
  return [...adSets, ...ads];
}

const limitsOf = (place: number, account: (typeof WORLD)[number]["account"]): RuleLimits => ({
  accountId: account.id,
  accountName: account.name,
  currency: account.currency,
  mayAct: place !== 1,
  actsADay: 30,
  raisedADayMinor: place === 0 ? 50_000 : null,
  spendBrakePercent: 120,
  quietFrom: place === 0 ? "23:00" : null,
  quietUntil: place === 0 ? "06:00" : null,
  approvalHours: 24,
  targetCpaMinor: place === 0 ? 3_200 : null,
  targetRoas: place === 0 ? 2.4 : null,
});

/** What rules of the fake platform did, would do, and wait for. */
export function fakeRuleActs({ fail, now, emit, sending, filled, stepMs }: Parts) {
  const approvals = fakeApprovals({ now, emit, fail, sending, filled });
  const backtest = fakeBacktest({ now, emit, fail, stepMs });
  let paused = filled ? leases(now()) : [];
  let limits = WORLD.map(({ account }, place) => limitsOf(place, account));

  const commands: RuleActCommands = {
    ...approvals.commands,
    ...backtest.commands,
    explainObject: async (input) => (filled ? explain(input, approvals.decisions(), now()) : []),
    listPausedByRules: async () => paused,
    endLeases: async ({ ids, start }) => {
      if (!paused.some(({ id }) => ids.includes(id)))
        throw fail({ code: "not_found", message: "None of these is paused by a rule any more" });
      if (start && (await sending.getWriteState()).stopped)
        throw fail({ code: "refused", message: "All changes are stopped" });
      paused = paused.filter(({ id }) => !ids.includes(id));
      emit({ kind: "rules_changed" });
      return paused;
    },
    listRuleLimits: async () => limits,
    updateRuleLimits: async (changed) => {
      if (!limits.some(({ accountId }) => accountId === changed.accountId))
        throw fail({ code: "not_found", message: "That account is not kept here" });
      limits = limits.map((one) => (one.accountId === changed.accountId ? changed : one));
      emit({ kind: "rules_changed" });
      return limits;
    },
  };
  const controls: RuleControls = {
    advanceBacktest: backtest.advance,
    expireApproval: approvals.expire,
  };
  return { commands, controls, heard: approvals.heard };
}
