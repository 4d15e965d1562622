import { describe, expect, test } from "vitest";
import { parseSheet, writeSheet } from "@/lib/sheet";
import type { Account, FieldValue, ObjectLevel, SettingsRow } from "@/platform";
import { presentValue, SHEET_FIELDS, type SheetField } from "./columns";
import { readSheet, sheetEdits } from "./read";
import { settingsSheet } from "./write";

const account = (id: string, name: string, currency: string, timeZone: string): Account => ({
  id,
  name,
  currency,
  timeZone,
  status: "active",
  today: "2026-09-10",
  syncedAtMs: null,
  since: null,
  until: null,
  counts: { campaigns: 0, adSets: 0, ads: 0 },
});
const ACCOUNTS = [
  account("act_1", "=Fjordline", "EUR", "Europe/Oslo"),
  account("act_2", "Kumo", "JPY", "Asia/Tokyo"),
  account("act_3", "Aster", "USD", "America/Los_Angeles"),
];

function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const PIECES = [
  "Autumn",
  " ",
  "\t",
  "\n",
  "\r\n",
  '"',
  "'",
  "=",
  "+",
  "-",
  "@",
  "=HYPERLINK(1)",
  "\u202e",
  "\u200f",
  "新",
  "🧭",
  "none",
  "12,50",
];

/** Objects with any settings a spreadsheet may trip over. */
function world(seed: number, count: number): SettingsRow[] {
  const next = random(seed);
  const some = <T>(choices: readonly T[]): T => choices[Math.floor(next() * choices.length)] as T;
  const maybe = (value: () => number): number | null => (next() < 0.3 ? null : value());
  const levels: ObjectLevel[] = ["campaign", "adset", "ad"];
  return Array.from({ length: count }, (_, index) => {
    const { id: accountId, currency } = some(ACCOUNTS);
    return {
      accountId,
      currency,
      level: some(levels),
      id: `1202${String(10_000_000_000_000 + seed * 1_000 + index)}`,
      name: `${index}${Array.from({ length: Math.floor(next() * 6) }, () => some(PIECES)).join("")}x`.slice(
        next() < 0.5 ? 1 : 0,
      ),
      status: some(["ACTIVE", "PAUSED", "ARCHIVED", null]),
      dailyBudgetMinor: maybe(() => 1 + Math.floor(next() * 9_999_999)),
      lifetimeBudgetMinor: maybe(() => 1 + Math.floor(next() * 999_999_999)),
      bidAmountMinor: maybe(() => 1 + Math.floor(next() * 9_999)),
      startAtMs: maybe(() => 1_790_000_000_000 + Math.floor(next() * 30_000_000) * 1_000),
      endAtMs: maybe(() => 1_790_000_000_000 + Math.floor(next() * 500_000) * 60_000),
    };
  });
}

const LOCALES = ["en", "de", "nb", "de-CH", "fr", "ja", "en-IN", "ar-EG", "hi-u-nu-deva"];

