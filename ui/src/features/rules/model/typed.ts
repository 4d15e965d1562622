import type { Typed } from "@/components/money-field/amounts";
import { systemLocale } from "@/lib/locale";

const refused = (why: string): { kind: "refused"; why: string } => ({ kind: "refused", why });

/** The decimal mark as this computer is set. */
export function decimalMark(locale = systemLocale()): string {
  const parts = new Intl.NumberFormat(locale).formatToParts(1.5);
  return parts.find(({ type }) => type === "decimal")?.value ?? ".";
}

type Bounds = {
  /** Digits after the decimal mark. */
  decimals: number;
  negative?: boolean;
  locale?: string;
};

/** The digits of a number as they were typed; separators of thousands are refused, not guessed at. */
function digitsOf(text: string, { decimals, negative = false, locale }: Bounds): Typed<string> {
  const mark = decimalMark(locale);
  const plain = text.normalize("NFKC").trim().replace(/^[−–]/, "-");
  if (plain === "") return { kind: "empty" };
  const [whole = "", fraction = "", ...more] = plain.split(mark);
  if (more.length > 0 || !/^-?\d+$/.test(whole) || !/^\d*$/.test(fraction)) {
    const spoken = mark === "," ? "a comma" : "a point";
    return refused(
      decimals === 0
        ? "Write a whole number without separators."
        : `Write a number without separators of thousands; decimals stand after ${spoken}.`,
    );
  }
  if (whole.startsWith("-") && !negative) return refused("It cannot be negative.");
  if (fraction.length > decimals) {
    return refused(decimals === 0 ? "Write a whole number." : `At most ${decimals} decimals.`);
  }
  if (whole.length > 12) return refused("That number is too large.");
  return { kind: "value", value: fraction === "" ? whole : `${whole}.${fraction}` };
}

const mapped = <A, B>(typed: Typed<A>, map: (value: A) => B): Typed<B> =>
  typed.kind === "value" ? { kind: "value", value: map(typed.value) } : typed;

/** A number with up to six decimals, also below zero. */
export const parseNumber = (text: string, locale?: string): Typed<number> =>
  mapped(digitsOf(text, { decimals: 6, negative: true, ...(locale ? { locale } : {}) }), Number);

/** A count. */
export const parseWhole = (text: string): Typed<number> => mapped(digitsOf(text, { decimals: 0 }), Number);

/** Basis points of a percentage with up to two decimals: `12.5` is 1250. */
export const parsePoints = (text: string, locale?: string): Typed<number> =>
  mapped(digitsOf(text.replace(/\s*%$/, ""), { decimals: 2, ...(locale ? { locale } : {}) }), (digits) => {
    const [whole = "", fraction = ""] = digits.split(".");
    return Number(whole + fraction.padEnd(2, "0"));
  });

/** A number as it is typed here. */
export const numberText = (value: number, locale?: string): string =>
  String(value).replace(".", decimalMark(locale));

/** Basis points as a percentage: 1250 is `12.5`. */
export function pointsText(points: number, locale?: string): string {
  const [whole, rest] = [Math.trunc(points / 100), Math.abs(points % 100)];
  if (rest === 0) return String(whole);
  return `${whole}${decimalMark(locale)}${String(rest).padStart(2, "0").replace(/0$/, "")}`;
}

/** `HH:MM`; `9:30` and `930` are read as what they mean. */
export function parseTime(text: string): Typed<string> {
  const plain = text.normalize("NFKC").trim();
  if (plain === "") return { kind: "empty" };
  const found = /^(\d{1,2})[:.]?(\d{2})$/.exec(plain);
  const [hours, minutes] = [Number(found?.[1]), Number(found?.[2])];
  if (found === null || hours > 23 || minutes > 59) return refused("Write a time from 00:00 to 23:59.");
  return { kind: "value", value: `${String(hours).padStart(2, "0")}:${String(minutes).padStart(2, "0")}` };
}

/** Words with commas between them. */
export function parseList(text: string): Typed<string[]> {
  const words = text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  return words.length === 0 ? { kind: "empty" } : { kind: "value", value: [...new Set(words)] };
}
