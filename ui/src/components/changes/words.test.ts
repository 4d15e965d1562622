import { describe, expect, it } from "vitest";
import type { ChangeRow, FieldDiff, WriteState } from "@/platform";
import { diffWords, doneWords, effectWords, nameWords, outcomeWords, writesBlocked } from "./words";

const diff = (patch: Partial<FieldDiff>): FieldDiff => ({
  field: "name",
  label: "name",
  before: null,
  after: null,
  beforeMinor: null,
  afterMinor: null,
  ...patch,
});
const row = (id: string, field: FieldDiff, patch: Partial<ChangeRow> = {}): ChangeRow =>
  ({ id, name: `Set ${id}`, level: "adset", currency: "EUR", fields: [field], ...patch }) as ChangeRow;
const status = (after: string) => diff({ field: "status", label: "status", before: "Active", after });
const budget = diff({
  field: "daily_budget",
  label: "daily budget",
  before: "40.00 EUR",
  after: "50.00 EUR",
  beforeMinor: 4_000,
  afterMinor: 5_000,
});
const place = { currency: "EUR", timeZone: "Europe/Oslo" };

describe("a difference", () => {
  it.each([
    [budget, { before: "€40.00", after: "€50.00" }],
    [diff({ before: "Broad", after: "<b>Broad</b>" }), { before: "Broad", after: "<b>Broad</b>" }],
    [
      diff({ field: "end_time", before: null, after: "2026-12-24 17:00 UTC" }),
      { before: "none", after: expect.stringMatching(/Dec.*18:00/) },
    ],
    [diff({ before: "x", after: "2026-99-99 99:99 UTC" }), { before: "x", after: "2026-99-99 99:99 UTC" }],
  ])("%# is written as people read it", (given, expected) => {
    expect(diffWords(given, place)).toEqual(expected);
  });

  it("a name of another direction turns nothing about but itself", () => {
    expect(nameWords("שלום")).toBe("\u2068שלום\u2069");
    expect(nameWords("Broad")).toBe("Broad");
    expect(nameWords("", "17")).toBe("Without a name, 17");
    expect(nameWords("x".repeat(10_000)).length).toBeLessThan(200);
  });
});

describe("what was done", () => {
  it.each([
    [[row("1", status("Paused"))], "Paused Set 1"],
    [[row("1", status("Paused")), row("2", status("Paused"))], "Paused 2 ad sets"],
    [[row("1", status("Active")), row("2", status("Paused"))], "Status of 2 ad sets changed"],
    [[row("1", status("Active")), row("2", status("Active"), { level: "ad" })], "Started 2 objects"],
    [[row("1", budget)], "Daily budget of Set 1: €40.00 → €50.00"],
    [[row("1", budget), row("2", budget)], "Daily budget of 2 ad sets changed"],
    [[row("1", budget), row("2", status("Paused"))], "Changed 2 ad sets"],
    [[row("1", diff({ before: "A", after: "B" }))], "Renamed A to B"],
    [[row("1", diff({ after: "Set 1" }))], "Made Set 1"],
    [
      [1, 2].map((id) => row(`${id}`, diff({ after: "B" }), { fields: [budget, diff({ after: "B" })] })),
      "Made 2 ad sets",
    ],
    [[], "Changed nothing"],
  ])("%# in a sentence", (rows, expected) => {
    expect(doneWords(rows, undefined)).toBe(expected);
  });

  it("what Meta refused has its words, and what it confirmed needs none", () => {
    expect(outcomeWords({ outcome: "rejected", text: "No." })).toBe("Refused by Meta; it is as before: No.");
    expect(outcomeWords({ outcome: "confirmed", text: "x" })).toBe("Confirmed by Meta");
  });
});

it("what it may cost has a sign, and different currencies are not added", () => {
  const effect = (currency: string, dailyMinor: number, lifetimeMinor = 0) => ({
    currency,
    dailyMinor,
    lifetimeMinor,
  });
  expect(effectWords([effect("EUR", 500), effect("JPY", -200, 100)])).toBe(
    "+€5.00 a day, −¥200 a day, +¥100 over its life",
  );
  expect(effectWords([effect("EUR", 0)])).toBeNull();
});

describe("why nothing may be sent", () => {
  const state: WriteState = {
    stopped: false,
    stoppedBy: null,
    stoppedAtMs: null,
    readOnly: false,
    held: null,
    run: null,
    open: 0,
    drafts: 0,
  };
  it.each([
    [state, null],
    [undefined, null],
    [{ ...state, readOnly: true }, /may read but not change/],
    [{ ...state, held: "Restored from a backup." }, /^Restored from a backup\. Look at your accounts first/],
    [{ ...state, stopped: true }, /All changes are stopped/],
    [{ ...state, stopped: true, readOnly: true }, /may read but not change/],
  ])("%#", (given, expected) => {
    const why = writesBlocked(given, null);
    if (expected === null) expect(why).toBeNull();
    else expect(why).toMatch(expected);
  });

  it("is known from the workspace before the program was asked", () => {
    expect(writesBlocked(undefined, { readOnly: true, held: null })).toMatch(/may read/);
  });
});
