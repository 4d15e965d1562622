import type { RuleTemplate } from "../bindings";
import { type Json, ruleWords } from "./rule-words";

const RIPE = { matured: { days: 7, leave_out: { newest: 3 } } };
const metric = (of: string, window: unknown): Json => ({ metric: { of, window } });
const compare = (left: Json, is: string, right: Json): Json => ({ compare: { left, is, right } });
const times = (factor: number, target: string): Json => ({ multiply: [{ number: factor }, { target }] });

type Parts = Json & { scope?: Json };

/** A rule of the form that templates have, with amounts in a currency. */
function rule(currency: string, parts: Parts): Json {
  const floors = {
    window: RIPE,
    spend: { minor: 5_000, currency },
    impressions: 2_000,
    age_hours: 240,
  };
  return {
    format: 1,
    mode: "shadow",
    schedule: { every: { minutes: 60 } },
    guards: { floors },
    ...parts,
    scope: { level: "adset", filters: [{ status: ["ACTIVE"] }], ...parts.scope },
  };
}

type Sketch = { whatFor: string; parts: (currency: string) => Parts };

const SKETCHES: Sketch[] = [
  {
    whatFor: "Stops for today what spends twice the target CPA without a conversion",
    parts: (currency) => ({
      id: "stop-loss",
      name: "Same-day stop-loss",
      when: {
        all: [
          compare(metric("spend", "today"), "above", times(2, "cpa")),
          compare(metric("conversions", "today"), "equal", { number: 0 }),
          compare(metric("roas", RIPE), "below", { target: "roas" }),
        ],
      },
      // biome-ignore lint/suspicious/noThenProperty: the rule language calls its act so.
      then: { pause: "midnight" },
      schedule: { every: { minutes: 30 } },
      guards: {
        floors: { window: "today", spend: { minor: 2_000, currency }, impressions: 1_000, age_hours: 48 },
      },
    }),
  },
  {
    whatFor: "Pauses what has cost half more than the target CPA over a week of ripe days",
    parts: () => ({
      id: "dear-conversions",
      name: "CPA against target",
      when: {
        any: [
          compare(metric("cpa", RIPE), "above", times(1.5, "cpa")),
          {
            all: [
              compare(metric("conversions", RIPE), "equal", { number: 0 }),
              compare(metric("spend", RIPE), "above", times(3, "cpa")),
            ],
          },
        ],
      },
      // biome-ignore lint/suspicious/noThenProperty: as above.
      then: { pause: "recovered" },
      schedule: { every: { minutes: 360 } },
    }),
  },
  {
    whatFor: "Raises the budget in tiers where a week of ripe days has paid back",
    parts: (currency) => ({
      id: "scale-strong",
      name: "Scale up: strong ROAS",
      when: { all: [compare(metric("roas", RIPE), "at_least", times(1.6, "roas"))] },
      // biome-ignore lint/suspicious/noThenProperty: as above.
      then: {
        budget: {
          by: { raise: { basis_points: 2_000 } },
          floor: { minor: 500, currency },
          ceiling: { minor: 50_000, currency },
        },
      },
      schedule: { every: { daily_at: "06:00" } },
      guards: {
        floors: {
          window: RIPE,
          spend: { minor: 5_000, currency },
          impressions: 2_000,
          conversions: 10,
          age_hours: 240,
        },
        cool_down_minutes: 4_320,
      },
    }),
  },
  {
    whatFor: "Starts again what turned out to be cheap once its conversions had arrived",
    parts: () => ({
      id: "late-winners",
      name: "Late conversions",
      scope: { level: "adset", filters: [{ status: ["PAUSED"] }] },
      when: {
        all: [
          compare(metric("cpa", RIPE), "below", times(0.8, "cpa")),
          compare(metric("conversions", RIPE), "at_least", { number: 3 }),
        ],
      },
      // biome-ignore lint/suspicious/noThenProperty: as above.
      then: "start",
      schedule: { every: { daily_at: "07:00" } },
    }),
  },
  {
    whatFor: "Pauses the weakest quarter of the ads of an ad set once their figures are ripe",
    parts: () => ({
      id: "creative-cut",
      name: "Creative cut",
      scope: { level: "ad", filters: [{ status: ["ACTIVE"] }] },
      when: {
        all: [
          {
            rank: {
              by: metric("roas", RIPE),
              among: "siblings",
              end: "bottom",
              take: { percent: 25 },
              zeros: "leave_out",
            },
          },
          compare(metric("roas", RIPE), "below", times(0.7, "roas")),
        ],
      },
      // biome-ignore lint/suspicious/noThenProperty: as above.
      then: { pause: "a_person" },
      schedule: { every: { daily_at: "06:30" } },
    }),
  },
];

/** Templates with amounts in a currency. */
export const fakeTemplates = (currency: string): RuleTemplate[] =>
  SKETCHES.map(({ whatFor, parts }) => {
    const made = rule(currency, parts(currency));
    return { whatFor, rule: JSON.stringify(made), words: ruleWords(made) };
  });

/** A template's rule by its id, for the rules that the invented person has made of them. */
export function ruleLike(id: string, currency: string, changes: Parts): Json {
  const found = SKETCHES.map(({ parts }) => parts(currency)).find((parts) => parts.id === id) ?? {};
  return { ...rule(currency, found), ...changes };
}
