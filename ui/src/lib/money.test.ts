import { describe, expect, it } from "vitest";
import { currencyOffset, formatMoney, formatMoneyDigits } from "./money";

const en = { locale: "en-GB" };

describe("money", () => {
  it.each([
    [120_406, "EUR", "€1,204.06"],
    [207_906, "JPY", "¥207,906"],
    [3_481_000, "USD", "$34,810.00"],
    [0, "EUR", "€0.00"],
    [-0, "EUR", "€0.00"],
    [-1_250, "EUR", "−€12.50"],
    [-0.2, "EUR", "€0.00"],
    [5, "EUR", "€0.05"],
    [123_456, "HUF", "HUF 123,456"],
    [123_456, "CAD", "CA$1,234.56"],
    [999, "TWD", "NT$999"],
    [1_050, "BHD", "BHD 10.50"],
    [2_617.5, "EUR", "€26.18"],
    [9_007_199_254_740_991, "EUR", "€90,071,992,547,409.91"],
  ])("%d minor units of %s read %s", (minor, currency, text) => {
    // Intl puts a no-break space between a code and its number; the eye does not care which.
    expect(formatMoney(minor, currency, en).replace(/\u00a0/g, " ")).toBe(text);
  });

  it.each([null, undefined, Number.NaN])("no value (%s) is a dash, never zero", (value) => {
    expect(formatMoney(value, "EUR", en)).toBe("—");
    expect(formatMoneyDigits(value, "EUR", en)).toBe("—");
  });

  it("separators follow the person, the currency follows the account", () => {
    expect(formatMoney(120_406, "USD", { locale: "de-DE" })).toBe("1.204,06\u00a0$");
    expect(formatMoneyDigits(120_406, "USD", { locale: "de-DE" })).toBe("1.204,06");
  });

  it("drops the minor part only where asked", () => {
    expect(formatMoney(240_000, "EUR", { ...en, minor: "dropped" })).toBe("€2,400");
    expect(formatMoneyDigits(240_000, "EUR", en)).toBe("2,400.00");
  });

  it.each([
    ["EUR", 100],
    ["JPY", 1],
    ["HUF", 1],
    ["ISK", 1],
    ["JOD", 100],
  ])("%s has %i minor units", (currency, offset) => {
    expect(currencyOffset(currency)).toBe(offset);
  });
});