describe("copied and pasted again", () => {
  test.each(LOCALES)("nothing is changed, whatever names hold, as %s writes numbers", (locale) => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const rows = world(seed, 12);
      const reading = readSheet(settingsSheet(rows, ACCOUNTS, { locale }));
      expect(reading).toMatchObject({ refusal: null, problems: [], unknown: [] });
      expect(reading.lines.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
      const edits = sheetEdits(reading, rows, ACCOUNTS, { locale });
      expect(edits, `seed ${seed}`).toEqual({
        changes: [],
        objects: 0,
        unchanged: rows.length,
        problems: [],
      });
    }
  });

  test.each(LOCALES)("exactly what was edited in between is changed, as %s writes numbers", (locale) => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const rows = world(seed, 10);
      const other = world(seed + 500, 10);
      const edited = rows.map((row, at) => ({
        ...row,
        ...(at % 2 === 0
          ? pick(other[at] ?? row, SHEET_FIELDS[(seed + at) % SHEET_FIELDS.length] ?? "name", row)
          : {}),
      }));
      const expected = rows.flatMap((row, at) =>
        SHEET_FIELDS.flatMap((field) => {
          const now = edited[at] ?? row;
          const [before, after] = [presentValue(row, field), presentValue(now, field)];
          return JSON.stringify(before) === JSON.stringify(after)
            ? []
            : [`${row.id} ${field} ${JSON.stringify(after)}`];
        }),
      );
      const pasted = sheetEdits(readSheet(settingsSheet(edited, ACCOUNTS, { locale })), rows, ACCOUNTS, {
        locale,
      });
      expect(pasted.problems).toEqual([]);
      expect(flat(pasted.changes).toSorted(), `seed ${seed}`).toEqual(expected.toSorted());
    }
  });

  test("no cell is a formula and no id is a number", () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      for (const { cells } of parseSheet(settingsSheet(world(seed, 10), ACCOUNTS)).slice(1)) {
        for (const cell of cells) expect(cell).not.toMatch(/^[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u);
        expect(cells[0]).toMatch(/^id:\d+$/);
      }
    }
  });
});

/** One setting of another object, where it says something and does so in this object's currency. */
function pick(from: SettingsRow, field: SheetField, row: SettingsRow): Partial<SettingsRow> {
  const keys: Readonly<Record<SheetField, keyof SettingsRow>> = {
    name: "name",
    status: "status",
    daily_budget: "dailyBudgetMinor",
    lifetime_budget: "lifetimeBudgetMinor",
    bid_amount: "bidAmountMinor",
    start_time: "startAtMs",
    end_time: "endAtMs",
  };
  const key = keys[field];
  return from[key] === null || from[key] === "" ? {} : { ...row, [key]: from[key] };
}

function flat(changes: ReturnType<typeof sheetEdits>["changes"]): string[] {
  return changes.flatMap(({ selection, edit }) =>
    selection.by === "ids" && edit.edit === "set"
      ? selection.objects.map(({ id }) => `${id} ${edit.field} ${JSON.stringify(edit.value)}`)
      : [],
  );
}

const [ROW] = world(3, 1) as [SettingsRow];
const BASE: SettingsRow = {
  ...ROW,
  accountId: "act_1",
  currency: "EUR",
  id: "120210000000001",
  name: "Broad",
  status: "ACTIVE",
  dailyBudgetMinor: 2_000,
  endAtMs: null,
};

const one = (heading: string, cell: string, locale = "en") =>
  sheetEdits(
    readSheet(
      writeSheet([
        ["id", heading],
        [BASE.id, cell],
      ]),
    ),
    [BASE],
    ACCOUNTS,
    { locale },
  );
const value = (heading: string, cell: string, locale?: string): FieldValue | null | undefined => {
  const edit = one(heading, cell, locale).changes[0]?.edit;
  return edit?.edit === "set" ? edit.value : undefined;
};

