import { expect, test } from "vitest";
import { emptyRule, exchangedTerm, inCurrency, newAction, newCondition, newFilter } from "./beginnings";
import { setAt } from "./edits";
import { freshId, slug } from "./ids";
import { parseRule, type Rule } from "./rule";

const rule = (parts: Partial<Rule>): Rule => ({ ...emptyRule("a", "A", ["act_1"], "EUR"), ...parts });
const isRead = (one: Rule): boolean => parseRule(JSON.stringify(one)) !== null;

test("everything that can be added is a part of a rule", () => {
  expect(isRead(rule({}))).toBe(true);
  for (const kind of ["compare", "rank", "clock", "learning", "budget", "all", "any", "none"] as const) {
    expect(isRead(rule({ when: newCondition(kind, "EUR") }))).toBe(true);
  }
  for (const deed of [
    "notify",
    "start",
    "pause",
    "budget",
    "bid",
    "scale_toward",
    "rebalance",
    "duplicate",
  ] as const) {
    expect(isRead(setAt(rule({}), "then", newAction(deed, "JPY")))).toBe(true);
  }
  for (const kind of ["name", "label", "objective", "status", "spend"] as const) {
    expect(isRead(rule({ scope: { level: "ad", filters: [newFilter(kind, "EUR")] } }))).toBe(true);
  }
});

test.each([
  ["metric:roas", { metric: { of: "roas", window: "today", at: "campaign" } }],
  ["change", { change: { of: "cpa", window: "today", at: "campaign" } }],
  ["target:cpa", { target: "cpa" }],
  ["fact:bid", { fact: { of: "bid" } }],
  ["number", { number: 1 }],
  ["money", { money: { minor: 2_500, currency: "EUR" } }],
  ["multiply", { multiply: [{ number: 2 }, { metric: { of: "cpa", window: "today", at: "campaign" } }] }],
])("a figure exchanged for %s keeps what fits", (kind, expected) => {
  expect(exchangedTerm({ metric: { of: "cpa", window: "today", at: "campaign" } }, kind, "EUR")).toEqual(
    expected,
  );
});

test("a formula of another kind keeps both of its parts", () => {
  const both = [{ number: 2 }, { target: "cpa" }] as const;
  expect(exchangedTerm({ multiply: [...both] }, "add", "EUR")).toEqual({ add: [...both] });
});

test("amounts in another currency keep their units", () => {
  const yen = inCurrency({ a: [{ minor: 2_500, currency: "EUR" }], b: 3 }, "JPY");
  expect(yen).toEqual({ a: [{ minor: 25, currency: "JPY" }], b: 3 });
  expect(inCurrency(yen, "EUR")).toEqual({ a: [{ minor: 2_500, currency: "EUR" }], b: 3 });
});

test("ids are made of names and taken once", () => {
  expect(slug("CPA über 32 €: Öl & Gas")).toBe("cpa-uber-32-ol-gas");
  expect(slug("新規獲得")).toBe("rule");
  expect(freshId("Stop-loss", ["stop-loss", "stop-loss-2"])).toBe("stop-loss-3");
  expect(freshId("New", [])).toBe("new-2");
  expect(freshId("x".repeat(300), []).length).toBeLessThanOrEqual(64);
});
