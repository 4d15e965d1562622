import type { ActOutcome, DecisionState, GuardVerdict, RuleDecision, RuleLine, RuleRun } from "../bindings";
import { noise } from "./random";
import { ALL_OBJECTS, currencyOf, type FakeObject, WORLD } from "./world";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A rule of the invented agency, as far as its looks tell of it. */
export type Teller = Pick<RuleRun, "ruleId" | "ruleName" | "version" | "mode"> & {
  level: FakeObject["level"];
  /** What it does to an object, `null` where it only tells. */
  act: (object: FakeObject) => Pick<RuleDecision, "field" | "from" | "to" | "until">;
  /** Its conditions as lines, with what was seen of an object. */
  seen: (object: FakeObject) => [text: string, depth?: number][];
};

/** An amount as the program writes it. */
export function amountText(minor: number, currency: string): string {
  return currency === "JPY" ? `${minor} JPY` : `${(minor / 100).toFixed(2)} ${currency}`;
}

const share = (object: FakeObject, what: string): number => noise(`${object.id}|${what}`);
const told = (object: FakeObject, minor: number): string => amountText(Math.round(minor), currencyOf(object));
const raised = (minor: number): number => Math.floor(minor * 1.15);

export const TELLERS = {
  stopLoss: {
    ruleId: "stop-loss",
    ruleName: "Same-day stop-loss",
    version: 3,
    mode: "auto",
    level: "adset",
    act: () => ({ field: "status", from: "ACTIVE", to: "PAUSED", until: "midnight" }),
    seen: (object) => [
      ["all of these: met", 1],
      [
        `spend today is above 3 × the target CPA (${told(object, 9_700 + share(object, "s") * 4_000)} against ${told(object, 9_600)}): met`,
      ],
      ["any of these: met"],
      [
        `conversions today are at most 0 (${share(object, "c") < 0.7 ? 0 : 1} against 0): ${share(object, "c") < 0.7 ? "met" : "not met"}`,
        3,
      ],
      [
        `the CPA of the last 3 days with today is above 1.5 × the target CPA (${told(object, 5_000 + share(object, "a") * 1_500)} against ${told(object, 4_800)}): met`,
        3,
      ],
    ],
  },
  scale: {
    ruleId: "scale-strong",
    ruleName: "Scale up: strong ROAS",
    version: 3,
    mode: "approve",
    level: "adset",
    act: (object) => {
      const before = object.dailyBudgetMinor ?? 12_000;
      return {
        field: "daily_budget",
        from: told(object, before),
        to: told(object, raised(before)),
        until: null,
      };
    },
    seen: (object) => [
      ["all of these: met", 1],
      [
        `the ROAS of 7 days that leave out the newest 3 is above 1.2 × the target ROAS (${(3.1 + share(object, "r")).toFixed(2)} against 2.88): met`,
      ],
      [
        `conversions of the last 14 days without today are at least 20 (${24 + Math.round(share(object, "n") * 30)} against 20): met`,
      ],
      ["it is not learning (it has learned): met"],
    ],
  },
  cpa: {
    ruleId: "dear-conversions",
    ruleName: "CPA against target",
    version: 3,
    mode: "shadow",
    level: "ad",
    act: () => ({ field: "status", from: "ACTIVE", to: "PAUSED", until: "recovered" }),
    seen: (object) => [
      ["all of these: met", 1],
      [
        `the CPA of 7 days that leave out the newest 3 is above 1.5 × the target CPA (${told(object, 5_100 + share(object, "a") * 2_000)} against ${told(object, 4_800)}): met`,
      ],
      [
        `its place by ROAS of the last 14 days without today is among the bottom 25 % of its siblings (${(0.6 + share(object, "p")).toFixed(2)}, place ${4 + Math.round(share(object, "q") * 2)} of 6): met`,
      ],
    ],
  },
} satisfies Record<string, Teller>;

const GUARDS: readonly GuardVerdict[] = [
  { guard: "floor_spend", answer: "met", text: "least spend (96.40 EUR against 50.00 EUR): lets it pass" },
  { guard: "floor_age", answer: "met", text: "least age in hours (312 against 72): lets it pass" },
  { guard: "learning_phase", answer: "met", text: "not while it is learning: lets it pass" },
  { guard: "cool_down", answer: "met", text: "cool-down: lets it pass" },
];

const REFUSALS: readonly GuardVerdict[] = [
  {
    guard: "keeps_the_parent",
    answer: "not_met",
    text: "what stays active under its parent (0 against 1): refuses: it is the last one that is active",
  },
  { guard: "learning_phase", answer: "not_met", text: "not while it is learning: refuses: it is learning" },
];

/** What guards say of an object; `null` refuses nothing. */
export function guardsOf(object: FakeObject, refusal: number | null): GuardVerdict[] {
  const passing = GUARDS.map((verdict) =>
    verdict.guard === "floor_spend"
      ? {
          ...verdict,
          text: `least spend (${told(object, 9_640)} against ${told(object, 5_000)}): lets it pass`,
        }
      : verdict,
  );
  const refusing = refusal === null ? undefined : REFUSALS[refusal % REFUSALS.length];
  return refusing === undefined
    ? passing
    : [...passing.filter(({ guard }) => guard !== refusing.guard), refusing];
}

/** The lines of a rule's reasons for an object. */
export function linesOf(teller: Teller, object: FakeObject, standing: string): RuleLine[] {
  const lines = teller.seen(object).map(([text, depth = 2], index) => ({
    place: index === 0 ? "when" : `when.all[${index - 1}]`,
    depth,
    text,
  }));
  return [{ place: "", depth: 0, text: standing }, ...lines];
}

