import { currencyOffset, formatMoney } from "@/lib/money";
import { formatShortInstant } from "@/lib/times";
import type { FieldValue } from "@/platform";

/** Where a value is read: amounts in the account's currency, times in its zone. */
export interface ValuePlace {
  currency: string;
  timeZone: string | undefined;
  nowMs: number;
}

const MONEY = /^(-?)(\d+)(?:\.(\d{2}))? ([A-Z]{3})$/;

/** Minor units of an amount as the program writes it; `null` for anything else. */
export function minorOf(text: string | null, currency: string): number | null {
  const money = text === null ? null : MONEY.exec(text);
  if (money === null || money[4] !== currency) return null;
  const [, sign, whole, cents] = money;
  const offset = currencyOffset(currency);
  const minor = Number(whole) * offset + (offset === 100 ? Number(cents ?? 0) : 0);
  if (!Number.isSafeInteger(minor)) return null;
  return sign === "-" ? -minor : minor;
}

const INSTANT = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) UTC$/;

/** What stands where a setting has no value. */
export const NO_SETTING = "none";

/**
 * A value as the program writes it, in the words of the person's computer: `20.00 EUR` as `€20.00`, an instant in the
 * account's zone. What is neither stays as it is.
 */
export function valueText(text: string | null, place: ValuePlace): string {
  if (text === null || text === "") return NO_SETTING;
  const minor = minorOf(text, place.currency);
  if (minor !== null) return formatMoney(minor, place.currency);
  const instant = INSTANT.exec(text);
  const at = instant === null ? Number.NaN : Date.parse(`${instant[1]}T${instant[2]}:00Z`);
  if (Number.isNaN(at)) return text;
  const zoned = place.timeZone === undefined ? {} : { timeZone: place.timeZone };
  return `${formatShortInstant(at, place.nowMs, zoned)}${place.timeZone === undefined ? "" : ` ${place.timeZone}`}`;
}

/** A value a person typed, in the same words; a text for one that is none yet. */
export function typedText(value: FieldValue | null, place: ValuePlace): string {
  if (value === null) return NO_SETTING;
  switch (value.kind) {
    case "money":
      return formatMoney(value.minor, place.currency);
    case "instant": {
      const zoned = place.timeZone === undefined ? {} : { timeZone: place.timeZone };
      return formatShortInstant(value.atMs, place.nowMs, zoned);
    }
    case "flag":
      return value.value ? "Yes" : "No";
    case "json":
      return value.text;
    case "status":
      return value.value.slice(0, 1) + value.value.slice(1).toLowerCase();
    default:
      return value.value;
  }
}
