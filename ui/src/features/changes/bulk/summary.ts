import { formatMoney } from "@/lib/money";
import { formatCount } from "@/lib/numbers";
import type { ChangeDetail, ChangeOutcome, ChangePreview } from "@/platform";
import { bulkTexts } from "./texts";
import { counted, rows } from "./words";

/** How many rows of a preview are what. */
export interface Counts {
  willChange: number;
  refused: number;
  changed: number;
  asks: number;
  alreadySo: number;
}

export function countsOf(preview: ChangePreview): Counts {
  const of = (...kinds: string[]) => preview.problems.filter(({ kind }) => kinds.includes(kind)).length;
  const alreadySo = preview.refusals.filter((refusal) => refusal.alreadySo).length;
  return {
    willChange: preview.canBeSent,
    refused: of("refused") + preview.refusals.length - alreadySo,
    changed: of("changed"),
    asks: of("asks", "asks_amount"),
    alreadySo,
  };
}

/** One part of the line above the table. */
export interface HeadPart {
  tone: "plain" | "bad" | "warn" | "quiet";
  text: string;
}

/** `38 will change`, `3 refused`, `1 changed since you looked`: what is nothing is left out. */
export function headParts(counts: Counts, leftOut: number): HeadPart[] {
  const { head } = bulkTexts;
  const part = (count: number, tone: HeadPart["tone"], text: (count: number) => string): HeadPart[] =>
    count === 0 ? [] : [{ tone, text: text(count) }];
  return [
    { tone: "plain", text: head.willChange(counts.willChange) },
    ...part(counts.refused, "bad", head.refused),
    ...part(counts.changed, "warn", head.changed),
    ...part(leftOut, "quiet", head.leftOut),
    ...part(counts.alreadySo, "quiet", head.alreadySo),
  ];
}

const signed = (minor: number, currency: string): string =>
  minor > 0 ? `+${formatMoney(minor, currency)}` : formatMoney(minor, currency);

/** What may be spent more a day, one amount for each currency: they are never added. */
export function effectWords(preview: ChangePreview): string[] {
  return preview.effects.flatMap(({ currency, dailyMinor, lifetimeMinor }) => [
    ...(dailyMinor === 0 ? [] : [`${signed(dailyMinor, currency)} ${bulkTexts.head.perDay}`]),
    ...(lifetimeMinor === 0 ? [] : [bulkTexts.head.lifetime(signed(lifetimeMinor, currency))]),
  ]);
}

/** Indexes of rows that want to be looked at: those of the act, then what is not in it, except what is so already. */
export function problemIndexes(preview: ChangePreview): number[] {
  return [
    ...preview.problems.map(({ item }) => item),
    ...preview.refusals.flatMap(({ alreadySo }, index) => (alreadySo ? [] : [preview.rowCount + index])),
  ];
}

/** Amounts to be typed once more, each once, with their currency where the rows at hand say it. */
export function amountsToType(preview: ChangePreview): number[] {
  return [...new Set(preview.amountsToType)];
}

const BY_META: readonly ChangeOutcome[] = ["rejected"];
const GUARDED: readonly ChangeOutcome[] = [
  "refused",
  "drifted",
  "waiting",
  "not_sent",
  "planned",
  "not_applied",
];
const UNCLEAR: readonly ChangeOutcome[] = ["needs_person", "unconfirmed"];

/** What became of an act, in one or a few sentences: `36 of 38 changed. 2 were refused by Meta; they are as before.` */
export function resultWords(detail: ChangeDetail, at: string): string {
  const { run } = bulkTexts;
  const count = (outcomes: readonly ChangeOutcome[]) =>
    detail.rows.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const good = count(["confirmed", "already_so", "marked"]);
  const all = detail.rows.length;
  if (good === all) {
    const levels = new Set(detail.rows.map(({ level }) => level));
    const [level] = levels;
    const what = level !== undefined && levels.size === 1 ? counted(all, level) : rows(all);
    return run.all(what, at);
  }
  const part = (number: number, text: (count: string, one: boolean) => string): string[] =>
    number === 0 ? [] : [text(formatCount(number), number === 1)];
  return [
    run.some(formatCount(good), formatCount(all)),
    ...part(count(BY_META), run.refused),
    ...part(count(GUARDED), run.guarded),
    ...part(count(UNCLEAR), run.unclear),
  ].join(" ");
}
