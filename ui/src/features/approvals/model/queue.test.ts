import { describe, expect, test } from "vitest";
import type { ApprovalGroup, DecisionState, RuleDecision, RuleRunDetail } from "@/platform";
import { type Answered, actsWords, goneOf, moneyWords, queueOf } from "./queue";

const decision = (id: string, more: Partial<RuleDecision> = {}) =>
  ({
    id,
    state: "waiting",
    field: "status",
    from: "ACTIVE",
    to: "PAUSED",
    object: { accountId: "act_1", level: "adset", id },
    ...more,
  }) as RuleDecision;
const group = (id: string, expiresMs: number, ids: string[]) =>
  ({ run: { id }, because: "", expiresMs, decisions: ids.map((one) => decision(one)) }) as ApprovalGroup;
const said = (of: ApprovalGroup, id: string, at: number, approve = true): [string, Answered] => [
  id,
  { approve, group: of, decision: decision(id), at },
];
const run = (id: string, states: Record<string, DecisionState>) =>
  ({
    run: { id },
    decisions: Object.entries(states).map(([one, state]) => decision(one, { state })),
  }) as RuleRunDetail;

const shape = (groups: ReturnType<typeof queueOf>) =>
  groups.map((one) => [one.group.run.id, one.rows.map(({ id, state }) => `${id} ${state}`).join(", ")]);

describe("the queue", () => {
  const a = group("A", 200, ["a1", "a2", "a3"]);
  const b = group("B", 100, ["b1"]);

  test("what expires first stands on top, and what has expired does not stand there at all", () => {
    expect(queueOf([a, b], new Map(), [], 50).map((one) => one.group.run.id)).toEqual(["B", "A"]);
    expect(queueOf([a, b], new Map(), [], 100).map((one) => one.group.run.id)).toEqual(["A"]);
  });

  test("what was answered stays in its place, from its sending to its end", () => {
    const answered = new Map([said(a, "a2", 1)]);
    expect(shape(queueOf([a], answered, [], 50))).toEqual([["A", "a1 waiting, a2 sending, a3 waiting"]]);
    const left = { ...a, decisions: [decision("a1"), decision("a3")] };
    const runs = [run("A", { a1: "waiting", a2: "failed", a3: "waiting" })];
    const after = queueOf([left], answered, runs, 50);
    expect(shape(after)).toEqual([["A", "a1 waiting, a2 failed, a3 waiting"]]);
    expect(after[0]?.waiting.map(({ id }) => id)).toEqual(["a1", "a3"]);
  });

  test("a group that is all answered stays to show what became of it, also once its time is over", () => {
    const answered = new Map([said(b, "b1", 0, false)]);
    expect(shape(queueOf([], answered, [], 500))).toEqual([["B", "b1 declined"]]);
  });

  test("what is gone without an answer is told apart by why", () => {
    const seen = new Map([
      ["a1", 200],
      ["a2", 200],
      ["b1", 100],
    ]);
    const answered = new Map([said(a, "a2", 1)]);
    expect(goneOf(seen, [b], answered, 50)).toEqual({ expired: 0, other: 1 });
    expect(goneOf(seen, [a, b], new Map(), 150)).toEqual({ expired: 1, other: 0 });
  });

  test("acts are counted by what they do and to what, and currencies are never added", () => {
    const budget = (id: string, from: string, to: string) =>
      decision(id, { field: "daily_budget", from, to });
    const acts = [
      decision("1"),
      decision("2"),
      budget("3", "40.00 EUR", "46.00 EUR"),
      budget("4", "500 JPY", "550 JPY"),
    ];
    expect(actsWords(acts)).toBe("Pause 2 ad sets, change the daily budget of 2 ad sets");
    expect(moneyWords(acts)).toBe("+€6.00 a day, +¥50 a day");
    expect(moneyWords([decision("1")])).toBeNull();
  });
});
