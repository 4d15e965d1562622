import { systemLocale } from "./locale";

/** Currencies Meta counts in whole units. Its table differs from ISO 4217: forint and Taiwan dollar have no cents. */
const WHOLE_UNITS = new Set(["CLP", "COP", "CRC", "HUF", "IDR", "ISK", "JPY", "KRW", "PYG", "TWD", "VND"]);

/** Minor units in one unit of a currency, by Meta's table. */
export function currencyOffset(currency: string): 1 | 100 {
  return WHOLE_UNITS.has(currency) ? 1 : 100;
}

/** What stands where there is no value. */
export const NO_VALUE = "—";

type Options = {
  /** BCP 47 tag of the person; separators follow it. Left out, the computer's. */
  locale?: string;
  /** Chart axes and month targets may drop the minor part; nothing else may. */
  minor?: "exact" | "dropped";
};

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(locale: string | undefined, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale}|${options.currency}|${options.minimumFractionDigits}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locale ?? systemLocale(), options);
  formatters.set(key, made);
  return made;
}

const TRUE_MINUS = "−";

function fractionDigits(currency: string, minor: Options["minor"]): number {
  return minor === "dropped" || currencyOffset(currency) === 1 ? 0 : 2;
}

/**
 * Whole minor units as decimal text: dividing them would lose cents of very large amounts. What is left without the
 * cents divides exactly, so plain numbers will do; going through BigInt takes twenty times as long for every cell.
 */
function decimalText(minorUnits: number, offset: 1 | 100): Intl.StringNumericLiteral {
  if (offset === 1) return `${minorUnits}` as Intl.StringNumericLiteral;
  const cents = minorUnits % offset;
  return `${(minorUnits - cents) / offset}.${cents < 10 ? "0" : ""}${cents}` as Intl.StringNumericLiteral;
}

function format(
  minorUnits: number,
  currency: string,
  style: "currency" | "decimal",
  options: Options,
): string {
  const digits = fractionDigits(currency, options.minor);
  const parts: Intl.NumberFormatOptions = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  // "$" alone is the US dollar and "¥" the yen; their namesakes keep a prefix, or two accounts would read alike.
  const currencyDisplay = currency === "USD" || currency === "JPY" ? "narrowSymbol" : "symbol";
  if (style === "currency") Object.assign(parts, { style, currency, currencyDisplay });
  // Means such as CPA arrive as fractions of a minor unit: half of one rounds away from zero, and −0 is 0.
  const whole = Math.round(Math.abs(minorUnits));
  const text = formatter(options.locale, parts).format(decimalText(whole, currencyOffset(currency)));
  return minorUnits < 0 && whole !== 0 ? TRUE_MINUS + text : text;
}

/** Money with its currency sign: `€1,204.06`, `¥207,906`. `null` is `—`. Input in minor units. */
export function formatMoney(
  minorUnits: number | null | undefined,
  currency: string,
  options: Options = {},
): string {
  if (minorUnits === null || minorUnits === undefined || !Number.isFinite(minorUnits)) return NO_VALUE;
  return format(minorUnits, currency, "currency", options);
}

/** Money as digits only, for columns that carry the currency in their footer: `1,204.06`. Input in minor units. */
export function formatMoneyDigits(
  minorUnits: number | null | undefined,
  currency: string,
  options: Options = {},
): string {
  if (minorUnits === null || minorUnits === undefined || !Number.isFinite(minorUnits)) return NO_VALUE;
  return format(minorUnits, currency, "decimal", options);
}
