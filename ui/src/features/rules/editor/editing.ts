import { createContext, use } from "react";
import type { Account, ObjectLevel, RuleFault } from "@/platform";
import type { Place, Rule } from "../model/rule";

/** What the forms of a rule share. Each gets its own part of the rule, so that what is typed draws one of them again. */
export type Editing = {
  /** Of the objects the rule looks at. */
  level: ObjectLevel;
  edit: (change: (rule: Rule) => Rule) => void;
  set: (place: string, value: unknown) => void;
  faults: readonly RuleFault[];
  /** Of the rule's amounts. */
  currency: string;
  accounts: readonly Account[];
  /** Says that a field holds what cannot be read, or does not any more. */
  mark: (field: string, wrong: boolean) => void;
  /** Puts the keyboard on what stands at a place. */
  goTo: (place: string) => void;
};

export const EditingContext = createContext<Editing | null>(null);

export function useEditing(): Editing {
  const editing = use(EditingContext);
  if (editing === null) throw new Error("EditingContext has no provider above this component");
  return editing;
}

const LEVELS: readonly ObjectLevel[] = ["account", "campaign", "adset", "ad"];

/** The object itself and what lies above it. */
export function placesOf(level: ObjectLevel): Place[] {
  const above = LEVELS.slice(0, LEVELS.indexOf(level)).toReversed();
  return ["itself", ...above.filter((one) => one !== "ad")];
}

/** Whether a place lies at another or below it. */
export const isWithin = (place: string, outer: string): boolean =>
  place === outer || place.startsWith(`${outer}.`) || place.startsWith(`${outer}[`);

/** The innermost part that is on the screen and holds a place gets the keyboard. */
export function focusPlace(root: HTMLElement | null, place: string): void {
  const parts = [...(root?.querySelectorAll<HTMLElement>("[data-place]") ?? [])];
  const holding = parts
    .filter((part) => isWithin(place, part.dataset.place ?? ""))
    .toSorted((a, b) => (b.dataset.place?.length ?? 0) - (a.dataset.place?.length ?? 0));
  const exact = parts.find((part) => isWithin(part.dataset.place ?? "", place));
  const found = holding[0] ?? exact;
  if (found === undefined) return;
  found.scrollIntoView({ block: "nearest" });
  const field = found.matches("button, input")
    ? found
    : found.querySelector<HTMLElement>("input, button, textarea");
  field?.focus();
}
