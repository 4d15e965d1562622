import { type Condition, type Group, groupOf, partsOf, type Rule } from "./rule";

// Edits by place. A place is written like the program writes it: `when.all[1].compare.left`.

type Step = string | number;

/** The steps of a place. */
export function stepsOf(place: string): Step[] {
  const found = place.matchAll(/([^.[\]]+)|\[(\d+)\]/g);
  return [...found].map(([, key, index]) => (index === undefined ? (key ?? "") : Number(index)));
}

/** What stands at a place; `undefined` where nothing does. */
export function valueAt(value: unknown, place: string): unknown {
  return stepsOf(place).reduce<unknown>((now, step) => {
    if (typeof now !== "object" || now === null) return undefined;
    return Object.hasOwn(now, step) ? (now as Record<Step, unknown>)[step] : undefined;
  }, value);
}

function changed(value: unknown, steps: readonly Step[], edit: (old: unknown) => unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return edit(value);
  if (typeof step === "number") {
    if (!Array.isArray(value) || step >= value.length) return value;
    return value.map((part, index) => (index === step ? changed(part, rest, edit) : part));
  }
  const before = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  const old = Object.hasOwn(before, step) ? (before as Record<string, unknown>)[step] : undefined;
  const next = changed(old, rest, edit);
  if (next !== undefined) return { ...before, [step]: next };
  return Object.fromEntries(Object.entries(before).filter(([key]) => key !== step));
}

/** The rule with another value at a place; `undefined` leaves the field out. */
export function setAt(rule: Rule, place: string, value: unknown): Rule {
  return changed(rule, stepsOf(place), () => value) as Rule;
}

/** The place of a part in a list, and of the list. */
export function listOf(place: string): { list: string; index: number } | null {
  const found = /^(.*)\[(\d+)\]$/.exec(place);
  return found === null ? null : { list: found[1] ?? "", index: Number(found[2]) };
}

function editList(rule: Rule, place: string, edit: (parts: unknown[]) => unknown[]): Rule {
  return changed(rule, stepsOf(place), (old) => edit(Array.isArray(old) ? old : [])) as Rule;
}

/** The rule with one more part at the end of the list at a place, which may not be there yet. */
export const append = (rule: Rule, place: string, part: unknown): Rule =>
  editList(rule, place, (parts) => [...parts, part]);

/** The rule without the part at a place of a list. */
export function removeAt(rule: Rule, place: string): Rule {
  const at = listOf(place);
  if (at === null) return rule;
  return editList(rule, at.list, (parts) => parts.filter((_, index) => index !== at.index));
}

/** The rule with a part one up or down in its list. */
export function moveAt(rule: Rule, place: string, by: -1 | 1): Rule {
  const at = listOf(place);
  if (at === null) return rule;
  return editList(rule, at.list, (parts) => {
    const to = at.index + by;
    if (to < 0 || to >= parts.length) return parts;
    const next = [...parts];
    [next[at.index], next[to]] = [next[to], next[at.index]];
    return next;
  });
}

/** A copy of the part at a place, right after it. */
export function copyAt(rule: Rule, place: string): Rule {
  const at = listOf(place);
  if (at === null) return rule;
  return editList(rule, at.list, (parts) => parts.toSpliced(at.index + 1, 0, parts[at.index]));
}

/** The group at a place as one of another kind, with the same conditions. */
export function regroup(rule: Rule, place: string, kind: Group): Rule {
  const old = valueAt(rule, place) as Condition | undefined;
  return old === undefined ? rule : setAt(rule, place, { [kind]: partsOf(old) });
}

/** The condition at a place inside a group of its own. */
export function wrapAt(rule: Rule, place: string, kind: Group): Rule {
  const old = valueAt(rule, place) as Condition | undefined;
  return old === undefined ? rule : setAt(rule, place, { [kind]: [old] });
}

/** The conditions of a group in the group above it; a group at the top, and one of another sense, stays. */
export function unwrapAt(rule: Rule, place: string): Rule {
  const at = listOf(place);
  const old = valueAt(rule, place) as Condition | undefined;
  if (at === null || old === undefined || !canUnwrap(place, old)) return rule;
  return editList(rule, at.list, (parts) => parts.toSpliced(at.index, 1, ...partsOf(old)));
}

/** Whether the conditions of a group mean the same in the group above it. */
export function canUnwrap(place: string, condition: Condition): boolean {
  const at = listOf(place);
  if (at === null) return false;
  const kind = groupOf(condition);
  const above = stepsOf(at.list).at(-1);
  if (kind === null) return false;
  return kind === above || (partsOf(condition).length === 1 && kind !== "none");
}

/** The place of the list of conditions in the group at a place. */
export const partsPlace = (place: string, kind: Group): string => `${place}.${kind}`;

/** Adds a condition at the outermost level; one that is no group becomes the first of "all of these". */
export function addCondition(rule: Rule, condition: Condition): Rule {
  const kind = groupOf(rule.when);
  if (kind !== null) return append(rule, partsPlace("when", kind), condition);
  return { ...rule, when: { all: [rule.when, condition] } };
}
