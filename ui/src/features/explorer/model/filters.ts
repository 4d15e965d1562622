import { currencyOffset, formatMoney } from "@/lib/money";
import { formatRatio } from "@/lib/numbers";
import type { ExplorerFilter } from "@/platform";
import { groupingWords, groupName } from "./analysis";
import type { ColumnSpec } from "./columns";
import { capitalised, DELIVERY_WORDS, objectiveWord } from "./words";

/** One condition of the filter, as a chip. */
export interface FilterChip {
  /** Unique among the chips. */
  id: string;
  key: keyof ExplorerFilter;
  /** Which of several of its kind. */
  at?: number;
  label: string;
  value: string;
}

/** Nothing is filtered. */
export const EMPTY_FILTER: ExplorerFilter = {
  text: null,
  delivery: [],
  objectives: [],
  minSpendMinor: null,
  withIssues: false,
  includeGone: false,
  figures: [],
  group: null,
};

/** The currency in which the least spend is written: that of all accounts, or none where they differ. */
export function commonCurrency(accounts: readonly { currency: string }[]): string | null {
  const first = accounts[0]?.currency;
  return first !== undefined && accounts.every((account) => account.currency === first) ? first : null;
}

function listed(words: readonly string[]): string {
  if (words.length <= 2) return words.join(" or ");
  return `${words.slice(0, 2).join(", ")} or ${words.length - 2} more`;
}

/** The conditions that are set, in the order they are shown. The text has its own field. */
export function filterChips(
  filter: ExplorerFilter,
  currency: string | null,
  figures: readonly ColumnSpec[],
): FilterChip[] {
  const chips: Omit<FilterChip, "id">[] = [];
  if (filter.delivery.length > 0) {
    chips.push({
      key: "delivery",
      label: "Delivery is",
      value: listed(filter.delivery.map((key) => DELIVERY_WORDS[key])),
    });
  }
  if (filter.objectives.length > 0) {
    chips.push({
      key: "objectives",
      label: "Objective is",
      value: listed(filter.objectives.map(objectiveWord)),
    });
  }
  if (filter.minSpendMinor !== null) {
    const amount =
      currency === null
        ? `${filter.minSpendMinor} smallest units`
        : formatMoney(filter.minSpendMinor, currency);
    chips.push({ key: "minSpendMinor", label: "Spend above", value: amount });
  }
  if (filter.withIssues) chips.push({ key: "withIssues", label: "With", value: "issues" });
  if (filter.includeGone) chips.push({ key: "includeGone", label: "With", value: "archived and deleted" });
  filter.figures.forEach(({ column, formula, above, amount }, at) => {
    const key = formula === null ? column : `own_${formula}`;
    const label = figures.find((spec) => spec.key === key)?.label ?? "A figure";
    chips.push({ key: "figures", at, label: `${label} ${above ? "above" : "below"}`, value: bare(amount) });
  });
  if (filter.group !== null) {
    const { by, key } = filter.group;
    chips.push({ key: "group", label: capitalised(groupingWords(by)), value: groupName(by, key, null) });
  }
  return chips.map((chip) => ({ ...chip, id: `${chip.key} ${chip.at ?? ""}` }));
}

const bare = (amount: number): string => (Number.isInteger(amount) ? String(amount) : formatRatio(amount));

/** The filter without one of its conditions. */
export function withoutFilter(
  filter: ExplorerFilter,
  { key, at }: Pick<FilterChip, "key" | "at">,
): ExplorerFilter {
  if (at !== undefined) return { ...filter, figures: filter.figures.filter((_, place) => place !== at) };
  return { ...filter, [key]: EMPTY_FILTER[key] };
}

/** An amount a person typed, in minor units; `null` where it is no amount above zero. */
export function typedAmount(text: string, currency: string | null): number | null {
  const plain = text.trim().replace(/[\s'\u2009\u202f]/g, "");
  // The last separator followed by one or two digits is the decimal one; all others group thousands.
  const match = /^(\d[\d.,]*?)(?:[.,](\d{1,2}))?$/.exec(plain);
  if (!match) return null;
  const whole = Number((match[1] ?? "").replace(/[.,]/g, ""));
  const offset = currency === null ? 1 : currencyOffset(currency);
  const minor = Math.round(whole * offset + (Number((match[2] ?? "").padEnd(2, "0")) / 100) * offset);
  return Number.isSafeInteger(minor) && minor > 0 ? minor : null;
}
