import { describe, expect, test } from "vitest";
import type { ChangeRow, ExplorerRow, FieldDiff, PreviewRow } from "@/platform";
import { editableOf, fieldOfColumn } from "./editable";
import { draftNotes, noteWidths, sentNotes } from "./notes";

const row = (patch: Partial<ExplorerRow>): ExplorerRow =>
  ({
    id: "1",
    level: "campaign",
    status: "ACTIVE",
    delivery: "active",
    dailyBudgetMinor: 5_000,
    lifetimeBudgetMinor: null,
    budgetOnCampaign: false,
    currency: "EUR",
    ...patch,
  }) as ExplorerRow;

describe("what can be edited", () => {
  test.each([
    ["a running campaign is paused", {}, "status", { kind: "status", to: "PAUSED" }],
    ["a paused one is started", { status: "PAUSED" }, "status", { kind: "status", to: "ACTIVE" }],
    ["a budget a day", {}, "budget", { kind: "budget", field: "daily_budget", nowMinor: 5_000 }],
    [
      "a budget for life",
      { dailyBudgetMinor: null, lifetimeBudgetMinor: 90_000 },
      "budget",
      { kind: "budget", field: "lifetime_budget", nowMinor: 90_000 },
    ],
    ["the bid of an ad set", { level: "adset" }, "bid", { kind: "bid" }],
    ["the schedule of a campaign", {}, "schedule", { kind: "schedule" }],
    ["the name of what is archived", { delivery: "archived" }, "name", { kind: "name" }],
  ] as const)("%s", (_, patch, field, expected) => {
    expect(editableOf(row(patch), field)).toEqual({ can: true, ...expected });
  });

  test.each([
    ["an account", { level: "account" }, "name", /Ad accounts are not changed here/],
    ["the budget of an ad", { level: "ad" }, "budget", /An ad has no budget/],
    ["the bid of an ad", { level: "ad" }, "bid", /Bids are set on ad sets/],
    ["the bid of a campaign", {}, "bid", /Bids are set on ad sets/],
    ["the schedule of an ad", { level: "ad" }, "schedule", /as long as its ad set/],
    ["the status of what is archived", { delivery: "archived" }, "status", /archived: only its name/],
    ["the budget of what is deleted", { delivery: "deleted" }, "budget", /deleted: only its name/],
    [
      "the budget of an ad set whose campaign has it",
      { level: "adset", dailyBudgetMinor: null, budgetOnCampaign: true },
      "budget",
      /The campaign holds the budget/,
    ],
    ["the budget of a campaign without", { dailyBudgetMinor: null }, "budget", /ad sets hold the budgets/],
  ] as const)("not %s, with the reason", (_, patch, field, why) => {
    expect(editableOf(row(patch), field)).toEqual({ can: false, why: expect.stringMatching(why) });
  });

  test("figures are not", () => {
    expect(fieldOfColumn("spend")).toBeNull();
    expect(fieldOfColumn("delivery")).toBe("status");
  });
});

describe("what cells say", () => {
  const diff = (field: string, minor: [number, number] | null, texts: [string, string]): FieldDiff => ({
    field,
    label: field.replace("_", " "),
    before: texts[0],
    after: texts[1],
    beforeMinor: minor?.[0] ?? null,
    afterMinor: minor?.[1] ?? null,
  });
  const budget = diff("daily_budget", [5_000, 7_500], ["50.00 EUR", "75.00 EUR"]);
  const bid = diff("bid_amount", [2_000, 2_500], ["20.00 EUR", "25.00 EUR"]);
  const drafted = (fields: FieldDiff[]) => draftNotes({ currency: "EUR", fields } as PreviewRow, undefined);
  const sent = (outcome: ChangeRow["outcome"], ended: boolean) =>
    sentNotes({ currency: "EUR", fields: [budget], outcome, text: null } as ChangeRow, ended)[0];

  test("a draft shows the new value in its column, and only a pencil where it has none", () => {
    expect(drafted([budget, bid])).toMatchObject([
      { column: "budget", tone: "draft", after: "75.00", title: expect.stringMatching(/€50.00 → €75.00/) },
      {
        column: "name",
        tone: "draft",
        after: null,
        title: expect.stringMatching(/bid amount €20.00 → €25.00/),
      },
    ]);
  });

  test.each([
    ["planned", false, "busy"],
    // The end of the act may be known before its rows were read again.
    ["planned", true, "busy"],
    ["confirmed", false, "done"],
    ["already_so", true, "done"],
    ["rejected", true, "failed"],
    ["needs_person", true, "failed"],
  ] as const)("a row that is %s, at the end %s, is %s", (outcome, ended, tone) => {
    expect(sent(outcome, ended)?.tone).toBe(tone);
  });

  test("a budget with a draft has room for both amounts, and names make none", () => {
    const [room = 0] = drafted([budget]).map((note) => note.room);
    expect(room).toBeGreaterThan(sent("confirmed", true)?.room ?? Number.POSITIVE_INFINITY);
    expect(noteWidths([drafted([budget, bid])])).toEqual({ budget: Math.ceil(room + 16) });
  });
});
