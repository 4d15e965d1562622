import type {
  ChangeEdit,
  ChangeFinding,
  FieldConflict,
  FieldDiff,
  FieldValue,
  ObjectKey,
  PreviewChanges,
  PreviewRow,
  RefusedRow,
} from "../bindings";
import { judgedAudience } from "./audience-judging";
import { currencyOfId, labelOf, type Settings, shown, type Value } from "./values";
import { ALL_OBJECTS, accountOf } from "./world";

/** One object of an act with the values it would get. */
export interface Planned {
  row: PreviewRow;
  values: { field: string; from: Value; to: Value }[];
}

const fieldOf = (edit: ChangeEdit): string => ("field" in edit ? edit.field : "name");

const nameOf = (settings: Settings, id: string): string => {
  const name = settings.get(id, "name");
  return name?.kind === "text" ? name.value : id;
};

function target(edit: ChangeEdit, now: Value): { value: Value } | { why: string } {
  const minor = now?.kind === "money" ? now.minor : null;
  const name = now?.kind === "text" ? now.value : "";
  const amount = (next: number | null): { value: Value } | { why: string } => {
    if (next === null) return { why: "It has no amount to start from" };
    return next > 0 ? { value: { kind: "money", minor: next } } : { why: "The amount would be out of range" };
  };
  switch (edit.edit) {
    case "set":
      return { value: edit.value };
    case "scale": {
      if (minor === null) return amount(null);
      const step = Math.max(1, edit.roundToMinor);
      return amount(Math.round((minor * (1 + edit.percent / 100)) / step) * step);
    }
    case "add":
      return amount(minor === null ? null : minor + edit.minor);
    case "replace":
      return { value: { kind: "text", value: name.replaceAll(edit.find, edit.with) } };
    case "template":
      return { value: { kind: "text", value: name } };
    case "affix":
      return { value: { kind: "text", value: `${edit.before}${name}${edit.after}` } };
  }
}

const isSame = (a: Value, b: Value): boolean => JSON.stringify(a) === JSON.stringify(b);

const minorOf = (value: Value): number | null => (value?.kind === "money" ? value.minor : null);

function diff(field: string, from: Value, to: Value, currency: string): FieldDiff {
  return {
    field,
    label: labelOf(field),
    before: shown(from, currency),
    after: shown(to, currency),
    beforeMinor: minorOf(from),
    afterMinor: minorOf(to),
  };
}

function jumps(field: string, from: Value, to: Value): ChangeFinding[] {
  const [old, next] = [minorOf(from), minorOf(to)];
  if (old === null || next === null || old <= 0) return [];
  const factor = Math.max(old, next) / Math.min(old, next);
  const finding = (severity: ChangeFinding["severity"], text: string) => [{ severity, field, text }];
  if (factor >= 100) {
    const text = "That is a hundred times as much or as little. Type the amount once more if it is meant.";
    return finding("ask_amount", text);
  }
  return factor >= 10 ? finding("ask", "That is ten times as much or as little, or more.") : [];
}

function judged(id: string, field: string, from: Value, to: Value): ChangeFinding[] {
  const object = ALL_OBJECTS.get(id);
  const block = (text: string): ChangeFinding[] => [{ severity: "block", field, text }];
  if (field === "name" && to?.kind === "text" && to.value.trim() === "")
    return block("A name cannot be empty.");
  if (field === "status" && to?.kind === "status" && to.value === "DELETED") {
    return [{ severity: "ask", field, text: "Deleting cannot be taken back." }];
  }
  if (field === "daily_budget" && object?.level === "adset" && object.budgetOnCampaign) {
    return block("Its campaign has the budget; change it there.");
  }
  return jumps(field, from, to);
}

/** What budgets a day may cost more, for what is switched on. */
function dailyEffect(settings: Settings, id: string, values: Planned["values"]): number {
  const after = (field: string): Value => {
    const changed = values.find((value) => value.field === field);
    return changed === undefined ? settings.get(id, field) : changed.to;
  };
  const on = (value: Value): boolean => value?.kind === "status" && value.value === "ACTIVE";
  const before = on(settings.get(id, "status")) ? (minorOf(settings.get(id, "daily_budget")) ?? 0) : 0;
  const next = on(after("status")) ? (minorOf(after("daily_budget")) ?? 0) : 0;
  return next - before;
}

