import { describe, expect, test } from "vitest";
import type { ExplorerPage, ExplorerRow, Series, WorkspaceState } from "@/platform";
import { EMPTY_FILTER, filterChips, typedAmount, withoutFilter } from "./filters";
import { FIRST_ROW, focusedIndex } from "./focus";
import { staleWords, topWord } from "./sentences";
import { changeLine, halfWords, marksOf, restatedDays } from "./series";
import { siblingPlace } from "./siblings";
import {
  attributionsText,
  attributionWords,
  conversionWord,
  objectiveWord,
  shortConversionWord,
} from "./words";

const rows = (...ids: string[]) => ids.map((id) => ({ id }) as ExplorerRow);
const found = (list: ExplorerRow[]) => ({
  total: list.length,
  rowAt: (index: number) => list[index],
  indexOf: (id: string) => list.findIndex((row) => row.id === id),
});

describe("focus", () => {
  test("stays on its row when rows are fetched anew", () => {
    const focus = { index: 1, id: "b", column: 0 };
    expect(focusedIndex(focus, found(rows("a", "b", "c")))).toBe(1);
    expect(focusedIndex(focus, found(rows("x", "y", "a", "b")))).toBe(3);
  });
  test("stays in its place when its row is gone, and within a shorter table", () => {
    expect(focusedIndex({ index: 2, id: "gone", column: 0 }, found(rows("a", "b", "c")))).toBe(2);
    expect(focusedIndex({ index: 9, id: "gone", column: 0 }, found(rows("a", "b")))).toBe(1);
    expect(focusedIndex(FIRST_ROW, found([]))).toBe(-1);
  });
});

describe("siblings", () => {
  const tree = [
    { id: "a", parentId: null, depth: 0, childCount: 2 },
    { id: "b", parentId: "a", depth: 1, childCount: 1 },
    { id: "c", parentId: "b", depth: 2, childCount: 0 },
    { id: "d", parentId: "a", depth: 1, childCount: 0 },
  ] as ExplorerRow[];
  const at = (index: number) => tree[index];
  test("are counted below their parent, past the children between", () => {
    expect(siblingPlace(3, true, 4, at)).toEqual({ position: 2, size: 2 });
    expect(siblingPlace(2, true, 4, at)).toEqual({ position: 1, size: 1 });
  });
  test("are unknown where the rows above have not arrived", () => {
    expect(siblingPlace(3, true, 4, (index) => (index === 0 ? undefined : tree[index]))).toEqual({
      position: null,
      size: null,
    });
  });
  test("are all rows of a flat list", () => {
    expect(siblingPlace(3, false, 900, at)).toEqual({ position: 4, size: 900 });
  });
});

describe("filters", () => {
  test.each([
    ["100", "EUR", 10_000],
    ["1,234.50", "EUR", 123_450],
    ["1.234,5", "EUR", 123_450],
    ["1 200", "JPY", 1_200],
    ["0.1", "EUR", 10],
    ["0", "EUR", null],
    ["-5", "EUR", null],
    ["abc", "EUR", null],
    ["99999999999999999999", "EUR", null],
  ])("typed amount %j in %s", (text, currency, minor) => {
    expect(typedAmount(text, currency)).toBe(minor);
  });
  test("each condition is a chip that can be taken away", () => {
    const filter = { ...EMPTY_FILTER, delivery: ["active" as const], minSpendMinor: 5_000, withIssues: true };
    expect(filterChips(filter, "EUR", []).map((chip) => `${chip.label} ${chip.value}`)).toEqual([
      "Delivery is Active",
      "Spend above €50.00",
      "With issues",
    ]);
    expect(filterChips(withoutFilter(filter, { key: "delivery" }), "EUR", [])).toHaveLength(2);
  });
});

