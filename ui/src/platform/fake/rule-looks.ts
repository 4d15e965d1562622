import { addDays, dayIn } from "@/lib/days";
import type { RuleAnswer, RuleMatch } from "../bindings";
import { rangeSums, withRatios } from "./figures";
import { items, type Json, json, variant } from "./rule-words";
import { ALL_OBJECTS, accountOf, type FakeObject, WORLD } from "./world";

const METRIC_FIELDS: Record<string, string> = {
  spend: "spendMinor",
  impressions: "impressions",
  clicks: "clicks",
  link_clicks: "linkClicks",
  conversions: "conversions",
  value: "valueMinor",
  ctr: "ctrPercent",
  cpc: "cpcMinor",
  cpm: "cpmMinor",
  cpa: "cpaMinor",
  roas: "roas",
};
const TARGETS: Record<string, number> = { cpa: 3_200, roas: 2.4 };

function metricOf(reading: unknown, object: FakeObject, nowMs: number): number | null {
  const { of, window } = json(reading);
  const today = dayIn(accountOf(object.accountId)?.account.timeZone ?? "UTC", nowMs);
  const [kind, part] = variant(window);
  const days = Math.min(Math.max(Number(json(part).days ?? 1), 1), 90);
  const [how, count] = variant(json(part).leave_out);
  const out = kind === "matured" ? (how === "newest" ? Number(count) : 3) : 1;
  const until = kind === "today" || json(part).with_today === true ? today : addDays(today, -out);
  const since = kind === "lifetime" ? addDays(today, -89) : addDays(until, 1 - days);
  const metrics = withRatios(rangeSums(object, { since, until }, today)) as unknown as Record<
    string,
    number | null
  >;
  return metrics[METRIC_FIELDS[String(of)] ?? ""] ?? null;
}

function termValue(term: unknown, object: FakeObject, nowMs: number): number | null {
  const [kind, of] = variant(term);
  if (kind === "number") return Number(of);
  if (kind === "money") return Number(json(of).minor);
  if (kind === "target") return TARGETS[String(of)] ?? null;
  if (kind === "metric") return metricOf(of, object, nowMs);
  if (kind === "fact") return json(of).of === "age_hours" ? 900 : object.dailyBudgetMinor;
  const [left, right] = items(of).map((part) => termValue(part, object, nowMs));
  if (left === null || left === undefined || right === null || right === undefined) return null;
  if (kind === "multiply") return left * right;
  if (kind === "divide") return right === 0 ? null : left / right;
  return kind === "add" ? left + right : left - right;
}

const RANKS: readonly RuleAnswer[] = ["not_met", "cannot_tell", "met"];
const least = (answers: RuleAnswer[]): RuleAnswer =>
  RANKS[Math.min(2, ...answers.map((answer) => RANKS.indexOf(answer)))] ?? "met";
const opposite = (answer: RuleAnswer): RuleAnswer => RANKS[2 - RANKS.indexOf(answer)] ?? "cannot_tell";

/** Whether an invented object meets a condition now. */
export function answerOf(condition: unknown, object: FakeObject, nowMs: number): RuleAnswer {
  const [kind, of] = variant(condition);
  const each = (): RuleAnswer[] => items(of).map((part) => answerOf(part, object, nowMs));
  if (kind === "all") return least(each());
  if (kind === "any") return opposite(least(each().map(opposite)));
  if (kind === "none") return least(each().map(opposite));
  if (kind === "learning") return object.delivery === "learning" ? "met" : "not_met";
  if (kind === "clock") return "met";
  if (kind !== "compare") return "cannot_tell";
  const { left, is, right } = json(of);
  const [a, b] = [termValue(left, object, nowMs), termValue(right, object, nowMs)];
  if (a === null || b === null) return "cannot_tell";
  const holds: Record<string, boolean> = {
    above: a > b,
    at_least: a >= b,
    below: a < b,
    at_most: a <= b,
    equal: a === b,
    not_equal: a !== b,
  };
  return holds[String(is)] === true ? "met" : "not_met";
}

const nameAt = (object: FakeObject, at: unknown): string => {
  let here: FakeObject | undefined = object;
  while (here !== undefined && typeof at === "string" && at !== "itself" && here.level !== at) {
    here = here.parentId === null ? undefined : ALL_OBJECTS.get(here.parentId);
  }
  return (here ?? object).name.toLowerCase();
};

function fits(filter: unknown, object: FakeObject): boolean {
  const [kind, of] = variant(filter);
  if (kind === "status") {
    const now = object.delivery === "campaign_paused" ? "CAMPAIGN_PAUSED" : object.status;
    return items(of).includes(now);
  }
  if (kind === "objective") return items(of).includes(object.objective);
  if (kind !== "name") return kind === "spend";
  const [how, text] = variant(json(of).is);
  const holds = nameAt(object, json(of).at).includes(String(text).toLowerCase());
  return how === "lacks" ? !holds : holds;
}

function* below(object: FakeObject): Generator<FakeObject> {
  yield object;
  for (const child of object.children) yield* below(child);
}

export type Looked = { match: RuleMatch; met: FakeObject[] };

/** What a rule would look at in each of its accounts, and what would meet its conditions. */
export function lookAt(rule: Json, nowMs: number): Looked[] {
  const scope = json(rule.scope);
  const accounts = items(scope.accounts);
  const [members, ids] = variant(scope.members ?? "also_future");
  return WORLD.filter(({ account }) => accounts.length === 0 || accounts.includes(account.id)).map(
    ({ account, root }) => {
      const all = [...below(root)].filter(
        ({ level, status }) => level === scope.level && status !== "ARCHIVED" && status !== "DELETED",
      );
      const inScope = all.filter(
        (object) =>
          (members !== "only" || items(ids).includes(object.id)) &&
          !items(scope.never).includes(object.id) &&
          items(scope.filters).every((filter) => fits(filter, object)),
      );
      const answers = inScope.map((object) => ({ object, answer: answerOf(rule.when, object, nowMs) }));
      const met = answers.filter(({ answer }) => answer === "met").map(({ object }) => object);
      const cannotTell = answers.filter(({ answer }) => answer === "cannot_tell").length;
      return {
        match: {
          accountId: account.id,
          of: all.length,
          inScope: inScope.length,
          met: met.length,
          cannotTell,
        },
        met,
      };
    },
  );
}
