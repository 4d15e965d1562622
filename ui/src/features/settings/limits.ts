import { moneyText, parseMoney } from "@/components/money-field/amounts";
import type { RuleLimits } from "@/platform";
import { rulesTexts as texts } from "./rules-texts";

/** The limits of an account as they are typed. */
export interface TypedLimits {
  mayAct: boolean;
  actsADay: string;
  raisedADay: string;
  spendBrake: string;
  quietFrom: string;
  quietUntil: string;
  approvalHours: string;
  targetCpa: string;
  targetRoas: string;
}

export type LimitFault = Exclude<keyof TypedLimits, "mayAct">;

const money = (minor: number | null, currency: string): string =>
  minor === null ? "" : moneyText(minor, currency);

/** The limits as a person would type them. */
export const typedOf = (limits: RuleLimits): TypedLimits => ({
  mayAct: limits.mayAct,
  actsADay: String(limits.actsADay),
  raisedADay: money(limits.raisedADayMinor, limits.currency),
  spendBrake: String(limits.spendBrakePercent),
  quietFrom: limits.quietFrom ?? "",
  quietUntil: limits.quietUntil ?? "",
  approvalHours: String(limits.approvalHours),
  targetCpa: money(limits.targetCpaMinor, limits.currency),
  targetRoas: limits.targetRoas === null ? "" : String(limits.targetRoas),
});

const TIME = /^([01]?\d|2[0-3]):([0-5]\d)$/;
const RATIO = /^\d{1,4}(?:[.,]\d{1,2})?$/;

type Read<T> = { value: T } | { fault: string };

function whole(text: string, least: number, most: number): Read<number> {
  const value = /^\d{1,6}$/.test(text.trim()) ? Number(text.trim()) : Number.NaN;
  return value >= least && value <= most ? { value } : { fault: texts.faults.whole(least, most) };
}

/** An amount; nothing typed is none. */
function amount(text: string, currency: string): Read<number | null> {
  const typed = parseMoney(text, currency);
  if (typed.kind === "empty") return { value: null };
  return typed.kind === "value" ? { value: typed.value } : { fault: typed.why };
}

function time(text: string): Read<string | null> {
  if (text.trim() === "") return { value: null };
  const [, hours, minutes] = TIME.exec(text.trim()) ?? [];
  if (hours === undefined || minutes === undefined) return { fault: texts.faults.time };
  return { value: `${hours.padStart(2, "0")}:${minutes}` };
}

function ratio(text: string): Read<number | null> {
  if (text.trim() === "") return { value: null };
  const value = RATIO.test(text.trim()) ? Number(text.trim().replace(",", ".")) : 0;
  return value > 0 ? { value } : { fault: texts.faults.ratio };
}

/** Hours need both ends, and an end that is not their beginning. */
function hours(from: Read<string | null>, until: Read<string | null>): Partial<Record<LimitFault, string>> {
  if ("fault" in from || "fault" in until) return {};
  if ((from.value === null) !== (until.value === null)) {
    return from.value === null ? { quietFrom: texts.faults.both } : { quietUntil: texts.faults.both };
  }
  return from.value !== null && from.value === until.value ? { quietUntil: texts.faults.same } : {};
}

/** What was typed as limits, or what is wrong with each field. Nothing is rounded or clamped. */
export function readLimits(
  typed: TypedLimits,
  before: RuleLimits,
): { limits: RuleLimits | null; faults: Partial<Record<LimitFault, string>> } {
  const { currency } = before;
  const acts = whole(typed.actsADay, 0, 10_000);
  const brake = whole(typed.spendBrake, 1, 1_000);
  const approval = whole(typed.approvalHours, 1, 168);
  const raised = amount(typed.raisedADay, currency);
  const cpa = amount(typed.targetCpa, currency);
  const roas = ratio(typed.targetRoas);
  const [from, until] = [time(typed.quietFrom), time(typed.quietUntil)];
  const all = {
    actsADay: acts,
    raisedADay: raised,
    spendBrake: brake,
    quietFrom: from,
    quietUntil: until,
    approvalHours: approval,
    targetCpa: cpa,
    targetRoas: roas,
  };
  const faults: Partial<Record<LimitFault, string>> = hours(from, until);
  for (const [field, read] of Object.entries(all)) {
    if ("fault" in read) faults[field as LimitFault] = read.fault;
  }
  if (
    Object.keys(faults).length > 0 ||
    "fault" in acts ||
    "fault" in brake ||
    "fault" in approval ||
    "fault" in raised ||
    "fault" in cpa ||
    "fault" in roas ||
    "fault" in from ||
    "fault" in until
  ) {
    return { limits: null, faults };
  }
  return {
    faults,
    limits: {
      ...before,
      mayAct: typed.mayAct,
      actsADay: acts.value,
      raisedADayMinor: raised.value,
      spendBrakePercent: brake.value,
      quietFrom: from.value,
      quietUntil: until.value,
      approvalHours: approval.value,
      targetCpaMinor: cpa.value,
      targetRoas: roas.value,
    },
  };
}
