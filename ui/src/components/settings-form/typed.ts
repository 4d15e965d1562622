import { moneyText, parseMoney } from "@/components/money-field/amounts";
import type { TargetingPlace } from "@/components/targeting/use-targeting-place";
import { instantText, parseInstant } from "@/lib/instants";
import { compactJson, isExact, sameJson } from "@/lib/json";
import type { EditableSetting, FieldValue } from "@/platform";
import { formTexts as texts } from "./texts";

/** What a person has made of a setting: a value, none, or why it is neither. */
export type Typed = { kind: "value"; value: FieldValue | null } | { kind: "refused"; why: string };

/** Where a setting is read and typed. */
export interface SettingPlace {
  currency: string;
  timeZone: string;
  /** What a targeting is chosen by, once it is known. */
  targeting?: TargetingPlace | undefined;
}

const refused = (why: string): Typed => ({ kind: "refused", why });
const value = (of: FieldValue | null): Typed => ({ kind: "value", value: of });

/** A setting as the text a field begins with. */
export function settingText({ kind, value: has }: EditableSetting, place: SettingPlace): string {
  if (has === null) return "";
  switch (has.kind) {
    case "money":
      return moneyText(has.minor, place.currency);
    case "instant":
      // Without the offset: a person types the clock of the account.
      return instantText(has.atMs, place.timeZone);
    case "flag":
      return has.value ? "true" : "false";
    case "json":
      return kind === "json" ? indented(has.text) : has.text;
    default:
      return has.value;
  }
}

function indented(text: string): string {
  if (!isExact(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** What a typed text is as a value of the setting. Nothing is rounded, clamped or guessed at. */
export function readSetting(setting: EditableSetting, text: string, place: SettingPlace): Typed {
  const bare = text.trim();
  if (bare === "") {
    if (setting.value === null) return value(null);
    return setting.canBeCleared ? value(null) : refused(texts.cannotBeEmpty);
  }
  switch (setting.kind) {
    case "money": {
      const amount = parseMoney(text, place.currency);
      if (amount.kind === "value" && amount.value > 0) return value({ kind: "money", minor: amount.value });
      return refused(amount.kind === "refused" ? amount.why : texts.aboveZero);
    }
    case "instant":
      return readInstant(bare, place);
    case "json":
    case "choices":
      return readJson(bare);
    case "flag":
      return value({ kind: "flag", value: bare === "true" });
    case "status":
      return value({ kind: "status", value: bare });
    case "choice":
      return value({ kind: "text", value: bare });
    case "text":
      return value({ kind: "text", value: text });
  }
}

function readInstant(text: string, { timeZone }: SettingPlace): Typed {
  const at = parseInstant(text, timeZone);
  if (at.kind === "refused") return refused(at.why);
  return value(at.kind === "empty" ? null : { kind: "instant", atMs: at.atMs });
}

function readJson(text: string): Typed {
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed !== "object" || parsed === null) return refused(texts.notNested);
    return value({ kind: "json", text: compactJson(text) });
  } catch {
    return refused(texts.notJson);
  }
}

/** Whether two values are one: JSON whatever its spaces. */
export function sameValue(a: FieldValue | null, b: FieldValue | null): boolean {
  if (a === null || b === null) return a === b;
  if (a.kind === "json" && b.kind === "json") return sameJson(a.text, b.text);
  return JSON.stringify(a) === JSON.stringify(b);
}

/** A constant of Meta's in words: `LOWEST_COST_WITH_BID_CAP` as "Lowest cost with bid cap". */
export function constantWords(constant: string): string {
  const text = constant.replaceAll("_", " ").toLowerCase();
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
