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

/** What is kept already first, then what runs, then the rest; by name within. */
export function sortAccounts(accounts: AvailableAccount[]): AvailableAccount[] {
  return accounts.toSorted((a, b) => order(a) - order(b) || a.name.localeCompare(b.name));
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
