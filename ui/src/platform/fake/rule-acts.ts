import type { IpcError } from "../bindings";
import type { Platform } from "../platform";

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

/** What rules of the fake platform did, would do, and wait for. */
export function fakeRuleActs({ fail }: { fail: Fail }): RuleActCommands {
  const missing = (): never => {
    throw fail({ code: "not_found", message: "That is not here (any more)" });
  };
  return {
    startBacktest: async () => missing(),
    getBacktest: async () => ({
      done: 0,
      of: 0,
      running: false,
      request: null,
      currency: null,
      report: null,
      against: null,
      error: null,
    }),
    cancelBacktest: async () => missing(),
    explainObject: async () => [],
    listRuleRuns: async () => [],
    getRuleRun: async () => missing(),
    listApprovals: async () => [],
    decideApprovals: async () => [],
    listPausedByRules: async () => [],
    endLeases: async () => [],
    listRuleLimits: async () => [],
    updateRuleLimits: async () => [],
  };
}