describe("words", () => {
  test("several attribution settings are counted, one is named", () => {
    expect(attributionsText([])).toEqual({ text: "", all: "" });
    expect(attributionsText(["7d_click_1d_view"]).text).toBe("7-day click, 1-day view");
    expect(attributionsText(["1d_click", "7d_click", "7d_click"])).toEqual({
      text: "2 attribution settings",
      all: "1-day click\n7-day click",
    });
  });

  test("words after a figure are short ones", () => {
    expect(shortConversionWord("conversation", 280)).toBe("chats");
    expect(shortConversionWord("post_engagement", 1)).toBe("engagement");
    expect(shortConversionWord("some_new_action")).toBe("some new action");
  });

  test("attribution, objectives and conversions are written out; unknown ones stay as they are", () => {
    expect(attributionWords("7d_click_1d_view")).toBe("7-day click, 1-day view");
    expect(attributionWords("account_default")).toBe("account default");
    expect(objectiveWord("OUTCOME_SALES")).toBe("Sales");
    expect(objectiveWord("NEW_THING")).toBe("New thing");
    expect(conversionWord("purchase", 1)).toBe("purchase");
    expect(conversionWord("some_new_action")).toBe("some new action");
  });

  test("a total says of what, and its currency where there are several", () => {
    const total = { currency: "EUR", rows: 8 } as Parameters<typeof topWord>[0];
    expect(topWord(total, null, "campaign", false)).toBe("Total of 8 campaigns");
    expect(topWord({ ...total, rows: 1 }, null, "account", true)).toBe("EUR, 1 account");
  });

  test("old figures name their age, the cause, and up to when they are complete", () => {
    const now = Date.parse("2026-09-12T12:00:00Z");
    const head = { pulledAtMs: now - 26 * 3_600_000, maturingSince: "2026-09-10" } as ExplorerPage;
    const range = { since: "2026-09-01", until: "2026-09-11" };
    const workspace = {
      online: false,
      connection: { status: "signed_in", cause: null },
      sync: { governors: [], last: null },
    } as unknown as WorkspaceState;
    expect(staleWords(head, range, workspace, now)).toMatch(
      /^Figures are 26 h old: Meta cannot be reached\. .*complete to .*9/,
    );
    expect(staleWords({ ...head, pulledAtMs: now - 3_600_000 }, range, workspace, now)).toBeNull();
  });
});

describe("series", () => {
  const series = {
    timeZone: "Asia/Tokyo",
    days: [{ day: "2026-09-01" }, { day: "2026-09-02" }],
    changes: [
      {
        atMs: Date.parse("2026-09-01T16:00:00Z"),
        source: "outside",
        actor: "M. Lund",
        what: "Budget",
        before: "€1",
        after: "€2",
      },
      {
        atMs: Date.parse("2026-08-01T00:00:00Z"),
        source: "meta",
        actor: null,
        what: "Review",
        before: null,
        after: null,
      },
    ],
  } as unknown as Series;

  test("a change lies on its day in the account's time zone; others are left out", () => {
    expect(marksOf(series)).toEqual([{ day: 1, key: 0, source: "outside" }]);
    expect(series.changes.map(changeLine)).toEqual(["Budget: €1 → €2, M. Lund", "Review"]);
  });

  test("restated days are newest first and leave out what was never pulled", () => {
    const day = (name: string, first: number | null, now: number | null) => ({
      day: name,
      now: now === null ? null : { conversions: now },
      firstSeen: first === null ? null : { conversions: first },
      maturityPercent: null,
      maturing: false,
    });
    const days = [
      day("2026-09-01", 2, 5),
      day("2026-09-02", null, null),
      day("2026-09-03", null, 1),
    ] as unknown as Series["days"];
    expect(restatedDays(days, (metrics) => metrics.conversions).map((one) => [one.day, one.added])).toEqual([
      ["2026-09-03", null],
      ["2026-09-01", 3],
    ]);
    expect(halfWords(1)).toBe("half arrive after 1 day");
    expect(halfWords(null)).toMatch(/too few/);
  });
});
