import { systemLocale } from "./locale";
import { NO_VALUE } from "./money";

/** Thin space: stands between a number and its percent sign. */
const THIN = "\u2009";
const TRUE_MINUS = "−";

type Options = { locale?: string };
type Maybe = number | null | undefined;

const formatters = new Map<string, Intl.NumberFormat>();

function fixed(value: number, digits: number, locale: string | undefined): string {
  const key = `${locale}|${digits}`;
  let made = formatters.get(key);
  if (made === undefined) {
    made = new Intl.NumberFormat(locale ?? systemLocale(), {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    formatters.set(key, made);
  }
  const text = made.format(Math.abs(value));
  // What rounds to zero has no sign.
  return value < 0 && /[1-9]/.test(text) ? TRUE_MINUS + text : text;
}

const isNumber = (value: Maybe): value is number =>
  value !== null && value !== undefined && Number.isFinite(value);

/** A count. Whole ones have no decimals; modelled ones have one. */
export function formatCount(value: Maybe, { locale }: Options = {}): string {
  if (!isNumber(value)) return NO_VALUE;
  return fixed(value, Number.isInteger(value) ? 0 : 1, locale);
}

/** A plain ratio such as ROAS or frequency: `3.56`. */
export function formatRatio(value: Maybe, { locale }: Options = {}): string {
  return isNumber(value) ? fixed(value, 2, locale) : NO_VALUE;
}

/** A rate in percent: `1.42 %`. */
export function formatRate(
  percent: Maybe,
  { locale, digits = 2 }: Options & { digits?: number } = {},
): string {
  return isNumber(percent) ? `${fixed(percent, digits, locale)}${THIN}%` : NO_VALUE;
}

/** The same without the sign, for columns that carry it in their head. */
export function formatRateDigits(percent: Maybe, { locale }: Options = {}): string {
  return isNumber(percent) ? fixed(percent, 2, locale) : NO_VALUE;
}

/** Bytes in the unit that leaves at most four digits: `12.4 MB`. */
export function formatBytes(bytes: Maybe, { locale }: Options = {}): string {
  if (!isNumber(bytes)) return NO_VALUE;
  const units = ["B", "kB", "MB", "GB", "TB"];
  const step = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${fixed(bytes / 1000 ** step, step === 0 ? 0 : 1, locale)}\u00a0${units[step]}`;
}

/** Which way is good. Spend is neutral: more of it is neither good nor bad. */
export type DeltaSense = "up_is_good" | "down_is_good" | "neutral";

export type DeltaTone = "good" | "bad" | "neutral" | "faint";

export type DeltaText = {
  text: string;
  tone: DeltaTone;
  /** For the arrow in key figures. */
  direction: "up" | "down" | "flat";
  /** Why it is faint, where it is. */
  note: "few" | "new" | null;
};

type DeltaInput = {
  now: Maybe;
  before: Maybe;
  sense: DeltaSense;
  /** `points` subtracts (rates), `percent` divides. */
  unit?: "percent" | "points";
  /** Conversions in the base; below five a percentage says little. */
  baseConversions?: Maybe;
  locale?: string;
};

const FEW = 5;

/** How a figure moved, as it is printed; `null` where it cannot be told. */
export function describeDelta(input: DeltaInput): DeltaText | null {
  const { now, before, sense, unit = "percent", baseConversions, locale } = input;
  if (!isNumber(now) || !isNumber(before)) return null;
  const isNew = before === 0 && unit === "percent";
  if (isNew && now === 0) return { text: `0.0${THIN}%`, tone: "faint", direction: "flat", note: null };
  if (isNew) return { text: "new", tone: "faint", direction: "up", note: "new" };
  const change = unit === "points" ? now - before : ((now - before) / Math.abs(before)) * 100;
  const suffix = unit === "points" ? `${THIN}pt` : `${THIN}%`;
  const digits = unit === "points" ? 2 : 1;
  const text = fixed(change, digits, locale);
  const flat = !/[1-9]/.test(text);
  if (flat) return { text: text + suffix, tone: "faint", direction: "flat", note: null };
  const few = isNumber(baseConversions) && baseConversions < FEW;
  const direction = change > 0 ? "up" : "down";
  return {
    text: (change > 0 ? `+${text}` : text) + suffix,
    tone: few ? "faint" : toneOf(direction, sense),
    direction,
    note: few ? "few" : null,
  };
}

function toneOf(direction: "up" | "down", sense: DeltaSense): DeltaTone {
  if (sense === "neutral") return "neutral";
  return (direction === "up") === (sense === "up_is_good") ? "good" : "bad";
}
