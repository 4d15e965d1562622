import { formatMoney } from "@/lib/money";
import type { RuleLine, RuleMode, RuleWords } from "../bindings";

/** A part of a rule's JSON. */
export type Json = Record<string, unknown>;

export const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
/** The one variant that a value is, with what is in it. */
export function variant(value: unknown): [string, unknown] {
  if (typeof value === "string") return [value, null];
  const [entry] = isJson(value) ? Object.entries(value) : [];
  return entry ?? ["", null];
}
export const json = (value: unknown): Json => (isJson(value) ? value : {});
export const items = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

const PLACES: Record<string, string> = { adset: "ad set", campaign: "campaign", account: "account" };
const METRICS: Record<string, string> = {
  link_clicks: "link clicks",
  value: "conversion value",
  ctr: "CTR (%)",
  link_ctr: "link CTR (%)",
  conversion_rate: "conversion rate (%)",
  cpc: "CPC",
  cpm: "CPM",
  cpa: "CPA",
  roas: "ROAS",
};
const OPERATORS: Record<string, string> = {
  above: "above",
  at_least: "at least",
  below: "below",
  at_most: "at most",
  equal: "exactly",
  not_equal: "anything but",
};
const SIGNS: Record<string, string> = { add: "+", subtract: "−", multiply: "×", divide: "÷" };
const STAGES: Record<string, string> = {
  learning: "is learning",
  limited: "has too few results to learn",
  learned: "has learned",
  not_stated: "has no stated learning stage",
};
const KINDS: Record<string, string> = {
  daily: "a daily budget of its own",
  lifetime: "a lifetime budget of its own",
  elsewhere: "no budget of its own",
};
const MODES: Record<RuleMode, string> = {
  draft: "It is a draft and does not run.",
  notify: "It tells and changes nothing.",
  shadow: "It records what it would do and changes nothing.",
  approve: "It asks a person before each change.",
  auto: "It acts by itself.",
};
const UNTIL: Record<string, string> = {
  a_person: "until a person starts it again",
  midnight: "until the account's midnight",
  recovered: "until it has recovered",
};
export const LEVELS: Record<string, string> = { ...PLACES, ad: "ad" };

export const money = (value: unknown): string =>
  formatMoney(Number(json(value).minor), String(json(value).currency ?? "EUR"));
const percent = (points: unknown): string => `${Number(points) / 100} %`;
const listed = (parts: string[], and: string): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} ${and} ${parts.at(-1)}`;

export function windowWords(window: unknown): string {
  const [kind, of] = variant(window);
  const { days, extratoday, leave_out } = json(of);
  if (kind === "last") return `in the last ${days} days ${extratoday === true ? "with" : "without"} today`;
  if (kind === "this_month") return "this month";
  if (kind === "lifetime") return "since it was made";
  if (kind !== "matured") return kind;
  const [how, count] = variant(leave_out);
  return how === "newest"
    ? `in ${days} matured days, the newest ${count} left out`
    : `in ${days} days of which ${count} % of the conversions are known`;
}

const whose = (at: unknown): string =>
  typeof at === "string" && at !== "itself" ? `the ${PLACES[at] ?? at}'s ` : "";

function readingWords(reading: unknown): string {
  const { of, window, at } = json(reading);
  return `${whose(at)}${METRICS[String(of)] ?? of} ${windowWords(window)}`;
}

export function termWords(term: unknown): string {
  const [kind, of] = variant(term);
  if (kind === "number") return String(of);
  if (kind === "money") return money(of);
  if (kind === "metric") return readingWords(of);
  if (kind === "change") return `the change in percent of ${readingWords(of)} against the days before`;
  if (kind === "fact") return `${whose(json(of).at)}${String(json(of).of).replaceAll("_", " ")}`;
  if (kind === "target") return `the client's target ${String(of).toUpperCase()}`;
  const part = (one: unknown): string => (variant(one)[0] in SIGNS ? `(${termWords(one)})` : termWords(one));
  const [left, right] = items(of);
  return `${part(left)} ${SIGNS[kind] ?? "?"} ${part(right)}`;
}

