import type { GroupBy, ObjectLevel } from "@/platform";
import type { ColumnKey } from "@/view/view-analysis";
import type { ViewState } from "@/view/view-state";
import type { ColumnSpec } from "./columns";
import { LEVEL_WORDS, objectiveWord } from "./words";

/** The column the rows are in the order of. */
export function sortedKey(view: Pick<ViewState, "sort" | "sortOwn">): ColumnKey {
  return view.sortOwn === null ? view.sort : `own_${view.sortOwn}`;
}

/** A number as somebody types it, with a point or a comma; `null` where it is none. */
export function typedNumber(text: string): number | null {
  const plain = text
    .trim()
    .replace(/[\s\u2009\u202f]/g, "")
    .replace(",", ".")
    .replace("−", "-");
  if (!/^-?(\d+\.?\d*|\.\d+)$/.test(plain)) return null;
  const number = Number(plain);
  return Number.isFinite(number) ? number : null;
}

/** How far beyond its target a figure is coloured as good. */
const CLEARLY = 0.2;

/** How a figure stands against its target: worse at all, or clearly better. Spend and counts have no such side. */
export function tintOf(
  spec: Pick<ColumnSpec, "sense">,
  value: number | null,
  target: number | undefined,
): "good" | "bad" | null {
  if (value === null || target === undefined || spec.sense === "neutral") return null;
  const ratio = value / target;
  const up = spec.sense === "up_is_good";
  if (up ? ratio < 1 : ratio > 1) return "bad";
  return (up ? ratio >= 1 + CLEARLY : ratio <= 1 - CLEARLY) ? "good" : null;
}

/** What objects are grouped by, in words. */
export function groupingWords(by: GroupBy): string {
  switch (by.kind) {
    case "token":
      // The minus is the true one, as in all figures.
      return `part ${by.position < 0 ? "−" : ""}${Math.abs(by.position)} of the name`;
    case "label":
      return "label";
    case "objective":
      return "objective";
    case "creative":
      return "creative";
  }
}

/** Name of a group. */
export function groupName(by: GroupBy, key: string | null, name: string | null): string {
  if (key === null) return by.kind === "token" ? "No such part" : `No ${groupingWords(by)}`;
  return by.kind === "objective" ? objectiveWord(key) : (name ?? key);
}

/** `42 ads`. */
export function objectCount(level: ObjectLevel, count: number, written: string): string {
  const words = LEVEL_WORDS[level];
  return `${written} ${(count === 1 ? words.one : words.many).toLowerCase()}`;
}
