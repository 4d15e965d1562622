import type { IpcError } from "../bindings";
import type { Platform } from "../platform";

type Fail = (error: Partial<IpcError> & Pick<IpcError, "code" | "message">) => Error;
type RuleCommands = Pick<
  Platform,
  | "listRules"
  | "getRule"
  | "judgeRule"
  | "saveRule"
  | "setRuleMode"
  | "clearRuleStop"
  | "deleteRule"
  | "listRuleTemplates"
  | "previewRule"
  | "importRules"
  | "exportRules"
>;

/** Rules of the fake platform. */
export function fakeRules({ fail }: { fail: Fail }): RuleCommands {
  const missing = (): never => {
    throw fail({ code: "not_found", message: "There is no such rule" });
  };
  return {
    listRules: async () => ({
      rules: [],
      engine: { runsHere: true, held: null, lookingAt: null, nextLookMs: null, waiting: 0, paused: 0 },
    }),
    getRule: async () => missing(),
    judgeRule: async () => ({ faults: [], words: null, findings: [], matches: [] }),
    saveRule: async () => missing(),
    setRuleMode: async () => missing(),
    clearRuleStop: async () => missing(),
    deleteRule: async () => missing(),
    listRuleTemplates: async () => [],
    previewRule: async () => missing(),
    importRules: async () => missing(),
    exportRules: async () => missing(),
  };
}