/** Names of what an object lies in. */
export function pathOf(object: FakeObject): string[] {
  const above = object.parentId === null ? undefined : ALL_OBJECTS.get(object.parentId);
  return above === undefined || above.level === "account" ? [] : [...pathOf(above), above.name];
}

type Wanted = {
  id: string;
  teller: Teller;
  object: FakeObject;
  atMs: number;
  state: DecisionState;
  refusal?: number | null;
  outcome?: ActOutcome | null;
};

/** What a rule decided about one object. */
export function decisionOf({
  id,
  teller,
  object,
  atMs,
  state,
  refusal = null,
  outcome = null,
}: Wanted): RuleDecision {
  const { accountId, level } = object;
  const standing = state === "refused" ? "refused" : "acts";
  const words = standing === "refused" ? "The conditions are met, and a guard refuses." : "It acts.";
  return {
    id,
    ruleId: teller.ruleId,
    version: teller.version,
    object: { accountId, level, id: object.id },
    name: object.name,
    path: pathOf(object),
    atMs,
    standing,
    state,
    ...teller.act(object),
    reasons: linesOf(teller, object, words),
    guards: guardsOf(object, refusal),
    figuresReadMs: atMs - (18 + Math.round(share(object, "read") * 30)) * MINUTE,
    outcome,
    detail:
      state === "failed" ? "After it was sent, the ad set was still active when it was read back" : null,
    changeId: null,
  };
}

/** Objects of an account that are on, in the order of the tree. */
export function running(place: number, level: FakeObject["level"], count: number): FakeObject[] {
  const found: FakeObject[] = [];
  const walk = (object: FakeObject): void => {
    if (object.level === level && (object.delivery === "active" || object.delivery === "learning")) {
      found.push(object);
    }
    for (const child of object.children) walk(child);
  };
  const root = WORLD[place]?.root;
  if (root !== undefined) walk(root);
  return found.slice(0, count);
}

/** A look and what came of it. */
export type Look = { run: RuleRun; decisions: RuleDecision[] };

/** A look of a rule at an account with its decisions; its counts follow from them. */
export function lookOf(
  id: string,
  teller: Teller,
  place: number,
  atMs: number,
  decisions: RuleDecision[],
  run: Partial<RuleRun> & Pick<RuleRun, "outcome">,
): Look {
  const { ruleId, ruleName, version, mode } = teller;
  const counted = (state: DecisionState) => decisions.filter((one) => one.state === state).length;
  return {
    run: {
      id,
      ruleId,
      ruleName,
      version,
      mode,
      accountId: WORLD[place]?.account.id ?? "",
      atMs,
      slotMs: atMs - 4_000,
      objects: 24 + place * 7,
      met: decisions.length,
      refused: counted("refused"),
      cannotTell: place,
      done: counted("done"),
      waiting: counted("waiting"),
      changeId: null,
      note: null,
      ...run,
    },
    decisions,
  };
}

/** What rules did in the last days, newest first. Looks of every hour are quiet but for a few. */
export function pastLooks(nowMs: number): Look[] {
  const looks: Look[] = [];
  const outcomes: (ActOutcome | null)[] = ["right", "right", "recovered", "right", "late_figures", "untold"];
  for (let hour = 1; hour <= 9 * 24; hour += 1) {
    const atMs = nowMs - hour * HOUR - 24 * MINUTE;
    const id = `look-${hour}`;
    const roll = noise(id);
    if (roll > 0.16) {
      looks.push(lookOf(id, TELLERS.stopLoss, 0, atMs, [], { outcome: "quiet" }));
    } else if (roll > 0.14) {
      const note = "Meta could not be reached; its figures were 3 h old.";
      looks.push(lookOf(id, TELLERS.stopLoss, 0, atMs, [], { outcome: "blind", note }));
    } else if (roll > 0.13) {
      const note = "The computer slept from 02:10 to 06:45.";
      looks.push(lookOf(id, TELLERS.stopLoss, 0, atMs, [], { outcome: "missed", note }));
    } else {
      const all = running(0, "adset", 12);
      const first = Math.floor(noise(`${id}|first`) * 8);
      const chosen = all.slice(first, first + 1 + Math.floor(noise(`${id}|n`) * 3));
      const matured = hour > 8 * 24 ? 0 : hour > 7 * 24 ? 1 : null;
      const decisions = chosen.map((object, index) =>
        decisionOf({
          id: `${id}-${index}`,
          teller: TELLERS.stopLoss,
          object,
          atMs,
          state: index === 2 ? "refused" : "done",
          refusal: index === 2 ? 0 : null,
          outcome:
            index === 2
              ? null
              : matured === null
                ? "too_early"
                : (outcomes[(hour + index) % outcomes.length] ?? null),
        }),
      );
      looks.push(lookOf(id, TELLERS.stopLoss, 0, atMs, decisions, { outcome: "acted" }));
    }
  }
  [5, 29, 53].forEach((back, index) => {
    const atMs = nowMs - back * HOUR;
    const decisions = running(2, "ad", 3).map((object, at) =>
      decisionOf({ id: `shadow-${index}-${at}`, teller: TELLERS.cpa, object, atMs, state: "shadowed" }),
    );
    looks.push(lookOf(`shadow-${index}`, TELLERS.cpa, 2, atMs, decisions, { outcome: "shadowed" }));
  });
  const refusedAt = nowMs - 11 * HOUR;
  const refused = running(2, "ad", 5)
    .slice(3)
    .map((object, at) =>
      decisionOf({
        id: `refused-${at}`,
        teller: TELLERS.cpa,
        object,
        atMs: refusedAt,
        state: "refused",
        refusal: at,
      }),
    );
  looks.push(lookOf("refused-0", TELLERS.cpa, 2, refusedAt, refused, { outcome: "refused" }));
  return looks.toSorted((a, b) => b.run.atMs - a.run.atMs);
}
