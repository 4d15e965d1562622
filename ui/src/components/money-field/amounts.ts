import { systemLocale } from "@/lib/locale";
import { currencyOffset, formatMoney } from "@/lib/money";

/** What was typed: a value, nothing yet, or why it is none. */
export type Typed<T> =
  | { kind: "empty" }
  | { kind: "value"; value: T }
  /** In words, for the field. */
  | { kind: "refused"; why: string };

/** How a locale writes numbers. */
interface NumberStyle {
  decimal: string;
  group: string;
  /** The ten digits in order. */
  digits: readonly string[];
}

const styles = new Map<string, NumberStyle>();

function styleOf(locale: string): NumberStyle {
  const known = styles.get(locale);
  if (known !== undefined) return known;
  const parts = new Intl.NumberFormat(locale).formatToParts(1_234_567.8);
  const part = (type: Intl.NumberFormatPartTypes): string =>
    parts.find((candidate) => candidate.type === type)?.value ?? "";
  const plain = new Intl.NumberFormat(locale, { useGrouping: false });
  const made = {
    decimal: part("decimal") || ".",
    group: part("group"),
    digits: Array.from({ length: 10 }, (_, digit) => plain.format(digit)),
  };
  styles.set(locale, made);
  return made;
}

/** Separators that mean nothing but a group in any locale: spaces of all widths and apostrophes. */
const NEUTRAL_GROUPS = /[\s\u00a0\u2009\u202f'’]/g;
const NEUTRAL = "_";

/** Digits of the locale as ASCII, whatever stands between groups of three as `_`, the decimal mark as `.`. */
function normalised(text: string, { decimal, group, digits }: NumberStyle): string {
  const ascii = [...text]
    .map((char) => {
      const digit = digits.indexOf(char);
      if (digit >= 0) return String(digit);
      if (char === decimal) return ".";
      return char === group ? NEUTRAL : char;
    })
    .join("");
  return ascii.replace(NEUTRAL_GROUPS, NEUTRAL);
}

/** `1_204` and `12_04_000` (as lakhs are written), but not `1_20`: a group that is not whole is a slip of the mark. */
const WHOLE_GROUPS = /^\d{1,3}(_\d{2,3})*_\d{3}$|^\d+$/;

interface Parts {
  whole: string;
  fraction: string;
}

const SPOKEN: Readonly<Record<string, string>> = { ".": "a point", ",": "a comma" };

function numberParts(text: string, style: NumberStyle): Parts | string {
  const plain = normalised(text, style);
  const [whole = "", fraction = "", ...more] = plain.split(".");
  const spoken = SPOKEN[style.decimal] ?? `“${style.decimal}”`;
  if (more.length > 0) return "There is more than one decimal mark in it.";
  if (!/^[\d_]*$/.test(whole) || !/^\d*$/.test(fraction) || (whole === "" && fraction === "")) {
    const other = style.decimal === "," ? "." : ",";
    return text.includes(other) && /^[\d_.,]+$/.test(plain)
      ? `Decimals are written with ${spoken} here, as this computer is set.`
      : "That is not an amount.";
  }
  if (whole !== "" && !WHOLE_GROUPS.test(whole)) {
    return `It is unclear where the thousands end. Decimals are written with ${spoken} here.`;
  }
  return { whole: whole.replaceAll(NEUTRAL, "") || "0", fraction };
}

/** The sign and the code of a currency, as a person may type them before or behind the amount. */
function withoutCurrency(text: string, currency: string, locale: string): string {
  const names = (["symbol", "narrowSymbol", "code"] as const).map((currencyDisplay) => {
    const parts = new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay });
    return (parts.formatToParts(0).find(({ type }) => type === "currency")?.value ?? currency).normalize(
      "NFKC",
    );
  });
  const trimmed = text.trim();
  for (const name of names.toSorted((a, b) => b.length - a.length)) {
    const upper = trimmed.toUpperCase();
    const sign = name.toUpperCase();
    if (upper.startsWith(sign)) return trimmed.slice(name.length).trim();
    if (upper.endsWith(sign)) return trimmed.slice(0, -name.length).trim();
  }
  return trimmed;
}

/** Marks that turn the direction of text come with what is copied from right-to-left pages; they mean nothing here. */
const MARKS = /[\u200e\u200f\u061c\u2066-\u2069\u202a-\u202e]/g;

/** Full-width digits and signs are the same as plain ones. */
const plainText = (text: string): string => text.replace(MARKS, "").normalize("NFKC");

