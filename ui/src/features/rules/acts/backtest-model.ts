import { type Day, isDay } from "@/lib/days";
import { formatMoney } from "@/lib/money";
import { formatCount } from "@/lib/numbers";
import type { BacktestReport, BacktestTouch, RuleDetail } from "@/platform";
import { backtestTexts as texts } from "./backtest-texts";

/** The version that stands for the text being edited. */
export const EDITED = "edited";
/** The newest one. */
export const NEWEST = "newest";
/** No version. */
export const ALONE = "none";

/** The text of a version of a rule; `null` where there is none (any more). */
export function versionText(
  version: string,
  detail: Pick<RuleDetail, "rule" | "versions"> | undefined,
  edited: string | null,
): string | null {
  if (version === EDITED) return edited;
  if (detail === undefined) return null;
  if (version === NEWEST) return detail.rule;
  return detail.versions.find((one) => String(one.version) === version)?.rule ?? null;
}

/** Id and name in a rule's text; `null` where it cannot be read. */
export function ruleHead(text: string | null): { id: string; name: string } | null {
  try {
    const { id, name } = JSON.parse(text ?? "") as Record<string, unknown>;
    return typeof id === "string" ? { id, name: typeof name === "string" ? name : id } : null;
  } catch {
    return null;
  }
}

export interface DayFaults {
  since?: string;
  until?: string;
}

/** What is wrong with the days of a backtest. */
export function dayFaults(since: string, until: string, today: Day): DayFaults {
  const { faults } = texts;
  const of = (day: string): string | undefined =>
    isDay(day) ? (day > today ? faults.future : undefined) : faults.day;
  const [first, last] = [of(since), of(until)];
  if (first !== undefined || last !== undefined) {
    return {
      ...(first === undefined ? {} : { since: first }),
      ...(last === undefined ? {} : { until: last }),
    };
  }
  return since > until ? { since: faults.order } : {};
}

export type FigureKey = keyof typeof texts.figures;

/** A headline figure of a report. */
export interface Figure {
  key: FigureKey;
  value: number;
  kind: "count" | "money";
}

/** The headline figures in the order they are read. Those of money are in minor units. */
export function figuresOf(report: BacktestReport): Figure[] {
  const count = (key: FigureKey, value: number): Figure => ({ key, value, kind: "count" });
  const money = (key: FigureKey, value: number): Figure => ({ key, value, kind: "money" });
  return [
    count("acts", report.acts),
    count("objects", report.objects),
    count("right", report.right),
    count("falseKills", report.falseKills),
    count("open", report.open),
    money("raised", report.raisedMinor),
    money("lowered", report.loweredMinor),
    money("withheldSpend", report.withheld.spendMinor),
    count("withheldConversions", report.withheld.conversions),
    count("asked", report.askedAPerson),
    count("ticks", report.ticks),
    count("blind", report.blindTicks),
  ];
}

/** Figures of money that are nothing are left out: a rule that only pauses moves no budget, and the other way round. */
export const worthSaying = (figures: readonly Figure[]): Figure[] =>
  figures.filter(({ kind, key, value }) =>
    kind === "count" ? key !== "withheldConversions" || value > 0 : value > 0,
  );

/** A figure as people read it. */
export const figureText = ({ kind, value }: Pick<Figure, "kind" | "value">, currency: string): string =>
  kind === "money" ? formatMoney(value, currency) : formatCount(value);

/** By how much the other version differs, with its sign. */
export function differenceText(one: Figure, other: Figure, currency: string): string {
  const by = other.value - one.value;
  if (by === 0) return texts.compare.same;
  const text = figureText({ kind: one.kind, value: by }, currency);
  return by > 0 ? `+${text}` : text;
}

/** An act with the versions that would have done it. */
export interface Touched {
  key: string;
  touch: BacktestTouch;
  by: "both" | "one" | "other";
}

const sameAct = ({ object, atMs, field, to }: BacktestTouch): string =>
  [object.accountId, object.id, atMs, field, to].join("|");

/** The acts of two versions in one order of time: what both would have done is told once. */
export function mergeTouches(
  one: readonly BacktestTouch[],
  other: readonly BacktestTouch[] | null,
): Touched[] {
  if (other === null) return one.map((touch) => ({ key: sameAct(touch), touch, by: "one" }));
  const others = new Map(other.map((touch) => [sameAct(touch), touch]));
  const mine = one.map((touch): Touched => {
    const key = sameAct(touch);
    return { key, touch, by: others.delete(key) ? "both" : "one" };
  });
  const theirs = [...others].map(([key, touch]): Touched => ({ key, touch, by: "other" }));
  return [...mine, ...theirs].toSorted((a, b) => a.touch.atMs - b.touch.atMs);
}

/** A guard in words. */
export const guardWords = (guard: string): string => texts.guards[guard] ?? guard.replaceAll("_", " ");
