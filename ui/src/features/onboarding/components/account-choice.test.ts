import { describe, expect, it } from "vitest";
import type { AvailableAccount } from "@/platform";
import {
  applyChanges,
  changesTo,
  choiceOf,
  chooseShown,
  filterAccounts,
  sortAccounts,
} from "./account-choice";

const account = (patch: Partial<AvailableAccount>): AvailableAccount => ({
  id: "act_1",
  name: "Harbour Coffee",
  currency: "EUR",
  timeZone: "Europe/Oslo",
  status: "active",
  amountSpentMinor: 0,
  business: null,
  chosen: false,
  unusable: null,
  ...patch,
});

const harbour = account({});
const vidde = account({ id: "act_22", name: "Vidde Ski Rental", business: "Northbound", currency: "NOK" });
const gold = account({ id: "act_333", name: "Gold", unusable: "Unknown currency" });

describe("choosing accounts", () => {
  it.each([
    ["", 3],
    ["harbour", 1],
    ["act_22", 1],
    ["north nok", 1],
    ["north eur", 0],
  ])("“%s” finds %i", (typed, count) => {
    expect(filterAccounts([harbour, vidde, gold], typed)).toHaveLength(count);
  });

  it("puts what is kept first and what cannot be chosen last", () => {
    const off = account({ id: "act_4", name: "A", status: "disabled" });
    const kept = account({ id: "act_5", name: "Z", chosen: true });
    expect(sortAccounts([gold, off, vidde, kept, harbour]).map(({ id }) => id)).toEqual([
      "act_5",
      "act_1",
      "act_22",
      "act_4",
      "act_333",
    ]);
  });

  it("choosing all shown skips what cannot be chosen and keeps what is not shown", () => {
    const next = chooseShown([vidde, gold], new Set(["act_1"]), true);
    expect([...next].toSorted()).toEqual(["act_1", "act_22"]);
    expect([...chooseShown([vidde], next, false)]).toEqual(["act_1"]);
  });

  it("the head box is full when all that can be chosen are", () => {
    expect(choiceOf([vidde, gold], new Set())).toBe(false);
    expect(choiceOf([harbour, vidde], new Set(["act_1"]))).toBe("indeterminate");
    expect(choiceOf([vidde, gold], new Set(["act_22"]))).toBe(true);
  });
});

describe("a choice from a list that is on its way", () => {
  it("is what was changed, on top of what is kept", () => {
    const changes = changesTo(new Map(), new Set(["a", "b"]), new Set(["b", "c"]));
    expect([...applyChanges(["a", "b", "z"], changes)].toSorted()).toEqual(["b", "c", "z"]);
    const back = changesTo(changes, applyChanges(["a", "b"], changes), new Set(["a", "b"]));
    expect([...applyChanges(["a", "b", "z"], back)].toSorted()).toEqual(["a", "b", "z"]);
  });
});
