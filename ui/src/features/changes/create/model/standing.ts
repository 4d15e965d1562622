import type { ChangeFinding, ChangePreview } from "@/platform";
import type { Unreadable } from "./new-objects";

const isBudget = (field: string | null): boolean => field?.endsWith("_budget") === true;

/**
 * What the core says of an object, without what follows only from an amount that is still to be typed: where no budget
 * can be read yet, it is neither missing below nor is a bid strategy without one.
 */
export function standing(
  item: number,
  preview: ChangePreview | null,
  unreadable: readonly Unreadable[],
): ChangeFinding[] {
  const own = unreadable.filter((one) => one.item === item);
  const typingHere = own.some((one) => isBudget(one.field));
  const typingAbove = unreadable.some((one) => one.item < item && isBudget(one.field));
  return (preview?.rows[item]?.findings ?? []).filter(
    ({ field }) =>
      !own.some((one) => one.field === field) &&
      !(typingAbove && isBudget(field)) &&
      !(typingHere && field === "bid_strategy"),
  );
}
