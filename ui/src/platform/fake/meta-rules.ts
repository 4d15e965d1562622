import type {
  AppEvent,
  ChangePreview,
  CompiledRule,
  IpcError,
  LostPart,
  MetaRule,
  MetaRuleAct,
  MetaRuleRun,
  PreviewRow,
} from "../bindings";
import type { Platform } from "../platform";
import { running } from "./rule-story";
import { accountOf, WORLD } from "./world";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type Fail = (error: Partial<IpcError> & Pick<IpcError, "code" | "message">) => Error;
type Commands = Pick<
  Platform,
  "listMetaRules" | "listMetaRulesOf" | "getMetaRule" | "importMetaRule" | "compileRule" | "previewMetaRule"
>;

type Parts = {
  fail: Fail;
  now: () => number;
  online: () => boolean;
  /** Whether there is anything at Meta. */
  filled: boolean;
  /** Keeps an act of one row, to be sent like any other. */
  keepRow: (row: PreviewRow) => ChangePreview;
  rules: Pick<Platform, "getRule" | "importRules">;
};

function story(nowMs: number): MetaRule[] {
  const [first] = WORLD;
  if (first === undefined) return [];
  const base = { accountId: first.account.id, level: "adset" as const, createdBy: "M. Lund" };
  return [
    {
      ...base,
      id: "120330000000000001",
      name: "Dear ad sets of the week",
      isOn: true,
      status: "ENABLED",
      isHidden: false,
      does: "Tells somebody",
      conditions: [
        "Over the last 7 days without today",
        "Spend is more than 80.00 EUR",
        "Cost per result is more than 25.00 EUR",
      ],
      looks: "Each day at midnight",
      updatedMs: nowMs - 120 * DAY,
    },
    {
      ...base,
      id: "120330000000000002",
      level: "ad",
      name: "Stop ads without results",
      isOn: false,
      status: "DISABLED",
      isHidden: false,
      does: "Pauses",
      conditions: ["Over today", "Spend is more than 30.00 EUR", "Results is less than 1"],
      looks: "Each half hour",
      updatedMs: nowMs - 60 * DAY,
    },
    {
      ...base,
      id: "120330000000000003",
      level: "ad",
      name: "Tell of new ads",
      isOn: true,
      status: "ENABLED",
      isHidden: true,
      does: "Tells somebody",
      conditions: ["When Meta says metadata creation"],
      looks: "When something happens",
      createdBy: null,
      updatedMs: nowMs - 30 * DAY,
    },
  ];
}

function history(rule: MetaRule, nowMs: number): MetaRuleRun[] {
  if (!rule.isOn) return [];
  const objects = running(0, rule.level ?? "ad", 2);
  return [1, 2].map((days) => ({
    atMs: nowMs - days * DAY,
    isManual: false,
    failed: null,
    results: objects.map(({ id, name }) => ({
      objectId: id,
      name,
      did: "Facebook notification sent",
      before: null,
      after: null,
    })),
  }));
}

/** What any rule loses when it becomes one of Meta's. */
const GUARDS: readonly LostPart[] = [
  {
    place: "mode",
    what: "Meta's rule acts by itself: it asks nobody, no limit set here counts for it, and stopping all changes here does not stop it.",
    effect: "accept",
  },
  {
    place: "guards.learning",
    what: "Meta's rule does not spare ad sets that are learning.",
    effect: "accept",
  },
  {
    place: "scope.accounts",
    what: "Meta's rule is for this one account.",
    effect: "narrower",
  },
];

const WIDER: LostPart = {
  place: "when.all[2].compare",
  what: "Meta's rules have one window for all their figures; this one is another.",
  effect: "wider",
};

