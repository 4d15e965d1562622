import { describe, expect, test } from "vitest";
import type { BacktestTouch } from "@/platform";
import { dayFaults, differenceText, mergeTouches, ruleHead, versionText } from "./backtest-model";
import { backtestSearch } from "./backtest-search";

const touch = (id: string, atMs: number, to = "PAUSED") =>
  ({ object: { accountId: "act_1", level: "adset", id }, atMs, field: "status", to }) as BacktestTouch;

describe("a backtest", () => {
  test("what both versions would have done is told once, in order of time", () => {
    const merged = mergeTouches([touch("1", 10), touch("2", 30)], [touch("3", 20), touch("2", 30)]);
    expect(merged.map(({ touch: { object }, by }) => `${object.id} ${by}`)).toEqual([
      "1 one",
      "3 other",
      "2 both",
    ]);
    expect(mergeTouches([touch("1", 10)], null)[0]?.by).toBe("one");
  });

  test.each([
    ["2026-11-01", "2026-11-20", {}],
    ["2026-02-30", "2026-11-20", { since: /Write a day/ }],
    ["2026-11-01", "2026-11-24", { until: /still to come/ }],
    ["2026-11-20", "2026-11-01", { since: /after the last/ }],
    ["", "x", { since: /Write a day/, until: /Write a day/ }],
  ])("from %s to %s", (since, until, faults) => {
    const found = dayFaults(since, until, "2026-11-23");
    expect(Object.keys(found)).toEqual(Object.keys(faults));
    for (const [key, words] of Object.entries(faults)) expect(found[key as "since"]).toMatch(words);
  });

  test("the text of a version is the one that was saved, or the one that is being edited", () => {
    const versions = [{ version: 2, atMs: 0, by: "", rule: "two" }];
    const detail = { rule: "three", versions };
    expect(versionText("newest", detail, "mine")).toBe("three");
    expect(versionText("2", detail, "mine")).toBe("two");
    expect(versionText("edited", detail, "mine")).toBe("mine");
    expect(versionText("1", detail, "mine")).toBeNull();
    expect(versionText("newest", undefined, "mine")).toBeNull();
  });

  test.each([
    ['{"id":"a","name":"B"}', { id: "a", name: "B" }],
    ['{"id":"a"}', { id: "a", name: "a" }],
    ["{", null],
    ["null", null],
    [null, null],
  ])("%s has this head", (text, head) => expect(ruleHead(text)).toEqual(head));

  test("a difference has its sign, and its currency", () => {
    const money = (value: number) => ({ key: "raised" as const, kind: "money" as const, value });
    expect(differenceText(money(100), money(350), "EUR")).toBe("+€2.50");
    expect(differenceText(money(350), money(100), "EUR")).toBe("−€2.50");
    expect(differenceText(money(1), money(1), "EUR")).toBe("=");
  });

  test("an address keeps what makes sense", () => {
    expect(backtestSearch({ rule: "stop-loss", against: 2, version: {}, account: "" })).toEqual({
      rule: "stop-loss",
      against: "2",
    });
  });
});
