import { describe, expect, test } from "vitest";
import { asPlainText, fromPlainText, parseSheet, writeSheet } from "./sheet";

/** A small generator, the same at every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

const PIECES = [
  "Autumn", " ", "  ", "\t", "\n", "\r\n", "\r", '"', '""', "'", "=", "=1+1", "+", "-", "@", "−", "＝", ",", ";",
  "\u202e", "\u200f", "\u2066", "שלום", "新規", "🧭", "\u00a0", "<b>", "=HYPERLINK(\"x\")", "|", "\\", "\ufeff", "0",
]; // biome-ignore format: one line a group

function texts(count: number, seed: number): string[] {
  const next = random(seed);
  return Array.from({ length: count }, () =>
    Array.from({ length: Math.floor(next() * 6) }, () => PIECES[Math.floor(next() * PIECES.length)]).join(""),
  );
}

describe("cells", () => {
  test("come back as they were, whatever they hold", () => {
    for (let seed = 1; seed <= 400; seed += 1) {
      const rows = Array.from({ length: 5 }, (_, row) => ["id", ...texts(4, seed * 10 + row)]);
      const read = parseSheet(writeSheet(rows)).map(({ cells }) => cells);
      expect(read, `seed ${seed}`).toEqual(rows);
    }
  });

  test.each([
    [
      "a\tb\nc\td",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ["a\tb\r\n", [["a", "b"]]],
    ["\ufeffa\t\tb", [["a", "", "b"]]],
    // As a spreadsheet quotes: only what has to be.
    ['"two\nlines"\tb', [["two\nlines", "b"]]],
    ['"he said ""go"""\tb', [['he said "go"', "b"]]],
    // Quotes that were never meant as such.
    ['5" pipe\t"loose" end', [['5" pipe', '"loose" end']]],
    ['"never closed\tb', [['"never closed', "b"]]],
    ["\n\n  \t\na", [["a"]]],
    ["", []],
  ])("of %j are read as a person meant them", (text, expected) => {
    expect(parseSheet(text).map(({ cells }) => cells)).toEqual(expected);
  });

  test("know their line, also after a cell of several lines", () => {
    expect(parseSheet('id\n"a\nb"\n\nc').map(({ line }) => line)).toEqual([1, 2, 5]);
  });
});

describe("a formula", () => {
  test.each(["=1+1", "+1", "-1", "@SUM(A1)", "−1", "＝1", " =1", "\t=1", "\u202e=1", "'=1", "''=1"])(
    "%j is no formula in a spreadsheet and comes back as it was",
    (text) => {
      expect(asPlainText(text)).toBe(`'${text}`);
      expect(fromPlainText(asPlainText(text))).toBe(text);
    },
  );

  test.each(["Autumn", "'quoted'", "1 = 1", "", "'"])("%j is left alone", (text) => {
    expect(asPlainText(text)).toBe(text);
    expect(fromPlainText(text)).toBe(text);
  });

  test("is recognised whether or not the spreadsheet kept the apostrophe", () => {
    expect(fromPlainText("=1+1")).toBe("=1+1");
    expect(fromPlainText("'=1+1")).toBe("=1+1");
  });

  test("never leaves any text changed", () => {
    for (const text of texts(20_000, 7)) expect(fromPlainText(asPlainText(text))).toBe(text);
  });
});
