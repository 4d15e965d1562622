import { currencyOffset } from "@/lib/money";
import type { Action, By, Condition, Deed, Filter, Floors, Money, Rule, Term, Window } from "./rule";

// What stands in a rule right after something was added or exchanged, until a person changes it.

export const LAST_WEEK: Window = { last: { days: 7, with_today: false } };
export const MATURED_WEEK: Window = { matured: { days: 7, leave_out: { newest: 3 } } };

/** So many units of a currency. */
export const amount = (units: number, currency: string): Money => ({
  minor: units * currencyOffset(currency),
  currency,
});

export type ConditionKind = "compare" | "rank" | "clock" | "learning" | "budget" | "all" | "any" | "none";

export function newCondition(kind: ConditionKind, currency: string): Condition {
  const spend: Term = { metric: { of: "spend", window: LAST_WEEK } };
  const compare: Condition = {
    compare: { left: spend, is: "above", right: { money: amount(50, currency) } },
  };
  switch (kind) {
    case "compare":
      return compare;
    case "rank":
      return {
        rank: {
          by: { metric: { of: "roas", window: MATURED_WEEK } },
          among: "siblings",
          end: "bottom",
          take: { percent: 25 },
          zeros: "leave_out",
        },
      };
    case "clock":
      return { clock: { from: "08:00", until: "20:00" } };
    case "learning":
      return { learning: ["learning"] };
    case "budget":
      return { budget: ["daily"] };
    case "all":
      return { all: [compare] };
    case "any":
      return { any: [compare] };
    case "none":
      return { none: [compare] };
  }
}

export function newFilter(
  kind: "name" | "label" | "objective" | "status" | "spend",
  currency: string,
): Filter {
  switch (kind) {
    case "name":
      return { name: { at: "campaign", is: { contains: "" } } };
    case "label":
      return { label: [] };
    case "objective":
      return { objective: ["OUTCOME_SALES"] };
    case "status":
      return { status: ["ACTIVE"] };
    case "spend":
      return { spend: { window: "lifetime", is: "above", amount: amount(100, currency) } };
  }
}

const bounds = (currency: string) => ({ floor: amount(5, currency), ceiling: amount(500, currency) });

export function newBy(way: "raise" | "lower" | "set", currency: string): By {
  if (way === "set") return { set: amount(50, currency) };
  const step = { basis_points: 1_000 };
  return way === "raise" ? { raise: step } : { lower: step };
}

export function newAction(deed: Deed, currency: string): Action {
  switch (deed) {
    case "notify":
    case "start":
      return deed;
    case "pause":
      return { pause: "a_person" };
    case "budget":
      return { budget: { by: newBy("raise", currency), ...bounds(currency) } };
    case "bid":
      return { bid: { by: newBy("lower", currency), ...bounds(currency) } };
    case "duplicate":
      return { duplicate: { suffix: " – copy" } };
    case "rebalance":
      return {
        rebalance: {
          by: { of: "roas", window: MATURED_WEEK },
          share_basis_points: 1_000,
          ...bounds(currency),
        },
      };
    case "scale_toward":
      return {
        scale_toward: {
          metric: { of: "roas", window: MATURED_WEEK },
          target: { target: "roas" },
          step_basis_points: 1_000,
          within_basis_points: 1_000,
          ...bounds(currency),
        },
      };
  }
}

export const newFloors = (currency: string): Floors => ({
  window: LAST_WEEK,
  spend: amount(50, currency),
  impressions: 2_000,
  age_hours: 72,
});

/** A rule with nothing in it but what it cannot do without. */
export const emptyRule = (id: string, name: string, accounts: string[], currency: string): Rule => ({
  format: 1,
  id,
  name,
  mode: "shadow",
  scope: { level: "adset", accounts, filters: [{ status: ["ACTIVE"] }] },
  when: { all: [newCondition("compare", currency)] },
  // biome-ignore lint/suspicious/noThenProperty: the rule language calls its act so.
  then: { pause: "a_person" },
  schedule: { every: { minutes: 60 } },
  guards: { floors: newFloors(currency) },
});

/** Another term in the place of one, with as much of the old one as fits. */
export function exchangedTerm(old: Term, kind: string, currency: string): Term {
  const [head = "", of = ""] = kind.split(":");
  const reading = "metric" in old ? old.metric : "change" in old ? old.change : null;
  const window = reading?.window ?? LAST_WEEK;
  const at = reading?.at === undefined ? {} : { at: reading.at };
  const pair = Object.values(old)[0];
  const first: Term | null = Array.isArray(pair) && pair.length === 2 ? (pair[0] as Term) : null;
  switch (head) {
    case "metric":
      return { metric: { of: of as "spend", window, ...at } };
    case "change":
      return {
        change: { of: reading?.of ?? "ctr", window: window === "lifetime" ? LAST_WEEK : window, ...at },
      };
    case "fact":
      return { fact: { of: of as "bid" } };
    case "target":
      return { target: of as "cpa" };
    case "money":
      return { money: "money" in old ? old.money : amount(25, currency) };
    case "add":
    case "subtract":
    case "multiply":
    case "divide": {
      const both: [Term, Term] =
        first !== null
          ? (pair as [Term, Term])
          : head === "divide"
            ? [old, { number: 2 }]
            : [{ number: 2 }, old];
      return { [head]: both } as Term;
    }
    default:
      return { number: "number" in old ? old.number : 1 };
  }
}

/** The rule with all its amounts in another currency: the same number of units, which a person then looks over. */
export function inCurrency<T>(value: T, currency: string): T {
  if (Array.isArray(value)) return value.map((part) => inCurrency(part, currency)) as T;
  if (typeof value !== "object" || value === null) return value;
  const { minor, currency: old } = value as Partial<Money>;
  if (typeof minor === "number" && typeof old === "string") {
    const units = minor / currencyOffset(old);
    return { ...value, minor: Math.round(units * currencyOffset(currency)), currency };
  }
  const entries = Object.entries(value).map(([key, part]) => [key, inCurrency(part, currency)]);
  return Object.fromEntries(entries) as T;
}