function hoursWords(hours: unknown): string {
  const { from, until, days } = json(hours);
  const next = String(until) <= String(from) ? " the next day" : "";
  const names = items(days).map((day) => String(day).replace(/^./, (letter) => letter.toUpperCase()));
  return `from ${from} to ${until}${next}${names.length > 0 ? ` on ${listed(names, "and")}` : ""}`;
}

function conditionWords(kind: string, of: unknown): string {
  const compare = json(of);
  if (kind === "compare") {
    const is = OPERATORS[String(compare.is)] ?? compare.is;
    return `${termWords(compare.left)} is ${is} ${termWords(compare.right)}`;
  }
  if (kind === "rank") {
    const [how, count] = variant(compare.take);
    const among = compare.among === "siblings" ? "those beside it that are in scope" : "all in scope";
    const zeros = compare.zeros === "count" ? "zeros included" : "those with nothing left out";
    return `it is among the ${compare.end} ${count}${how === "percent" ? " %" : ""} of ${among} by ${termWords(compare.by)}, ${zeros}`;
  }
  if (kind === "clock") return `the account's time is ${hoursWords(of)}`;
  const words = kind === "learning" ? STAGES : KINDS;
  const names = items(of).map((name) => words[String(name)] ?? String(name));
  return `${kind === "learning" ? "the ad set" : "it has"} ${listed(names, "or")}`;
}

function lines(place: string, condition: unknown, depth: number): RuleLine[] {
  const [kind, of] = variant(condition);
  if (!["all", "any", "none"].includes(kind)) return [{ place, depth, text: conditionWords(kind, of) }];
  const parts = items(of).flatMap((part, index) => lines(`${place}.${kind}[${index}]`, part, depth + 1));
  return [{ place, depth, text: `${kind} of these:` }, ...parts];
}

export function actionWords(then: unknown): string {
  const [kind, of] = variant(then);
  if (kind === "notify") return "tell me";
  if (kind === "start") return "start it";
  if (kind === "pause") return `pause it ${UNTIL[String(of)] ?? of}`;
  const change = json(of);
  if (kind === "duplicate") {
    const extra = change.daily_budget ? ` and ${money(change.daily_budget)} a day` : "";
    return `make one paused copy of it with “${String(change.suffix)}” behind its name${extra}`;
  }
  const bounds = `never to below ${money(change.floor)} or above ${money(change.ceiling)}`;
  if (kind === "rebalance") {
    return `move ${percent(change.share_basis_points)} of the daily budget of the weaker half to the stronger half of those beside one another, by ${readingWords(change.by)}, ${bounds}`;
  }
  if (kind === "scale_toward") {
    const [step, within] = [percent(change.step_basis_points), percent(change.within_basis_points)];
    return `move its budget by ${step} towards ${readingWords(change.metric)} of ${termWords(change.target)}, leaving it alone within ${within}, ${bounds}`;
  }
  const [way, step] = variant(change.by);
  if (way === "set") return `set its ${kind} to ${money(step)}, ${bounds}`;
  const [unit, amount] = variant(step);
  return `${way} its ${kind} by ${unit === "amount" ? money(amount) : percent(amount)}, ${bounds}`;
}

function filterWords(filter: unknown): string {
  const [kind, of] = variant(filter);
  if (kind === "label") return `labelled ${listed(items(of).map(String), "or")}`;
  if (kind === "objective") return `with the objective ${listed(items(of).map(String), "or")}`;
  if (kind === "status") return `whose status is ${listed(items(of).map(String), "or")}`;
  const { at, is, window, amount } = json(of);
  if (kind === "spend") {
    return `whose spend ${windowWords(window)} is ${OPERATORS[String(is)] ?? is} ${money(amount)}`;
  }
  const [how, text] = variant(is);
  const verbs: Record<string, string> = {
    contains: "contains",
    lacks: "does not contain",
    wildcard: "is like",
  };
  const who = typeof at === "string" && at !== "itself" ? `${PLACES[at] ?? at}'s name` : "name";
  return how === "regex" ? `whose ${who} matches /${text}/` : `whose ${who} ${verbs[how] ?? how} “${text}”`;
}

