import type { RuleFault, RuleFinding, RuleJudgement } from "../bindings";
import { lookAt } from "./rule-looks";
import { isJson, items, type Json, json, ruleWords, variant } from "./rule-words";

const MONEY = new Set(["spend", "value", "cpc", "cpm", "cpa", "daily_budget", "lifetime_budget", "bid"]);

/** Whether a term is an amount; `null` where it is made of others. */
function isMoney(term: unknown): boolean {
  const [kind, of] = variant(term);
  if (kind === "money") return true;
  if (kind === "metric" || kind === "fact") return MONEY.has(String(json(of).of));
  if (kind === "target") return of === "cpa";
  return ["add", "subtract", "multiply", "divide"].includes(kind) && items(of).some(isMoney);
}

function conditionFaults(place: string, condition: unknown, found: RuleFault[]): void {
  const [kind, of] = variant(condition);
  if (["all", "any", "none"].includes(kind)) {
    if (items(of).length === 0) {
      found.push({
        place: `${place}.${kind}`,
        what: "the group is empty",
        remedy: "Put a condition into it, or take it out.",
      });
    }
    for (const [index, part] of items(of).entries()) {
      conditionFaults(`${place}.${kind}[${index}]`, part, found);
    }
  } else if (kind === "compare" && isMoney(json(of).left) !== isMoney(json(of).right)) {
    found.push({
      place: `${place}.compare.right`,
      what: "an amount of money is compared with a plain number",
      remedy: "Compare amounts with amounts and numbers with numbers.",
    });
  } else if ((kind === "learning" || kind === "budget") && items(of).length === 0) {
    found.push({
      place: `${place}.${kind}`,
      what: "nothing is listed",
      remedy: "List at least one.",
    });
  }
}

const BOUNDS: Record<string, [number, number]> = {
  freshness_minutes: [15, 2_880],
  cool_down_minutes: [60, 43_200],
  acts_per_object_a_day: [1, 12],
  acts_a_run: [1, 500],
  acts_a_day: [1, 2_000],
};

/** Faults that a person makes while writing; the program finds more. */
export function faultsOf(rule: Json): RuleFault[] {
  const found: RuleFault[] = [];
  const fault = (place: string, what: string, remedy: string): void =>
    void found.push({ place, what, remedy });
  if (String(rule.name ?? "").trim() === "") fault("name", "it has no name", "Write 1 to 200 characters.");
  for (const [index, filter] of items(json(rule.scope).filters).entries()) {
    const [kind, of] = variant(filter);
    const text = variant(json(of).is)[1];
    if ((Array.isArray(of) && of.length === 0) || (kind === "name" && text === "")) {
      fault(`scope.filters[${index}]`, "there is nothing to look for", "Name something, or take it out.");
    }
  }
  conditionFaults("when", rule.when, found);
  const [deed, of] = variant(rule.then);
  if (deed === "budget" && json(rule.scope).level === "ad") {
    fault("then", "an ad has no budget", "Use level adset or campaign.");
  }
  const { floor, ceiling } = json(of);
  if (isJson(floor) && isJson(ceiling) && Number(floor.minor) > Number(ceiling.minor)) {
    fault(`then.${deed}.ceiling`, "the ceiling is below the floor", "Raise it, or lower the floor.");
  }
  const [how, minutes] = variant(json(rule.schedule).every);
  if (how === "minutes" && (Number(minutes) < 15 || Number(minutes) > 720)) {
    fault("schedule.every.minutes", `the number of minutes is ${minutes}`, "Write a number from 15 to 720.");
  }
  const guards = json(rule.guards);
  for (const [key, [lowest, most]] of Object.entries(BOUNDS)) {
    const value = guards[key];
    if (typeof value === "number" && (value < lowest || value > most)) {
      fault(`guards.${key}`, `it is ${value}`, `Write a number from ${lowest} to ${most}.`);
    }
  }
  if (deed !== "notify" && !isJson(guards.floors)) {
    fault(
      "guards.floors",
      "a rule that acts must say how much an object must have behind it",
      "Add floors: a window, spend or impressions, and the least age in hours.",
    );
  }
  return found;
}

const mentions = (value: unknown, word: string): boolean =>
  JSON.stringify(value ?? null).includes(`"${word}"`);

/** What is unwise about a rule, alone and beside others. */
export function findingsOf(rule: Json, others: readonly Json[]): RuleFinding[] {
  const found: RuleFinding[] = [];
  const id = String(rule.id);
  const scope = json(rule.scope);
  const [deed] = variant(rule.then);
  const other = others.find(
    (one) =>
      one.id !== id &&
      json(one.scope).level === scope.level &&
      ((deed === "pause" && variant(one.then)[0] === "start") ||
        (deed === "start" && variant(one.then)[0] === "pause")),
  );
  if (other !== undefined) {
    found.push({
      code: "oscillation",
      weight: "error",
      ruleIds: [id, String(other.id)],
      place: "when",
      what: `It takes turns with “${other.name}” on the same ad sets`,
      example: "Paused at a CPA of 32.00 and started again at 31.00: two ad sets would flip every day.",
      remedy: "Leave at least a fifth between the two thresholds, or let one of them win.",
    });
  }
  if (mentions(rule.when, "today") && !mentions(json(rule.guards).floors, "today")) {
    found.push({
      code: "today_without_floor",
      weight: "warning",
      ruleIds: [id],
      place: "guards.floors.window",
      what: "It looks at today, and its floors ask for nothing today",
      example: "At 00:40 one euro is spent and nothing is bought: the conditions hold for everything.",
      remedy: "Ask for spend or impressions today.",
    });
  }
  if (json(rule.guards).learning === "touch") {
    found.push({
      code: "touches_learning",
      weight: "warning",
      ruleIds: [id],
      place: "guards.learning",
      what: "It changes ad sets that are learning",
      example: "A change on the fifth day starts the seven days over.",
      remedy: "Leave ad sets alone while they learn.",
    });
  }
  if (items(scope.accounts).length === 0) {
    found.push({
      code: "everything",
      weight: "advice",
      ruleIds: [id],
      place: "scope",
      what: "It looks at every account, also those added later",
      example: "A new client's account is touched on its first day.",
      remedy: "Name the accounts it is for.",
    });
  }
  return found;
}

/** What can be said of a text, as the program would. */
export function judge(text: string, others: readonly Json[], nowMs: number): RuleJudgement {
  const nothing = { words: null, findings: [], matches: [] };
  let rule: unknown;
  try {
    rule = JSON.parse(text);
  } catch {
    return {
      ...nothing,
      faults: [{ place: "", what: "it is not JSON", remedy: "Correct it where the brackets do not match." }],
    };
  }
  if (!isJson(rule) || rule.format !== 1 || !isJson(rule.scope)) {
    return {
      ...nothing,
      faults: [{ place: "", what: "it is not a rule", remedy: "Begin with a template." }],
    };
  }
  const faults = faultsOf(rule);
  if (faults.length > 0) return { ...nothing, faults };
  const matches = lookAt(rule, nowMs).map(({ match }) => match);
  return { faults, words: ruleWords(rule), findings: findingsOf(rule, others), matches };
}
