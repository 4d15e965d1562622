import { describe, expect, test } from "vitest";
import type { RuleDecision } from "@/platform";
import { budgetEffects, changePercent, readAmount, readLine, reasonTree, withMoney } from "./decision";

describe("what a rule decided", () => {
  test.each([
    ["400.00 EUR", { minor: 40_000, currency: "EUR" }],
    ["-1.50 USD", { minor: -150, currency: "USD" }],
    ["400 JPY", { minor: 400, currency: "JPY" }],
    ["400 EUR", null],
    ["400.00 JPY", null],
    ["ACTIVE", null],
    ["", null],
    [null, null],
  ])("%s is read as the amount it is, or as none", (text, amount) => {
    expect(readAmount(text)).toEqual(amount);
  });

  test("only amounts of the account's currency are written anew", () => {
    expect(withMoney("(41.20 EUR against 32.00 EUR), 12 CPA, 1.00 USD", "EUR")).toBe(
      "(€41.20 against €32.00), 12 CPA, 1.00 USD",
    );
  });

  test.each([
    ["400.00 EUR", "460.00 EUR", 15],
    ["400.00 EUR", "300.00 EUR", -25],
    ["400.00 EUR", "400.00 USD", null],
    ["0.00 EUR", "400.00 EUR", null],
    ["ACTIVE", "PAUSED", null],
  ])("%s to %s is a change by %s percent", (from, to, percent) => {
    expect(changePercent(from, to)).toBe(percent);
  });

  test("currencies are never added, and a bid is no budget", () => {
    const act = (field: string, from: string, to: string) => ({ field, from, to }) as RuleDecision;
    expect(
      budgetEffects([
        act("daily_budget", "400.00 EUR", "460.00 EUR"),
        act("daily_budget", "100.00 EUR", "90.00 EUR"),
        act("lifetime_budget", "500 JPY", "600 JPY"),
        act("bid_amount", "1.00 EUR", "9.00 EUR"),
        act("status", "ACTIVE", "PAUSED"),
      ]),
    ).toEqual([
      { currency: "EUR", dailyMinor: 5_000, lifetimeMinor: 0 },
      { currency: "JPY", dailyMinor: 0, lifetimeMinor: 100 },
    ]);
  });

  test.each([
    [
      "CPA (7 days) is above 1.5 × target (41.20 EUR against unknown (no target)): cannot tell",
      {
        what: "CPA (7 days) is above 1.5 × target",
        seen: "41.20 EUR against unknown (no target)",
        answer: "cannot_tell",
      },
    ],
    ["all of these: not met", { what: "all of these", seen: null, answer: "not_met" }],
    ["The conditions are met, and a guard refuses.", { seen: null, answer: null }],
    ["): met", { what: ")", seen: null, answer: "met" }],
  ])("%s is taken apart", (text, parts) => {
    expect(readLine(text)).toMatchObject(parts);
  });

  test("lines become the tree they were written from", () => {
    const line = (depth: number, text: string, place = "when") => ({ depth, text, place });
    const tree = reasonTree([
      line(0, "It acts: paused.", ""),
      line(1, "all of these: met"),
      line(2, "any of these: met"),
      line(3, "spend (1 against 2): met"),
      line(2, "CTR (1 against 2): not met"),
      line(1, "least spend: lets it pass", "guards"),
    ]);
    expect(tree.map(({ line: { what }, parts }) => [what, parts.length])).toEqual([
      ["It acts: paused.", 0],
      ["all of these", 2],
    ]);
    expect(tree[1]?.parts[0]?.parts[0]?.line.seen).toBe("1 against 2");
  });
});
