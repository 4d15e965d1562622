import { expect, it } from "vitest";
import { withoutPosix } from "./locale";
import { formatMoney } from "./money";

it.each([
  ["en-US-u-va-posix", "en-US"],
  ["en-US-posix", "en-US"],
  ["C", "en"],
  ["und", "en"],
  ["de-DE", "de-DE"],
  ["ja-JP-u-ca-japanese", "ja-JP-u-ca-japanese"],
])("%s becomes %s", (locale, expected) => {
  expect(withoutPosix(locale)).toBe(expected);
});

it("a computer without a locale still groups digits", () => {
  expect(formatMoney(512_765_700, "EUR", { locale: withoutPosix("en-US-u-va-posix") })).toBe("€5,127,657.00");
});