/** Meta's own rules of the fake platform. Only rules that end by a person can be handed over whole. */
export function fakeMetaRules({ fail, now, online, filled, keepRow, rules }: Parts) {
  let there = filled ? story(now()) : [];
  let made = 0;
  /** What becomes of Meta's rules once an act has come about. */
  const pending = new Map<string, () => void>();
  const asked = (): void => {
    if (!online()) throw fail({ code: "offline", message: "Meta cannot be reached" });
  };
  const found = (id: string): MetaRule => {
    const rule = there.find((one) => one.id === id);
    if (rule === undefined) throw fail({ code: "not_found", message: "That rule is not here (any more)" });
    return rule;
  };
  const row = (rule: MetaRule, verb: string, before: string | null, after: string, ask: string | null) => {
    const account = accountOf(rule.accountId)?.account;
    return keepRow({
      item: 0,
      accountId: rule.accountId,
      accountName: account?.name ?? "",
      currency: account?.currency ?? "EUR",
      level: "account",
      // The fake sends without looking the object up among its own.
      id: null,
      name: rule.name,
      verb,
      fields: [
        { field: "meta_rule", label: "rule of Meta's", before, after, beforeMinor: null, afterMinor: null },
      ],
      dailyEffectMinor: 0,
      findings: ask === null ? [] : [{ severity: "ask", field: "meta_rule", text: ask }],
      conflicts: [],
      refusedByMeta: null,
      canBeSent: true,
    });
  };
  const BY_ITSELF =
    "From then on Meta acts by itself: no limit set here counts for it, and stopping all changes here does not stop it.";
  const after: Record<MetaRuleAct, string> = { enable: "On", disable: "Off", delete: "deleted" };
  const commands: Commands = {
    listMetaRules: async (accountId) => {
      asked();
      return there.filter((rule) => rule.accountId === accountId);
    },
    listMetaRulesOf: async (object) => {
      asked();
      return there.filter((rule) => rule.accountId === object.accountId && rule.level === object.level);
    },
    getMetaRule: async ({ id }) => {
      asked();
      const rule = found(id);
      const governs = rule.isHidden ? [] : running(0, rule.level ?? "ad", 3);
      return {
        rule,
        runs: history(rule, now()),
        governs: governs.map(({ id: objectId, name }) => ({ id: objectId, name })),
        governsUnknown: rule.isHidden ? "the trigger METADATA_CREATION cannot be previewed" : null,
      };
    },
    importMetaRule: async ({ id }) => {
      asked();
      const rule = found(id);
      if (rule.isHidden) {
        return {
          ruleId: null,
          unchanged: false,
          lost: [{ place: "trigger", what: "There is no condition on trigger here.", effect: "wider" }],
        };
      }
      await rules.importRules({ path: "/meta" });
      return {
        ruleId: "imported-cut",
        unchanged: false,
        lost: [
          {
            place: "reach",
            what: "There is no condition on reach with GREATER_THAN here.",
            effect: "wider",
          },
        ],
      };
    },
    compileRule: async ({ ruleId, accountId, isOn, accepted }): Promise<CompiledRule> => {
      asked();
      const { row: kept } = await rules.getRule(ruleId);
      const [, two] = story(now());
      const stops = kept.words.then.toLowerCase().includes("pause");
      if (!stops || two === undefined) {
        return { name: kept.name, rule: null, lost: [WIDER, ...GUARDS], preview: null };
      }
      const rule = { ...two, accountId, name: kept.name, isOn, status: isOn ? "ENABLED" : "DISABLED" };
      const shown = { name: kept.name, rule: { ...rule, id: "" }, lost: [...GUARDS] };
      if (!accepted) return { ...shown, preview: null };
      const preview = row(
        rule,
        "create",
        null,
        isOn ? "On: pause, 5 conditions" : "Off: pause, 5 conditions",
        isOn ? BY_ITSELF : null,
      );
      made += 1;
      const id = `12033000000000010${made}`;
      pending.set(preview.id, () => {
        there = [...there, { ...rule, id }];
      });
      return { ...shown, preview };
    },
    previewMetaRule: async ({ id, act }) => {
      asked();
      const rule = found(id);
      const ask = act === "enable" ? BY_ITSELF : act === "delete" ? "Deleting cannot be taken back." : null;
      const preview = row(rule, "edit", rule.isOn ? "On" : "Off", after[act], ask);
      pending.set(preview.id, () => {
        const status = act === "enable" ? "ENABLED" : "DISABLED";
        there = there.flatMap((one) => {
          if (one.id !== id) return [one];
          return act === "delete" ? [] : [{ ...one, isOn: act === "enable", status }];
        });
      });
      return preview;
    },
  };
  /** What was sent and has come about is so from then on. */
  const heard = (event: AppEvent): void => {
    if (event.kind !== "writes_changed") return;
    const run = event.state.run;
    if (run === null || !run.ended || run.succeeded === 0) return;
    pending.get(run.changeId)?.();
    pending.delete(run.changeId);
  };
  return { commands, heard };
}
