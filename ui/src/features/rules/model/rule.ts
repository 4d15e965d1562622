import { isExact } from "@/lib/json";
import type { ObjectLevel, RuleMode } from "@/platform";
import { isRule } from "./shape";

// Format 1 of rules as it is written in files and in the database: the names are those of the JSON text. What a rule
// leaves out stays left out.

/** Whole minor units with their currency. */
export type Money = { minor: number; currency: string };

export type Place = "itself" | "adset" | "campaign" | "account";

export const METRICS = [
  "spend",
  "impressions",
  "clicks",
  "link_clicks",
  "conversions",
  "value",
  "ctr",
  "link_ctr",
  "conversion_rate",
  "cpc",
  "cpm",
  "cpa",
  "roas",
] as const;
export type Metric = (typeof METRICS)[number];

export const FACTS = ["age_hours", "daily_budget", "lifetime_budget", "bid"] as const;
export type Fact = (typeof FACTS)[number];

export const TARGETS = ["cpa", "roas"] as const;
export type Target = (typeof TARGETS)[number];

export type LeaveOut = { newest: number } | { under_percent: number };

export type Window =
  | "today"
  | "yesterday"
  | "this_month"
  | "lifetime"
  | { last: { days: number; with_today: boolean } }
  | { matured: { days: number; leave_out: LeaveOut } };

/** A figure over a window, of the object itself or of one above it. */
export type Reading = { of: Metric; window: Window; at?: Place };

export type Term =
  | { number: number }
  | { money: Money }
  | { metric: Reading }
  | { change: Reading }
  | { fact: { of: Fact; at?: Place } }
  | { target: Target }
  | { add: Two }
  | { subtract: Two }
  | { multiply: Two }
  | { divide: Two };
export type Two = [Term, Term];

export const OPERATORS = ["above", "at_least", "below", "at_most", "equal", "not_equal"] as const;
export type Operator = (typeof OPERATORS)[number];

export type Compare = { left: Term; is: Operator; right: Term };

export type Take = { count: number } | { percent: number };

export type Rank = {
  by: Term;
  among: "siblings" | "scope";
  end: "top" | "bottom";
  take: Take;
  zeros: "count" | "leave_out";
};

export const WEEKDAYS = [
  "monday",
  "tuesday",
  "wednesday",
  "thursday",
  "friday",
  "saturday",
  "sunday",
] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** Times are `HH:MM` of the account's clock. No days are all days. */
export type Hours = { days?: Weekday[]; from: string; until: string };

export const STAGES = ["learning", "limited", "learned", "not_stated"] as const;
export type Stage = (typeof STAGES)[number];

export const BUDGET_KINDS = ["daily", "lifetime", "elsewhere"] as const;
export type BudgetKind = (typeof BUDGET_KINDS)[number];

export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { none: Condition[] }
  | { compare: Compare }
  | { rank: Rank }
  | { clock: Hours }
  | { learning: Stage[] }
  | { budget: BudgetKind[] };

export const GROUPS = ["all", "any", "none"] as const;
export type Group = (typeof GROUPS)[number];

export type NameIs = { contains: string } | { lacks: string } | { wildcard: string } | { regex: string };

export type Filter =
  | { name: { at?: Place; is: NameIs } }
  | { label: string[] }
  | { objective: string[] }
  | { status: string[] }
  | { spend: { window: Window; is: Operator; amount: Money } };

export type Members = "also_future" | { only: string[] };

export type Scope = {
  level: ObjectLevel;
  accounts?: string[];
  members?: Members;
  filters?: Filter[];
  never?: string[];
};

export type Step = { basis_points: number } | { amount: Money };
export type By = { raise: Step } | { lower: Step } | { set: Money };
export type Change = { by: By; floor: Money; ceiling: Money };
export type Until = "a_person" | "midnight" | "recovered";

export type Toward = {
  metric: Reading;
  target: Term;
  step_basis_points: number;
  within_basis_points: number;
  floor: Money;
  ceiling: Money;
};

export type Rebalance = {
  by: Reading;
  share_basis_points: number;
  floor: Money;
  ceiling: Money;
};

export type Duplicate = { suffix: string; daily_budget?: Money | null };

export type Action =
  | "notify"
  | "start"
  | { pause: Until }
  | { budget: Change }
  | { bid: Change }
  | { scale_toward: Toward }
  | { rebalance: Rebalance }
  | { duplicate: Duplicate };

export type Every = { minutes: number } | { daily_at: string };
export type Schedule = { every: Every; hours?: Hours[] };

export type Floors = {
  window: Window;
  spend?: Money | null;
  impressions?: number | null;
  conversions?: number | null;
  age_hours: number;
};

export type Guards = {
  floors?: Floors | null;
  freshness_minutes?: number;
  cool_down_minutes?: number;
  acts_per_object_a_day?: number;
  acts_a_run?: number;
  acts_a_day?: number;
  step_up_basis_points?: number;
  step_down_basis_points?: number;
  day_up_basis_points?: number;
  learning?: "spare" | "touch";
  may_empty_the_parent?: boolean;
};

/** What guards are where a rule leaves them out. */
export const USUAL_GUARDS = {
  freshness_minutes: 120,
  cool_down_minutes: 1_440,
  acts_per_object_a_day: 1,
  acts_a_run: 10,
  acts_a_day: 30,
  step_up_basis_points: 2_000,
  step_down_basis_points: 5_000,
  day_up_basis_points: 5_000,
  learning: "spare",
  may_empty_the_parent: false,
} as const satisfies Required<Omit<Guards, "floors">>;

export type Rule = {
  format: number;
  id: string;
  name: string;
  note?: string;
  mode?: RuleMode;
  scope: Scope;
  when: Condition;
  then: Action;
  schedule: Schedule;
  guards?: Guards;
};

/** How far a rule goes that does not say it. */
export const modeOf = (rule: Rule): RuleMode => rule.mode ?? "shadow";

/** What an action does, in one word. */
export type Deed =
  | "notify"
  | "start"
  | "pause"
  | "budget"
  | "bid"
  | "scale_toward"
  | "rebalance"
  | "duplicate";

export const deedOf = (action: Action): Deed =>
  typeof action === "string" ? action : (Object.keys(action)[0] as Deed);

/** The rule in a text, or `null` where the text is none that the forms can show whole; the program says why. */
export function parseRule(text: string): Rule | null {
  // A number that is longer than a computer counts would be written back as another one.
  if (!isExact(text)) return null;
  try {
    const value: unknown = JSON.parse(text);
    return isRule(value) ? value : null;
  } catch {
    return null;
  }
}

/** The rule as text. Keys keep their order; what was left out stays left out. */
export const ruleText = (rule: Rule): string => JSON.stringify(rule, null, 2);

/** Which group a condition is, or `null` for one that has no others in it. */
export function groupOf(condition: Condition): Group | null {
  const [kind] = Object.keys(condition);
  return GROUPS.find((group) => group === kind) ?? null;
}

/** The conditions in a group; none where it is no group. */
export function partsOf(condition: Condition): readonly Condition[] {
  if ("all" in condition) return condition.all;
  if ("any" in condition) return condition.any;
  return "none" in condition ? condition.none : [];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The currency of the first amount in a rule; `null` where it has none. */
export function currencyIn(value: unknown): string | null {
  if (Array.isArray(value) || isObject(value)) {
    if (isObject(value) && typeof value.minor === "number" && typeof value.currency === "string") {
      return value.currency;
    }
    for (const part of Object.values(value)) {
      const found = currencyIn(part);
      if (found !== null) return found;
    }
  }
  return null;
}
