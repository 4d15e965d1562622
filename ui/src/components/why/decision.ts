import { currencyOffset, formatMoney } from "@/lib/money";
import type { RuleAnswer, RuleDecision, RuleLine, SpendEffect } from "@/platform";

/** An amount in the minor units of its currency. */
export interface Amount {
  minor: number;
  currency: string;
}

const AMOUNT = /^(-?)(\d{1,13})(?:\.(\d{2}))? ([A-Z]{3})$/;

/** An amount as the program writes it, `400.00 EUR`; `null` for everything else. */
export function readAmount(text: string | null): Amount | null {
  const [, sign = "", whole = "", cents, currency = ""] = AMOUNT.exec(text ?? "") ?? [];
  if (currency === "" || (cents !== undefined) !== (currencyOffset(currency) === 100)) return null;
  const minor = Number(whole + (cents ?? ""));
  return { minor: sign === "-" ? -minor : minor, currency };
}

/** Amounts of a text as a person reads them: `400.00 EUR` becomes `€400.00`, where it is the account's currency. */
export function withMoney(text: string, currency: string): string {
  return text.replace(/-?\b\d{1,13}(?:\.\d{2})? [A-Z]{3}\b/g, (found) => {
    const amount = readAmount(found);
    return amount?.currency === currency ? formatMoney(amount.minor, currency) : found;
  });
}

/** By how much an amount changes, in percent; `null` where that says nothing. */
export function changePercent(from: string | null, to: string | null): number | null {
  const [before, after] = [readAmount(from), readAmount(to)];
  if (before === null || after === null || before.currency !== after.currency || before.minor <= 0)
    return null;
  return ((after.minor - before.minor) / before.minor) * 100;
}

/** What acts do to budgets, a sum for each currency; bids and pauses are no budgets. */
export function budgetEffects(decisions: readonly RuleDecision[]): SpendEffect[] {
  const sums = new Map<string, SpendEffect>();
  for (const { field, from, to } of decisions) {
    const [before, after] = [readAmount(from), readAmount(to)];
    const isBudget = field === "daily_budget" || field === "lifetime_budget";
    if (!isBudget || before === null || after === null || before.currency !== after.currency) continue;
    const { currency } = after;
    const sum = sums.get(currency) ?? { currency, dailyMinor: 0, lifetimeMinor: 0 };
    const key = field === "daily_budget" ? "dailyMinor" : "lifetimeMinor";
    sums.set(currency, { ...sum, [key]: sum[key] + after.minor - before.minor });
  }
  return [...sums.values()];
}

/** A condition taken apart: what it asks, what was seen, and its answer. */
export interface ReadLine {
  what: string;
  seen: string | null;
  answer: RuleAnswer | null;
}

const ANSWERS: readonly [ending: string, answer: RuleAnswer][] = [
  [": not met", "not_met"],
  [": cannot tell", "cannot_tell"],
  [": met", "met"],
];

/** Where the brackets at the end of a text begin; -1 where it does not end with any. */
function lastBracket(text: string): number {
  if (!text.endsWith(")")) return -1;
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at -= 1) {
    if (text[at] === ")") depth += 1;
    if (text[at] === "(") depth -= 1;
    if (depth === 0) return at;
  }
  return -1;
}

/** Takes a line of reasons apart. A line that is written otherwise is shown as it is. */
export function readLine(text: string): ReadLine {
  const ending = ANSWERS.find(([words]) => text.endsWith(words));
  if (ending === undefined) return { what: text, seen: null, answer: null };
  const said = text.slice(0, -ending[0].length);
  const at = lastBracket(said);
  if (at <= 0) return { what: said, seen: null, answer: ending[1] };
  return { what: said.slice(0, at).trimEnd(), seen: said.slice(at + 1, -1), answer: ending[1] };
}

/** A condition with those it consists of. */
export interface ReasonNode {
  /** Its place in the rule and among the lines. */
  key: string;
  line: ReadLine;
  parts: ReasonNode[];
}

/** The lines of reasons as the tree they were written from. What guards said is told apart, so it is left out. */
export function reasonTree(lines: readonly RuleLine[]): ReasonNode[] {
  const roots: ReasonNode[] = [];
  const open: { depth: number; node: ReasonNode }[] = [];
  lines.forEach((line, index) => {
    if (line.place === "guards") return;
    const node = { key: `${index} ${line.place}`, line: readLine(line.text), parts: [] };
    while ((open.at(-1)?.depth ?? -1) >= line.depth) open.pop();
    (open.at(-1)?.node.parts ?? roots).push(node);
    // A sentence about the whole has nothing below it.
    if (node.line.answer !== null) open.push({ depth: line.depth, node });
  });
  return roots;
}

/** The condition that says most in a line: the first one that was met with something seen. */
export function mainReason(lines: readonly RuleLine[]): ReadLine | null {
  const read = lines.filter(({ place }) => place !== "guards").map(({ text }) => readLine(text));
  return read.find(({ answer, seen }) => answer === "met" && seen !== null) ?? null;
}