/** A row with nothing to say against it. */
export const blank = (
  item: number,
  key: ObjectKey | null,
  accountId: string,
): Omit<PreviewRow, "fields"> => ({
  item,
  accountId,
  accountName: accountOf(accountId)?.account.name ?? "",
  currency: accountOf(accountId)?.account.currency ?? "EUR",
  level: key?.level ?? "campaign",
  id: key?.id ?? null,
  name: "",
  verb: "edit",
  dailyEffectMinor: 0,
  findings: [],
  conflicts: [],
  refusedByMeta: null,
  canBeSent: true,
});

/** The row of an object that gets these values. */
export function plannedRow(
  settings: Settings,
  item: number,
  key: ObjectKey,
  values: Planned["values"],
): PreviewRow {
  const currency = currencyOfId(key.id);
  const findings = [
    ...values.flatMap(({ field, from, to }) => judged(key.id, field, from, to)),
    ...judgedAudience(settings, key.id, values),
  ];
  return {
    ...blank(item, key, key.accountId),
    name: nameOf(settings, key.id),
    fields: values.map(({ field, from, to }) => diff(field, from, to, currency)),
    dailyEffectMinor: dailyEffect(settings, key.id, values),
    findings,
    canBeSent: findings.every(({ severity }) => severity !== "block"),
  };
}

/** Works out what is asked of what exists, as the program does: absolute values, and what cannot be. */
export function planned(
  settings: Settings,
  input: Pick<PreviewChanges, "changes">,
): { rows: Planned[]; refusals: RefusedRow[] } {
  const wanted = new Map<string, { key: ObjectKey; to: Map<string, Value> }>();
  const refusals: RefusedRow[] = [];
  const refuse = (key: ObjectKey, field: string, why: string, alreadySo = false) =>
    refusals.push({ object: key, name: nameOf(settings, key.id), field, why, alreadySo });
  for (const { selection, edit } of input.changes) {
    if (selection.by !== "ids") continue;
    const field = fieldOf(edit);
    for (const key of selection.objects) {
      const status = settings.get(key.id, "status");
      const frozen = status?.kind === "status" && (status.value === "ARCHIVED" || status.value === "DELETED");
      const asked = target(edit, wanted.get(key.id)?.to.get(field) ?? settings.get(key.id, field));
      if (key.level === "ad" && field.endsWith("budget")) {
        refuse(key, field, "There is no such setting at this level");
      } else if (frozen && field !== "name") {
        refuse(key, field, "It is archived or deleted, which freezes it");
      } else if ("why" in asked) {
        refuse(key, field, asked.why);
      } else if (isSame(asked.value, settings.get(key.id, field))) {
        refuse(key, field, "It is so already", true);
      } else {
        const known = wanted.get(key.id) ?? { key, to: new Map<string, Value>() };
        known.to.set(field, asked.value);
        wanted.set(key.id, known);
      }
    }
  }
  const rows = [...wanted.values()].map(({ key, to }, item): Planned => {
    const values = [...to].map(([field, value]) => ({
      field,
      from: settings.get(key.id, field),
      to: value as FieldValue | null,
    }));
    return { row: plannedRow(settings, item, key, values), values };
  });
  return { rows, refusals };
}

/** What somebody else changed since. */
export function conflicts(
  values: Planned["values"],
  live: (field: string) => Value,
  id: string,
): FieldConflict[] {
  const currency = currencyOfId(id);
  return values
    .filter(({ field, from, to }) => !isSame(live(field), from) && !isSame(live(field), to))
    .map(({ field, from, to }) => ({
      field,
      label: labelOf(field),
      mine: shown(to, currency),
      theirs: shown(live(field), currency),
      base: shown(from, currency),
    }));
}
