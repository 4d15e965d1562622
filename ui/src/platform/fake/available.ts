import type { AccountsFrom, AvailableAccount, AvailablePage } from "../bindings";
import { WORLD } from "./world";

/** The accounts a sign-in can see: those of the world, and more of the same agency. */
export function available(chosen: ReadonlySet<string>): AvailableAccount[] {
  const kept = WORLD.map(
    ({ account, business }, index): AvailableAccount => ({
      ...account,
      business,
      amountSpentMinor: [184_204_117, 31_904_220, 96_310_450][index] ?? 0,
      chosen: chosen.has(account.id),
      unusable: null,
    }),
  );
  const currencies = ["EUR", "USD", "GBP", "SEK", "NOK"];
  const zones = ["Europe/Oslo", "America/New_York", "Europe/London", "Europe/Stockholm", "Europe/Berlin"];
  const clients = [
    "Harbour Coffee",
    "Vidde Ski Rental",
    "Linnea Home",
    "Bergen Bikes",
    "Paper & Pine",
    "Solsiden Hotel",
    "Marlow Tea",
  ];
  const others = Array.from({ length: 31 }, (_, index): AvailableAccount => {
    const id = `act_${70010000 + index * 913}`;
    const round = Math.floor(index / clients.length);
    return {
      id,
      name: `${clients[index % clients.length]}${round === 0 ? "" : ` · ${["Retail", "B2B", "Outlet", "Archive"][round - 1]}`}`,
      currency: index === 12 ? "XAU" : (currencies[index % currencies.length] ?? "EUR"),
      timeZone: zones[index % zones.length] ?? "Europe/Oslo",
      status: index % 9 === 4 ? "disabled" : "active",
      amountSpentMinor: index % 5 === 3 ? 0 : 1_204_060 * (index + 1),
      business: index % 3 === 0 ? null : "Northbound Agency",
      chosen: chosen.has(id),
      unusable: index === 12 ? "Its currency XAU is not one Meta's tables know." : null,
    };
  });
  return [...kept, ...others];
}

const PART = 500;

/** As many accounts as a very large agency has, by varying the names of the few. */
export function manyAvailable(count: number, chosen: ReadonlySet<string>): AvailableAccount[] {
  const few = available(chosen);
  return Array.from({ length: count }, (_, index) => {
    const like = few[index % few.length] as AvailableAccount;
    if (index < few.length) return like;
    const round = Math.floor(index / few.length);
    return { ...like, id: `act_9${1_000_000 + index}`, name: `${like.name} ${round + 1}`, chosen: false };
  });
}

/** A part of the list, as Meta's pages have it. */
export function availablePart(all: AvailableAccount[], { after }: AccountsFrom): AvailablePage {
  const from = after === null ? 0 : Number(after);
  const to = from + PART;
  return {
    accounts: all.slice(from, to),
    next: to < all.length ? { after: String(to) } : null,
    waitsUntilMs: null,
  };
}
