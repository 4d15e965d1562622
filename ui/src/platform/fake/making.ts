import type { ChangeFinding, NewObject, PreviewChanges, PreviewRow, SpendEffect } from "../bindings";
import { blank, type Planned } from "./judging";
import { labelOf, shown } from "./values";

/** What the core would say of something new, and the name it would get. */
export type JudgeNew = (
  made: NewObject,
  all: readonly NewObject[],
) => { findings: ChangeFinding[]; name: string };

/** What is to be made, as rows after those of what exists. */
export function madeOf(wanted: PreviewChanges, from: number, judgeNew: JudgeNew): Planned[] {
  return wanted.new.map((made, index) => {
    const values = made.fields.map(({ field, value }) => ({ field, from: null, to: value }));
    const row: PreviewRow = {
      ...blank(from + index, null, made.accountId),
      level: made.level,
      verb: made.copyOf === null ? "create" : "copy",
      fields: values.map(({ field, to }) => ({
        field,
        label: labelOf(field),
        before: null,
        after: shown(to, blank(0, null, made.accountId).currency),
        beforeMinor: null,
        afterMinor: to.kind === "money" ? to.minor : null,
      })),
    };
    const { findings, name } = judgeNew(made, wanted.new);
    const canBeSent = !findings.some(({ severity }) => severity === "block");
    return { row: { ...row, name, findings, canBeSent }, values };
  });
}

/** What rows may cost together, by currency. */
export function effectsOf(rows: PreviewRow[]): SpendEffect[] {
  const sums = new Map<string, number>();
  for (const { currency, dailyEffectMinor } of rows) {
    sums.set(currency, (sums.get(currency) ?? 0) + dailyEffectMinor);
  }
  return [...sums]
    .filter(([, dailyMinor]) => dailyMinor !== 0)
    .map(([currency, dailyMinor]) => ({ currency, dailyMinor, lifetimeMinor: 0 }));
}