type Options = {
  /** BCP 47 tag of the person. Left out, the computer's. */
  locale?: string;
};

/**
 * Whole minor units of an amount as a person typed it: `1,204.06`, `€1 204,06`, `12.5 EUR`. What is not exactly an
 * amount of the currency is refused, never rounded, clamped or guessed at.
 */
export function parseMoney(text: string, currency: string, { locale }: Options = {}): Typed<number> {
  const tag = locale ?? systemLocale();
  const bare = withoutCurrency(plainText(text), currency, tag);
  if (bare === "") return text.trim() === "" ? { kind: "empty" } : refused("The amount is missing.");
  if (/^[-−–]/.test(bare)) return refused("An amount cannot be negative.");
  if (/\p{Sc}/u.test(bare) || /^[A-Za-z]{3}\b|\b[A-Za-z]{3}$/.test(bare)) {
    return refused(`This account is in ${currency}.`);
  }
  const parts = numberParts(bare, styleOf(tag));
  if (typeof parts === "string") return refused(parts);
  const decimals = currencyOffset(currency) === 100 ? 2 : 0;
  if (parts.fraction.length > decimals) {
    return refused(decimals === 0 ? `${currency} has no decimals.` : `${currency} has two decimals.`);
  }
  const minor = Number(parts.whole + parts.fraction.padEnd(decimals, "0"));
  if (!Number.isSafeInteger(minor)) return refused("That is more than any budget.");
  return minor === 0 ? refused("An amount is more than nothing.") : { kind: "value", value: minor };
}

const refused = (why: string): { kind: "refused"; why: string } => ({ kind: "refused", why });

/** The amount as a person would type it, for a field to begin with: no sign, no groups. */
export function moneyText(minor: number, currency: string, { locale }: Options = {}): string {
  const tag = locale ?? systemLocale();
  const { decimal, digits } = styleOf(tag);
  const offset = currencyOffset(currency);
  const localised = (text: string): string =>
    [...text].map((digit) => digits[Number(digit)] ?? digit).join("");
  const whole = localised(String(Math.trunc(minor / offset)));
  return offset === 1 ? whole : `${whole}${decimal}${localised(String(minor % offset).padStart(2, "0"))}`;
}

/** Bounds of a change by a share, as the program has them. */
const LEAST_PERCENT = -100;
const MOST_PERCENT = 10_000;

/** A share as a person typed it: `15`, `+12,5 %`, `−20%`. At most two decimals; never rounded or clamped. */
export function parsePercent(text: string, { locale }: Options = {}): Typed<number> {
  const bare = plainText(text).trim().replace(/[%٪]$/u, "").trim();
  if (bare === "") return text.trim() === "" ? { kind: "empty" } : refused("The number is missing.");
  const sign = /^[-−–]/.test(bare) ? -1 : 1;
  const parts = numberParts(bare.replace(/^[-−–+]\s*/, ""), styleOf(locale ?? systemLocale()));
  if (typeof parts === "string") return refused(parts.replace("an amount", "a percentage"));
  if (parts.fraction.length > 2) return refused("A percentage has at most two decimals.");
  const percent = sign * Number(`${parts.whole}.${parts.fraction.padEnd(1, "0")}`);
  if (percent < LEAST_PERCENT) return refused("Less than nothing cannot be left.");
  if (percent > MOST_PERCENT) return refused("At most 10,000 %.");
  return { kind: "value", value: percent === 0 ? 0 : percent };
}

/** How far an amount is from the present one: `ten` times or more, up or down, is asked about, `hundred` typed again. */
export function jump(nowMinor: number | null, nextMinor: number): "none" | "ten" | "hundred" {
  if (nowMinor === null || nowMinor <= 0 || nextMinor <= 0) return "none";
  const factor = Math.max(nowMinor, nextMinor) / Math.min(nowMinor, nextMinor);
  if (factor >= 100) return "hundred";
  return factor >= 10 ? "ten" : "none";
}

/** The jump in words: `12 times €40.00`, `a tenth of €40.00 or less`. */
export function jumpWords(nowMinor: number, nextMinor: number, currency: string): string {
  const now = formatMoney(nowMinor, currency);
  if (nextMinor > nowMinor) return `${Math.floor(nextMinor / nowMinor)} times ${now}`;
  return jump(nowMinor, nextMinor) === "hundred"
    ? `a hundredth of ${now} or less`
    : `a tenth of ${now} or less`;
}
