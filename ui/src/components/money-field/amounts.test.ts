import { describe, expect, it } from "vitest";
import { currencyOffset, formatMoneyDigits } from "@/lib/money";
import { jump, jumpWords, moneyText, parseMoney, parsePercent } from "./amounts";

const minor = (text: string, currency: string, locale: string) => {
  const typed = parseMoney(text, currency, { locale });
  return typed.kind === "value" ? typed.value : typed.kind === "refused" ? typed.why : "empty";
};

/** Every currency Meta bills in: in whole units, and in hundredths. */
const WHOLE = ["CLP", "COP", "CRC", "HUF", "IDR", "ISK", "JPY", "KRW", "PYG", "TWD", "VND"];
const HUNDREDTHS =
  "AED ARS AUD BDT BGN BHD BOB BRL CAD CHF CNY CZK DKK DZD EGP EUR FBZ GBP GTQ HKD HNL HRK ILS INR JOD KES LKR LTL LVL MOP MXN MYR NGN NIO NOK NZD PEN PHP PKR PLN QAR RON RSD RUB SAR SEK SGD SKK THB TRY UAH USD UYU VEF VES ZAR".split(
    " ",
  );

describe("an amount", () => {
  it.each([
    ["1204.06", "EUR", "en-GB", 120_406],
    ["1,204.06", "EUR", "en-GB", 120_406],
    ["€1,204.06", "EUR", "en-GB", 120_406],
    ["1,204.06 EUR", "EUR", "en-GB", 120_406],
    [" 12.5 ", "USD", "en-US", 1_250],
    ["$12", "USD", "en-US", 1_200],
    [".5", "USD", "en-US", 50],
    ["12.", "USD", "en-US", 1_200],
    ["1.204,06", "EUR", "de-DE", 120_406],
    ["1204,6 €", "EUR", "de-DE", 120_460],
    ["1 204,06", "EUR", "fr-FR", 120_406],
    ["1\u202f204,06", "EUR", "fr-FR", 120_406],
    ["1’204.06", "CHF", "de-CH", 120_406],
    ["1'204.06", "CHF", "de-CH", 120_406],
    ["12,04,000", "INR", "en-IN", 120_400_000],
    ["207,906", "JPY", "ja-JP", 207_906],
    ["¥207906", "JPY", "ja-JP", 207_906],
    ["１２３", "JPY", "ja-JP", 123],
    ["١٢٫٥", "USD", "ar-EG", 1_250],
    ["\u200f12.50", "USD", "en-US", 1_250],
    ["90071992547409.91", "EUR", "en-GB", 9_007_199_254_740_991],
  ])("%s of %s in %s is %d minor units", (text, currency, locale, expected) => {
    expect(minor(text, currency, locale)).toBe(expected);
  });

  it.each([
    ["100.5", "JPY", "ja-JP", "JPY has no decimals."],
    ["100.0", "JPY", "ja-JP", "JPY has no decimals."],
    ["1.204", "EUR", "en-GB", "EUR has two decimals."],
    ["12,50", "EUR", "en-GB", /unclear where the thousands end/],
    ["12.50", "EUR", "de-DE", /unclear where the thousands end.*a comma/],
    ["1,2,3", "EUR", "en-GB", /unclear/],
    ["1.2.3", "EUR", "en-GB", /more than one decimal mark/],
    ["12..5", "EUR", "en-GB", /more than one decimal mark/],
    ["-5", "EUR", "en-GB", "An amount cannot be negative."],
    ["−5", "EUR", "en-GB", "An amount cannot be negative."],
    ["0", "EUR", "en-GB", "An amount is more than nothing."],
    ["0.00", "EUR", "en-GB", "An amount is more than nothing."],
    ["$5", "EUR", "en-GB", "This account is in EUR."],
    ["5 USD", "EUR", "en-GB", "This account is in EUR."],
    ["5k", "EUR", "en-GB", "That is not an amount."],
    ["1e3", "EUR", "en-GB", "That is not an amount."],
    ["Infinity", "EUR", "en-GB", "That is not an amount."],
    ["0x10", "EUR", "en-GB", "That is not an amount."],
    ["5+5", "EUR", "en-GB", "That is not an amount."],
    ["€", "EUR", "en-GB", "The amount is missing."],
    [".", "EUR", "en-GB", "That is not an amount."],
    ["90071992547409.92", "EUR", "en-GB", "That is more than any budget."],
    ["9".repeat(400), "EUR", "en-GB", "That is more than any budget."],
  ])("%s of %s in %s is refused", (text, currency, locale, why) => {
    expect(minor(text, currency, locale)).toEqual(typeof why === "string" ? why : expect.stringMatching(why));
  });

  it("nothing typed is no refusal", () => {
    expect(parseMoney("  ", "EUR")).toEqual({ kind: "empty" });
  });

  it.each(["en-GB", "de-DE", "fr-FR", "de-CH", "en-IN", "ja-JP", "nb-NO", "pl-PL", "pt-BR", "ar-EG"])(
    "as it is printed and as a field begins is read back exactly in %s",
    (locale) => {
      for (const currency of [...WHOLE, ...HUNDREDTHS]) {
        for (const value of [1, 99, 100, 101, 120_406, 9_999_999, 1_234_567_890, Number.MAX_SAFE_INTEGER]) {
          expect(minor(formatMoneyDigits(value, currency, { locale }), currency, locale)).toBe(value);
          expect(minor(moneyText(value, currency, { locale }), currency, locale)).toBe(value);
          expect(currencyOffset(currency)).toBe(WHOLE.includes(currency) ? 1 : 100);
        }
      }
    },
  );
});

describe("a percentage", () => {
  it.each([
    ["15", "en-GB", 15],
    ["+15 %", "en-GB", 15],
    ["−20%", "en-GB", -20],
    ["-12,5", "de-DE", -12.5],
    ["0.05", "en-GB", 0.05],
    ["-0", "en-GB", 0],
  ])("%s in %s is %d", (text, locale, value) => {
    expect(parsePercent(text, { locale })).toEqual({ kind: "value", value });
  });

  it.each([
    ["12.345", /two decimals/],
    ["-101", /Less than nothing/],
    ["10001", /At most/],
    ["ten", /not a percentage/],
    ["%", /missing/],
    ["--5", /not a percentage/],
  ])("%s is refused", (text, why) => {
    expect(parsePercent(text, { locale: "en-GB" })).toEqual({
      kind: "refused",
      why: expect.stringMatching(why),
    });
  });
});

describe("a jump", () => {
  it.each([
    [4_000, 39_999, "none"],
    [4_000, 40_000, "ten"],
    [4_000, 400, "ten"],
    [4_000, 401, "none"],
    [4_000, 400_000, "hundred"],
    [4_000, 40, "hundred"],
    [null, 400_000, "none"],
    [0, 400_000, "none"],
  ] as const)("from %s to %d is %s", (now, next, expected) => {
    expect(jump(now, next)).toBe(expected);
  });

  it("is said in words with the present amount", () => {
    expect(jumpWords(4_000, 48_000, "EUR")).toMatch(/^12 times €40[.,]00$/);
    expect(jumpWords(4_000, 400, "EUR")).toMatch(/^a tenth of .* or less$/);
    expect(jumpWords(4_000, 40, "EUR")).toMatch(/^a hundredth of /);
  });
});
