import type { AppEvent, IpcError, RuleDetail, RuleMode } from "../bindings";
import type { Platform } from "../platform";
import { detailOf, fakeRuleBook, type KeptRule, newRule, rowOf } from "./rule-book";
import { faultsOf, judge } from "./rule-judging";
import { previewOf } from "./rule-preview";
import { fakeTemplates } from "./rule-templates";
import { isJson, type Json, modeIn } from "./rule-words";
import { accountOf } from "./world";

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

type Parts = {
  fail: Fail;
  now: () => number;
  emit: (event: AppEvent) => void;
  /** Why no rule runs now. */
  held: () => Promise<string | null>;
  /** Whether the workspace has rules already. */
  filled: boolean;
};

function read(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJson(value) && typeof value.id === "string" && value.id !== "" ? value : null;
  } catch {
    return null;
  }
}

/** Rules of the fake platform. */
export function fakeRules({ fail, now, emit, held, filled }: Parts): RuleCommands {
  let book = filled ? fakeRuleBook(now()) : [];
  const others = (): Json[] => book.filter(({ rule }) => modeIn(rule) !== "draft").map(({ rule }) => rule);
  const changed = (): void => emit({ kind: "rules_changed" });
  const detail = (kept: KeptRule): RuleDetail => detailOf(kept, book, now());
  const list = async () => {
    const rules = book
      .map((kept) => rowOf(kept, book, now()))
      .toSorted((a, b) => a.name.localeCompare(b.name));
    const next = rules.map(({ nextLookMs }) => nextLookMs).filter((at) => at !== null);
    return {
      rules,
      engine: {
        runsHere: true,
        held: await held(),
        lookingAt: null,
        nextLookMs: next.length === 0 ? null : Math.min(...next),
        waiting: rules.reduce((sum, { waiting }) => sum + waiting, 0),
        paused: rules.length === 0 ? 0 : 4,
      },
    };
  };
  const kept = (id: string): KeptRule => {
    const found = book.find(({ rule }) => rule.id === id);
    if (found === undefined) throw fail({ code: "not_found", message: "There is no such rule (any more)." });
    return found;
  };
  const replace = (id: string, change: (before: KeptRule) => KeptRule): RuleDetail => {
    const next = change(kept(id));
    book = book.map((one) => (one.rule.id === id ? next : one));
    changed();
    return detail(next);
  };
  const withText = (before: KeptRule, rule: Json): KeptRule => {
    const version = before.version + 1;
    const made = { version, atMs: now(), by: "Ingrid Solberg", rule: JSON.stringify(rule) };
    const modeSinceMs = modeIn(rule) === modeIn(before.rule) ? before.modeSinceMs : now();
    return { ...before, rule, version, modeSinceMs, versions: [made, ...before.versions] };
  };
  const readable = (text: string): Json => {
    const rule = read(text);
    if (rule === null || faultsOf(rule).length > 0) {
      throw fail({ code: "invalid_input", message: "The rule has faults; nothing was saved." });
    }
    return rule;
  };
  return {
    listRules: async () => list(),
    getRule: async (id) => detail(kept(id)),
    judgeRule: async ({ rule }) => judge(rule, others(), now()),
    saveRule: async ({ rule: text, expectedVersion }) => {
      const rule = readable(text);
      const before = book.find((one) => one.rule.id === rule.id);
      if ((before?.version ?? null) !== expectedVersion) {
        throw fail({
          code: "refused",
          message: "Somebody else saved a newer version of this rule. Yours was not saved.",
        });
      }
      if (before !== undefined) return replace(String(rule.id), (old) => withText(old, rule));
      const made = newRule(rule, now());
      book = [...book, made];
      changed();
      return detail(made);
    },
    setRuleMode: async ({ id, mode }: { id: string; mode: RuleMode }) =>
      replace(id, (before) => withText(before, { ...before.rule, mode })),
    clearRuleStop: async (id) => replace(id, (before) => ({ ...before, stopped: null })),
    deleteRule: async (id) => {
      kept(id);
      book = book.filter(({ rule }) => rule.id !== id);
      changed();
      return list();
    },
    listRuleTemplates: async (accountId) =>
      fakeTemplates((accountId === null ? undefined : accountOf(accountId))?.account.currency ?? "EUR"),
    previewRule: async ({ rule }) => previewOf(readable(rule), now()),
    importRules: async ({ path }) => {
      if (!path.startsWith("/")) throw fail({ code: "invalid_input", message: "Give a full path." });
      const [template] = fakeTemplates("EUR").slice(-1);
      const rule = read(template?.rule ?? "") ?? {};
      const made = newRule({ ...rule, id: "imported-cut", name: "Creative cut of a colleague" }, now());
      book = [...book.filter((one) => one.rule.id !== "imported-cut"), made];
      changed();
      return {
        imported: [String(made.rule.name)],
        unchanged: ["Same-day stop-loss"],
        refused: [
          {
            place: "rules[2].when.all",
            what: "the group is empty",
            remedy: "Put a condition into it, or take it out.",
          },
        ],
      };
    },
    exportRules: async ({ path }) => {
      if (!path.startsWith("/")) throw fail({ code: "invalid_input", message: "Give a full path." });
      return null;
    },
  };
}
