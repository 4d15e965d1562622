import type { AccountPreview, RuleDecision, RulePreview } from "../bindings";
import { lookAt } from "./rule-looks";
import { type Json, json, modeIn, money, ruleWords, variant } from "./rule-words";
import { ALL_OBJECTS, currencyOf, type FakeObject } from "./world";

const nameOf = (id: string | null): string[] => {
  const found = id === null ? undefined : ALL_OBJECTS.get(id);
  return found === undefined || found.level === "account" ? [] : [...nameOf(found.parentId), found.name];
};

function decision(rule: Json, object: FakeObject, nowMs: number): RuleDecision {
  const [deed, of] = variant(rule.then);
  const learning = object.delivery === "learning" && json(rule.guards).learning !== "touch";
  const budget = object.dailyBudgetMinor ?? 0;
  const currency = currencyOf(object);
  const [way, step] = variant(json(of).by);
  const share = Number(json(step).basis_points ?? 0) / 10_000;
  const next = Math.floor(budget * (way === "lower" ? 1 - share : 1 + share));
  const isAmount = deed === "budget" || deed === "scale_toward" || deed === "rebalance" || deed === "bid";
  const to = deed === "start" ? "ACTIVE" : "PAUSED";
  return {
    id: "",
    ruleId: String(rule.id),
    version: 0,
    object: { accountId: object.accountId, level: object.level, id: object.id },
    name: object.name,
    path: nameOf(object.parentId),
    atMs: nowMs,
    standing: learning ? "refused" : "acts",
    state: null,
    field: deed === "notify" ? null : isAmount ? "daily_budget" : "status",
    from: deed === "notify" ? null : isAmount ? money({ minor: budget, currency }) : object.status,
    to: deed === "notify" ? null : isAmount ? money({ minor: next, currency }) : to,
    until: deed === "pause" && (of === "a_person" || of === "midnight" || of === "recovered") ? of : null,
    reasons: ruleWords(rule).when.map((line) => ({ ...line, text: `${line.text.replace(/:$/, "")}: met` })),
    guards: [
      {
        guard: "freshness",
        answer: "met",
        text: "Figures were read 24 minutes ago, at most 120 are allowed",
      },
      {
        guard: "learning",
        answer: learning ? "not_met" : "met",
        text: learning ? "The ad set is learning and is left alone" : "The ad set is not learning",
      },
    ],
    figuresReadMs: nowMs - 24 * 60_000,
    outcome: null,
    detail: null,
    changeId: null,
  };
}

/** What a rule would do now in the invented accounts. */
export function previewOf(rule: Json, nowMs: number): RulePreview {
  const accounts = lookAt(rule, nowMs).map(({ match, met }): AccountPreview => {
    const decisions = met.map((object) => decision(rule, object, nowMs));
    const acts = decisions.filter(({ standing }) => standing === "acts").length;
    return {
      accountId: match.accountId,
      counts: match,
      decisions,
      asksAPerson: acts > 10 || modeIn(rule) === "approve",
      movedMinor: variant(rule.then)[0] === "budget" ? acts * 1_200 : 0,
      currency: met[0] === undefined ? "EUR" : currencyOf(met[0]),
      problem: null,
    };
  });
  return { atMs: nowMs, accounts };
}
