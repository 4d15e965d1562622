import { systemLocale } from "@/lib/locale";
import type { AvailableAccount } from "@/platform";

/** Accounts whose name, id, business or currency holds every typed word. */
export function filterAccounts(accounts: AvailableAccount[], typed: string): AvailableAccount[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  return accounts.filter(({ name, id, business, currency }) => {
    const text = `${name} ${id} ${business ?? ""} ${currency}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

const order = (account: AvailableAccount): number =>
  account.unusable !== null ? 3 : account.chosen ? 0 : account.status === "active" ? 1 : 2;

/** As people count: `Shop 9` comes before `Shop 10`. Made once, since making one is dear. */
const names = new Intl.Collator(systemLocale(), { numeric: true });

/** What is kept already first, then what runs, then the rest; by name within. */
export function sortAccounts(accounts: AvailableAccount[]): AvailableAccount[] {
  return accounts.toSorted((a, b) => order(a) - order(b) || names.compare(a.name, b.name));
}

/** Whether all, some or none of the choosable ones shown are chosen. */
export function choiceOf(shown: AvailableAccount[], chosen: ReadonlySet<string>): boolean | "indeterminate" {
  const choosable = shown.filter(({ unusable }) => unusable === null);
  const count = choosable.filter(({ id }) => chosen.has(id)).length;
  if (count === 0) return false;
  return count === choosable.length ? true : "indeterminate";
}

/** The choice after all shown were ticked or unticked. What is not shown keeps its tick. */
export function chooseShown(
  shown: AvailableAccount[],
  chosen: ReadonlySet<string>,
  on: boolean,
): Set<string> {
  const next = new Set(chosen);
  for (const { id, unusable } of shown) {
    if (on && unusable === null) next.add(id);
    else next.delete(id);
  }
  return next;
}

/** What a person changed, on top of what is kept: accounts that have yet to arrive keep their tick. */
export function applyChanges(kept: Iterable<string>, changes: ReadonlyMap<string, boolean>): Set<string> {
  const chosen = new Set(kept);
  for (const [id, on] of changes) {
    if (on) chosen.add(id);
    else chosen.delete(id);
  }
  return chosen;
}

/** The changes that lead from one choice to the next, added to those before. */
export function changesTo(
  before: ReadonlyMap<string, boolean>,
  from: ReadonlySet<string>,
  to: ReadonlySet<string>,
): Map<string, boolean> {
  const changes = new Map(before);
  for (const id of from) if (!to.has(id)) changes.set(id, false);
  for (const id of to) if (!from.has(id)) changes.set(id, true);
  return changes;
}