function scopeWords(rule: Json): string {
  const { every, hours } = json(rule.schedule);
  const [how, value] = variant(every);
  const minutes = Number(value);
  let often = how === "daily_at" ? `Every day at ${value}` : `Every ${minutes} minutes`;
  if (how === "minutes" && minutes === 60) often = "Every hour";
  else if (how === "minutes" && minutes % 60 === 0) often = `Every ${minutes / 60} hours`;
  const open = items(hours).map(hoursWords).join(" or ");
  if (open !== "") often += `, ${open} in the account's time`;
  const scope = json(rule.scope);
  const noun = LEVELS[String(scope.level)] ?? "object";
  const [members, ids] = variant(scope.members ?? "also_future");
  let text =
    members === "only"
      ? `${items(ids).length} listed ${noun}s and no others`
      : `each ${noun}, also those made later`;
  if (items(scope.accounts).length > 0) text += `, in ${listed(items(scope.accounts).map(String), "and")}`;
  for (const filter of items(scope.filters)) text += `, ${filterWords(filter)}`;
  const never = items(scope.never).length;
  if (never > 0) text += `, and never at ${never} that are not to be touched`;
  return `${often}, look at ${text}.`;
}

function guardWords(rule: Json): string[] {
  const guards = json(rule.guards);
  const [kind] = variant(rule.then);
  const all: string[] = [];
  const floors = json(guards.floors);
  if (isJson(guards.floors)) {
    const least = [
      ...(isJson(floors.spend) ? [`${money(floors.spend)} spent`] : []),
      ...(typeof floors.impressions === "number" ? [`${floors.impressions} impressions`] : []),
      ...(typeof floors.conversions === "number" ? [`${floors.conversions} conversions`] : []),
    ];
    const have = least.length > 0 ? `has ${listed(least, "and")} ${windowWords(floors.window)} and ` : "";
    all.push(`Only if it ${have}is at least ${floors.age_hours} hours old.`);
  }
  all.push(`Only on figures read in the last ${guards.freshness_minutes ?? 120} minutes.`);
  if (kind === "notify") return all;
  all.push(
    `The same object not again within ${guards.cool_down_minutes ?? 1440} minutes and at most ${guards.acts_per_object_a_day ?? 1} times a day.`,
    `At most ${guards.acts_a_run ?? 10} acts a run and ${guards.acts_a_day ?? 30} a day.`,
  );
  if (["budget", "bid", "scale_toward", "rebalance"].includes(kind)) {
    const [up, down] = [guards.step_up_basis_points ?? 2000, guards.step_down_basis_points ?? 5000];
    all.push(
      `No step of more than ${percent(up)} up or ${percent(down)} down, and no more than ${percent(guards.day_up_basis_points ?? 5000)} up in 24 hours.`,
    );
  }
  if (guards.learning !== "touch") all.push("Ad sets that are learning are left alone.");
  if (kind === "pause" && guards.may_empty_the_parent !== true) {
    all.push("Never the last one that is active under its parent.");
  }
  return all;
}

export const modeIn = (rule: Json): RuleMode =>
  (Object.keys(MODES) as RuleMode[]).find((mode) => mode === rule.mode) ?? "shadow";

/** A rule as sentences, as the program says them. */
export const ruleWords = (rule: Json): RuleWords => ({
  scope: scopeWords(rule),
  when: lines("when", rule.when, 0),
  // biome-ignore lint/suspicious/noThenProperty: a field of the program's answer.
  then: `Then ${actionWords(rule.then)}.`,
  guards: guardWords(rule),
  mode: MODES[modeIn(rule)],
});
