import type { Rule } from "./rule";

// Whether a value that was read has the shape of a rule, so that the forms can show all of it. What is wrong with a rule
// is the program's to say; this only keeps a half-written text from being taken for one.

type Check = (value: unknown) => boolean;
type Fields = Record<string, unknown>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text: Check = (value) => typeof value === "string";
const count: Check = (value) => typeof value === "number" && Number.isSafeInteger(value);
const number: Check = (value) => typeof value === "number" && Number.isFinite(value);
const flag: Check = (value) => typeof value === "boolean";

const one =
  (...words: string[]): Check =>
  (value) =>
    typeof value === "string" && words.includes(value);

const list =
  (of: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(of);

/** All of `needed`, any of `optional`, nothing else: what the forms do not know they would hide. */
const fields =
  (needed: Record<string, Check>, optional: Record<string, Check> = {}): Check =>
  (value) => {
    if (!isFields(value)) return false;
    const keys = Object.keys(value);
    const all: Record<string, Check> = { ...needed, ...optional };
    return (
      Object.keys(needed).every((key) => key in value) &&
      keys.every((key) => Object.hasOwn(all, key) && all[key]?.(value[key]) === true)
    );
  };

/** Exactly one of these, by its name. */
const choice =
  (variants: Record<string, Check>, words: string[] = []): Check =>
  (value) => {
    if (typeof value === "string") return words.includes(value);
    if (!isFields(value)) return false;
    const [key, ...more] = Object.keys(value);
    if (key === undefined || more.length > 0 || !Object.hasOwn(variants, key)) return false;
    return variants[key]?.(value[key]) === true;
  };

const either =
  (...checks: Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));

const none: Check = (value) => value === null;

const money = fields({ minor: count, currency: text });
const place = one("itself", "adset", "campaign", "account");
const operator = one("above", "at_least", "below", "at_most", "equal", "not_equal");
const metric = one(
  ...["spend", "impressions", "clicks", "link_clicks", "conversions", "value", "ctr", "link_ctr"],
  ...["conversion_rate", "cpc", "cpm", "cpa", "roas"],
);
const day = one("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday");

const window = choice(
  {
    last: fields({ days: count, with_today: flag }),
    matured: fields({ days: count, leave_out: choice({ newest: count, under_percent: count }) }),
  },
  ["today", "yesterday", "this_month", "lifetime"],
);
const reading = fields({ of: metric, window }, { at: place });
const hours = fields({ from: text, until: text }, { days: list(day) });

/** Groups in groups and formulas in formulas; the program allows twelve. */
const DEEPEST = 16;

const term =
  (depth: number): Check =>
  (value) => {
    if (depth > DEEPEST) return false;
    const two: Check = (pair) => Array.isArray(pair) && pair.length === 2 && pair.every(term(depth + 1));
    return choice({
      number,
      money,
      metric: reading,
      change: reading,
      fact: fields({ of: one("age_hours", "daily_budget", "lifetime_budget", "bid") }, { at: place }),
      target: one("cpa", "roas"),
      add: two,
      subtract: two,
      multiply: two,
      divide: two,
    })(value);
  };

const condition =
  (depth: number): Check =>
  (value) => {
    if (depth > DEEPEST) return false;
    const group = list(condition(depth + 1));
    return choice({
      all: group,
      any: group,
      none: group,
      compare: fields({ left: term(0), is: operator, right: term(0) }),
      rank: fields({
        by: term(0),
        among: one("siblings", "scope"),
        end: one("top", "bottom"),
        take: choice({ count, percent: count }),
        zeros: one("count", "leave_out"),
      }),
      clock: hours,
      learning: list(one("learning", "limited", "learned", "not_stated")),
      budget: list(one("daily", "lifetime", "elsewhere")),
    })(value);
  };

const filter = choice({
  name: fields(
    { is: choice({ contains: text, lacks: text, wildcard: text, regex: text }) },
    {
      at: place,
    },
  ),
  label: list(text),
  objective: list(text),
  status: list(text),
  spend: fields({ window, is: operator, amount: money }),
});

const scope = fields(
  { level: one("account", "campaign", "adset", "ad") },
  {
    accounts: list(text),
    members: choice({ only: list(text) }, ["also_future"]),
    filters: list(filter),
    never: list(text),
  },
);

const step = choice({ basis_points: count, amount: money });
const change = fields({ by: choice({ raise: step, lower: step, set: money }), floor: money, ceiling: money });
const toward = fields({
  metric: reading,
  target: term(0),
  step_basis_points: count,
  within_basis_points: count,
  floor: money,
  ceiling: money,
});
const rebalance = fields({ by: reading, share_basis_points: count, floor: money, ceiling: money });
const action = choice(
  {
    pause: one("a_person", "midnight", "recovered"),
    budget: change,
    bid: change,
    scale_toward: toward,
    rebalance,
    duplicate: fields({ suffix: text }, { daily_budget: either(money, none) }),
  },
  ["notify", "start"],
);

const floors = fields(
  { window, age_hours: count },
  {
    spend: either(money, none),
    impressions: either(count, none),
    conversions: either(count, none),
  },
);
const guards = fields(
  {},
  {
    floors: either(floors, none),
    freshness_minutes: count,
    cool_down_minutes: count,
    acts_per_object_a_day: count,
    acts_a_run: count,
    acts_a_day: count,
    step_up_basis_points: count,
    step_down_basis_points: count,
    day_up_basis_points: count,
    learning: one("spare", "touch"),
    may_empty_the_parent: flag,
  },
);

const rule = fields(
  {
    format: (value) => value === 1,
    id: text,
    name: text,
    scope,
    when: condition(0),
    // biome-ignore lint/suspicious/noThenProperty: the rule language calls its act so.
    then: action,
    schedule: fields({ every: choice({ minutes: count, daily_at: text }) }, { hours: list(hours) }),
  },
  { note: text, mode: one("draft", "notify", "shadow", "approve", "auto"), guards },
);

/** Whether a value is a rule of format 1 with nothing in it that is not known. */
export const isRule = (value: unknown): value is Rule => rule(value);
