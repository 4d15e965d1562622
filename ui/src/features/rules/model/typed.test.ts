import { expect, test } from "vitest";
import { numberText, parseList, parseNumber, parsePoints, parseTime, parseWhole, pointsText } from "./typed";

const told = <T>(typed: { kind: string; value?: T }): T | string => typed.value ?? typed.kind;

test.each([
  ["1.5", "en", 1.5],
  ["−30", "en", -30],
  [" 2 ", "en", 2],
  ["1,5", "de", 1.5],
  ["1,204", "en", "refused"],
  ["1.204", "de", "refused"],
  ["1e9", "en", "refused"],
  ["", "en", "empty"],
  ["1.2345678", "en", "refused"],
  ["1234567890123", "en", "refused"],
])("the number %s in %s is %s", (text, locale, value) => {
  expect(told(parseNumber(text, locale))).toBe(value);
});

test.each([
  ["20", 2_000],
  ["12.5 %", 1_250],
  ["0.25", 25],
  ["-5", "refused"],
  ["0.255", "refused"],
])("the share %s is %s basis points", (text, value) => {
  expect(told(parsePoints(text, "en"))).toBe(value);
});

test("shares and numbers are written as they are read", () => {
  for (const points of [0, 5, 50, 1_250, 2_000, 333]) {
    expect(told(parsePoints(pointsText(points, "de"), "de"))).toBe(points);
  }
  expect(numberText(1.5, "de")).toBe("1,5");
});

test("counts are whole and times are times", () => {
  expect(told(parseWhole("1.5"))).toBe("refused");
  expect(told(parseWhole("-1"))).toBe("refused");
  expect(told(parseTime("9:30"))).toBe("09:30");
  expect(told(parseTime("930"))).toBe("09:30");
  expect(told(parseTime("24:00"))).toBe("refused");
  expect(told(parseTime("8"))).toBe("refused");
  expect(told(parseList(" a, b ,a,"))).toEqual(["a", "b"]);
});