describe("a cell", () => {
  test.each<[string, string, string, FieldValue | null | undefined]>([
    ["daily_budget", "25.50", "en", { kind: "money", minor: 2_550 }],
    ["Daily budget", "1.204,06", "de", { kind: "money", minor: 120_406 }],
    ["daily_budget", "20.00", "en", undefined],
    ["daily_budget", "", "en", undefined],
    ["daily_budget", "none", "en", null],
    ["status", "paused", "en", { kind: "status", value: "PAUSED" }],
    ["status", "Active", "en", undefined],
    ["End", "2026-12-24 23:59", "en", { kind: "instant", atMs: Date.parse("2026-12-24T22:59:00Z") }],
    [
      "stop_time",
      "2026-12-24T23:59+00:00",
      "en",
      { kind: "instant", atMs: Date.parse("2026-12-24T23:59:00Z") },
    ],
    ["name", "'=SUM(A1)", "en", { kind: "text", value: "=SUM(A1)" }],
    ["name", " two  blanks ", "en", { kind: "text", value: " two  blanks " }],
  ])("of %s that says %j is read as %s means it", (heading, cell, locale, expected) => {
    expect(value(heading, cell, locale)).toEqual(expected);
    expect(one(heading, cell, locale).problems).toEqual([]);
  });

  test.each<[string, string, RegExp]>([
    ["daily_budget", "12,50", /is no daily budget: Decimals|unclear where/],
    ["daily_budget", "$12", /This account is in EUR/],
    ["daily_budget", "12.505", /two decimals/],
    ["daily_budget", "-5", /negative/],
    ["daily_budget", "#REF!", /not an amount/],
    ["bid_amount", "1e3", /is no bid/],
    ["status", "DELETED", /write ACTIVE, PAUSED or ARCHIVED/],
    ["end_time", "24.12.2026", /write it like 2026-12-24 23:59/],
    ["end_time", "2026-03-29 02:30", /skip this hour/],
  ])("of %s that says %j is not taken, and said so", (heading, cell, why) => {
    const { changes, problems } = one(heading, cell);
    expect(changes).toEqual([]);
    expect(problems).toEqual([{ line: 2, why: expect.stringMatching(why) }]);
  });
});

describe("a line", () => {
  test.each([
    ["1.2021E+17", /rounded this id/],
    ["120210000000009", /is not in this workspace/],
    ["", /id is missing/],
    ["act_1020304050607081", /An account itself/],
    ["Broad", /“Broad” is no id/],
  ])("with the id %j is named with its reason", (id, why) => {
    const text = writeSheet([
      ["id", "name"],
      ["", ""],
      [id, "New"],
    ]);
    const { changes, problems } = sheetEdits(readSheet(text), [BASE], ACCOUNTS);
    expect(changes).toEqual([]);
    expect(problems).toEqual([{ line: 3, why: expect.stringMatching(why) }]);
  });

  test("with one bad cell is not taken by half", () => {
    const text = writeSheet([
      ["id", "name", "daily_budget"],
      [BASE.id, "New", "oops"],
    ]);
    expect(sheetEdits(readSheet(text), [BASE], ACCOUNTS)).toMatchObject({
      changes: [],
      problems: [{ line: 2 }],
    });
  });

  test("of an id that came before names the line it came in", () => {
    const text = writeSheet([
      ["id", "name"],
      [BASE.id, "One"],
      [`id:${BASE.id}`, "Two"],
    ]);
    const { changes, problems } = sheetEdits(readSheet(text), [BASE], ACCOUNTS);
    expect(changes).toHaveLength(1);
    expect(problems).toEqual([{ line: 3, why: "This id is in line 2 already." }]);
  });

  test("that is wider than the headings is named: something in it was not quoted", () => {
    expect(readSheet("id\tname\n1\ta\tb").problems).toEqual([
      { line: 2, why: expect.stringMatching(/more cells/) },
    ]);
  });
});

describe("headings", () => {
  test.each([
    ["name\tstatus\nBroad\tACTIVE", /one of them has to be “id”/],
    ["id\tspend\n1\t2", /No column here can be changed/],
    ["id\tend\tend_time\n1\t2\t3", /Two columns mean the same/],
    ["hello", /one of them has to be “id”/],
  ])("of %j are refused in a sentence", (text, why) => {
    expect(readSheet(text).refusal).toMatch(why);
  });

  test("that are not known are named and their columns left alone", () => {
    expect(readSheet("id\tname\tSpend\tROAS\n1\tx\t2\t3")).toMatchObject({
      refusal: null,
      unknown: ["Spend", "ROAS"],
      fields: ["name"],
    });
  });

  test("of nothing pasted yet are no mistake", () => {
    expect(readSheet(" \n")).toMatchObject({ refusal: null, lines: [], problems: [] });
  });
});
