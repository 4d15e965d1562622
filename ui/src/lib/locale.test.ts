import { describe, expect, it } from "vitest";
import { makeLanguageUsable, withoutPosix } from "./locale";
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

describe("the browser's language", () => {
  it("becomes one that Intl accepts where the computer's locale is none", () => {
    const browser = { language: "C" };
    makeLanguageUsable(browser);
    expect(() => new Intl.NumberFormat(browser.language)).not.toThrow();
  });

  it("stays as it is where it is a language", () => {
    const browser = { language: "nb-NO" };
    makeLanguageUsable(browser);
    expect(browser.language).toBe("nb-NO");
  });
});
