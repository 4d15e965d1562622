import type { ObjectLevel } from "@/platform";

/** A setting that can be changed on many objects at once. */
export type BulkField =
  | "daily_budget"
  | "lifetime_budget"
  | "bid_amount"
  | "spend_cap"
  | "name"
  | "status"
  | "start_time"
  | "end_time";

type Kind = "money" | "name" | "status" | "instant";

interface FieldSpec {
  field: BulkField;
  label: string;
  kind: Kind;
  levels: readonly ObjectLevel[];
}

const UPPER: readonly ObjectLevel[] = ["campaign", "adset"];
const ALL: readonly ObjectLevel[] = ["campaign", "adset", "ad"];

export const FIELDS: readonly FieldSpec[] = [
  { field: "daily_budget", label: "Daily budget", kind: "money", levels: UPPER },
  { field: "lifetime_budget", label: "Lifetime budget", kind: "money", levels: UPPER },
  { field: "bid_amount", label: "Bid", kind: "money", levels: ["adset"] },
  { field: "spend_cap", label: "Spend cap", kind: "money", levels: ["campaign"] },
  { field: "name", label: "Name", kind: "name", levels: ALL },
  { field: "status", label: "Status", kind: "status", levels: ALL },
  { field: "start_time", label: "Start", kind: "instant", levels: UPPER },
  { field: "end_time", label: "End", kind: "instant", levels: UPPER },
];

const BY_NAME = new Map(FIELDS.map((spec) => [spec.field, spec]));

export const kindOf = (field: BulkField): Kind => BY_NAME.get(field)?.kind ?? "name";

export const labelOf = (field: BulkField): string => BY_NAME.get(field)?.label ?? field;

/** Whether objects of a level have it. */
export const existsAt = (field: BulkField, level: ObjectLevel): boolean =>
  BY_NAME.get(field)?.levels.includes(level) ?? false;

/** The settings that at least one of these levels has. */
export function fieldsFor(levels: readonly ObjectLevel[]): readonly FieldSpec[] {
  return FIELDS.filter((spec) => levels.some((level) => spec.levels.includes(level)));
}
