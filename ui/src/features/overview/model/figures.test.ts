import { expect, test } from "vitest";
import { changeText, changeTone, formatFigure, metricLabel } from "./figures";

const change = { kind: "percent", by: 6.24, tone: "good", few: false } as const;

test.each([
  ["spend", 120_406, "EUR", "€1,204.06"],
  ["cpa", 2_618.4, "EUR", "€26.18"],
  ["spend", 207_906, "JPY", "¥207,906"],
  ["conversions", 12.5, "EUR", "12.5"],
  ["ctr", 1.416, "EUR", "1.42\u2009%"],
  ["roas", 3.559, "EUR", "3.56"],
  ["roas", null, "EUR", "—"],
] as const)("%s of %s in %s is written %s", (metric, value, currency, text) => {
  expect(formatFigure(metric, value, currency)).toBe(text);
});

test("a change has its sign, its unit and its meaning", () => {
  expect(changeText(change)).toBe("+6.2\u2009%");
  expect(changeText({ ...change, by: -2.94 })).toBe("−2.9\u2009%");
  expect(changeText({ ...change, by: 0.01 })).toBe("0.0\u2009%");
  expect(changeText({ ...change, kind: "points", by: 0.08 })).toBe("+0.08\u2009pt");
  expect(changeText({ ...change, kind: "new" })).toBe("new");
  expect(changeText({ ...change, kind: "unknown" })).toBe("—");
  expect(changeTone({ ...change, tone: "neutral" })).toBe("quiet");
});

test("conversions are called what is counted", () => {
  expect(metricLabel("conversions", "purchase")).toBe("Purchases");
  expect(metricLabel("conversions", "mixed")).toBe("Conversions");
  expect(metricLabel("value", "lead")).toBe("Conversion value");
});
