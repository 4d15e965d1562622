import type { ObjectLevel, RuleDetail, RuleRow, RuleRun, RuleVersion, RunOutcome } from "../bindings";
import { findingsOf } from "./rule-judging";
import { ruleLike } from "./rule-templates";
import { items, type Json, json, modeIn, ruleWords } from "./rule-words";
import { WORLD } from "./world";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A rule as the fake platform keeps it, with what it did so far. */
export type KeptRule = {
  rule: Json;
  version: number;
  versions: RuleVersion[];
  modeSinceMs: number;
  lastOutcome: RunOutcome | null;
  did: Pick<RuleRow, "actsToday" | "actsMonth" | "refusedMonth" | "shadowedMonth" | "waiting" | "record">;
  stopped: RuleRow["stopped"];
};

const NOTHING: KeptRule["did"] = {
  actsToday: 0,
  actsMonth: 0,
  refusedMonth: 0,
  shadowedMonth: 0,
  waiting: 0,
  record: { right: 0, falseKills: 0, notRight: 0, open: 0 },
};

/** A rule that was just made. */
export const newRule = (rule: Json, nowMs: number): KeptRule => ({
  rule,
  version: 1,
  versions: [{ version: 1, atMs: nowMs, by: "Ingrid Solberg", rule: JSON.stringify(rule) }],
  modeSinceMs: nowMs,
  lastOutcome: null,
  did: NOTHING,
  stopped: null,
});

function grown(rule: Json, nowMs: number, more: Partial<KeptRule>): KeptRule {
  const before = { ...rule, mode: "shadow" };
  const version = (number: number, days: number, by: string, of: Json): RuleVersion => ({
    version: number,
    atMs: nowMs - days * DAY,
    by,
    rule: JSON.stringify(of),
  });
  const versions = [
    version(3, 12, "Ingrid Solberg", rule),
    version(2, 15, "M. Lund", before),
    version(1, 26, "Ingrid Solberg", { ...before, name: `${rule.name} (first try)` }),
  ];
  return { ...newRule(rule, nowMs), version: 3, versions, modeSinceMs: nowMs - 12 * DAY, ...more };
}

/** The rules of the invented agency: one that acts, one in shadow, one that asks, one that was stopped, a draft. */
export function fakeRuleBook(nowMs: number): KeptRule[] {
  const [first, second] = WORLD.map(({ account }) => account);
  const eur = first?.currency ?? "EUR";
  const here = { accounts: first === undefined ? [] : [first.id] };
  const active = { filters: [{ status: ["ACTIVE"] }] };
  return [
    grown(
      ruleLike("stop-loss", eur, { mode: "auto", scope: { level: "adset", ...here, ...active } }),
      nowMs,
      {
        lastOutcome: "acted",
        did: {
          actsToday: 2,
          actsMonth: 31,
          refusedMonth: 9,
          shadowedMonth: 0,
          waiting: 0,
          record: { right: 18, falseKills: 3, notRight: 1, open: 9 },
        },
      },
    ),
    grown(ruleLike("dear-conversions", eur, { mode: "shadow" }), nowMs, {
      lastOutcome: "shadowed",
      did: { ...NOTHING, shadowedMonth: 14, refusedMonth: 4 },
    }),
    grown(
      ruleLike("scale-strong", eur, { mode: "approve", scope: { level: "adset", ...here, ...active } }),
      nowMs,
      {
        lastOutcome: "asked",
        did: {
          ...NOTHING,
          actsMonth: 6,
          waiting: 3,
          record: { right: 3, falseKills: 0, notRight: 1, open: 2 },
        },
      },
    ),
    grown(
      ruleLike("late-winners", second?.currency ?? "JPY", {
        mode: "auto",
        scope: {
          level: "adset",
          accounts: second === undefined ? [] : [second.id],
          filters: [{ status: ["PAUSED"] }],
        },
      }),
      nowMs,
      {
        lastOutcome: "failed",
        did: { ...NOTHING, actsMonth: 2, record: { right: 1, falseKills: 0, notRight: 0, open: 1 } },
        stopped: {
          code: "read_back_differs",
          text: "After a start was sent, the ad set was still paused when it was read back, twice in a row",
          atMs: nowMs - 3 * HOUR,
        },
      },
    ),
    newRule(ruleLike("creative-cut", eur, { mode: "draft" }), nowMs - 2 * DAY),
  ];
}

const HELD_TOGETHER: Partial<Record<RunOutcome, number>> = { acted: 2, asked: 3, shadowed: 1 };

function lastRun(kept: KeptRule, nowMs: number): RuleRun | null {
  if (kept.lastOutcome === null) return null;
  const did = HELD_TOGETHER[kept.lastOutcome] ?? 0;
  const id = String(kept.rule.id);
  return {
    id: `run-${id}`,
    ruleId: id,
    ruleName: String(kept.rule.name),
    version: kept.version,
    mode: modeIn(kept.rule),
    accountId: String(items(json(kept.rule.scope).accounts)[0] ?? WORLD[0]?.account.id),
    atMs: nowMs - 24 * MINUTE,
    slotMs: nowMs - 24 * MINUTE,
    outcome: kept.lastOutcome,
    objects: 21,
    met: did + 1,
    refused: 1,
    cannotTell: 2,
    done: kept.lastOutcome === "acted" ? did : 0,
    waiting: kept.lastOutcome === "asked" ? did : 0,
    changeId: null,
    note: null,
  };
}

const LEVELS: readonly ObjectLevel[] = ["account", "campaign", "adset", "ad"];

/** A rule as it stands in the list. */
export function rowOf(kept: KeptRule, all: readonly KeptRule[], nowMs: number): RuleRow {
  const { rule } = kept;
  const mode = modeIn(rule);
  const run = lastRun(kept, nowMs);
  const others = all.filter(({ rule: other }) => modeIn(other) !== "draft").map((one) => one.rule);
  return {
    id: String(rule.id),
    name: String(rule.name),
    version: kept.version,
    mode,
    modeSinceMs: kept.modeSinceMs,
    level: LEVELS.find((level) => level === json(rule.scope).level) ?? "adset",
    accountIds: items(json(rule.scope).accounts).map(String),
    words: ruleWords(rule),
    lastRun: run,
    lastMet: run,
    nextLookMs: mode === "draft" || kept.stopped !== null ? null : nowMs + 6 * MINUTE,
    ...kept.did,
    stopped: kept.stopped,
    findings: findingsOf(rule, mode === "draft" ? [] : others),
  };
}

export const detailOf = (kept: KeptRule, all: readonly KeptRule[], nowMs: number): RuleDetail => ({
  row: rowOf(kept, all, nowMs),
  rule: JSON.stringify(kept.rule),
  versions: kept.versions,
});
