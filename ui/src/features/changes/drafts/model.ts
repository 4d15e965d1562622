import type { ConflictChoice, DraftInfo, FieldConflict, FieldDiff, FieldValue, PreviewRow } from "@/platform";
import type { ThreeWayChoice } from "../components/three-way";
import type { Standing } from "./api";

/** How a person settles one conflict. `value` is what they typed in place of both, once it is a value. */
export interface Choice {
  take: ThreeWayChoice;
  value: FieldValue | null;
}

/** Choices by row and field. */
export type Choices = ReadonlyMap<string, Choice>;

export const choiceKey = (item: number, field: string): string => `${item}:${field}`;

/** One conflict with the row it is in. */
export interface Open {
  row: PreviewRow;
  conflict: FieldConflict;
  key: string;
}

/** Every conflict of a draft, in the order of its rows. */
export function conflictsOf(rows: readonly PreviewRow[]): Open[] {
  return rows.flatMap((row) =>
    row.conflicts.map((conflict) => ({ row, conflict, key: choiceKey(row.item, conflict.field) })),
  );
}

/** Whether a choice says what to send. */
export const isSettled = (choice: Choice | undefined): boolean =>
  choice !== undefined && (choice.take !== "edit" || choice.value !== null);

/** The next conflict that is not settled after this one, round the end; `null` where all are. */
export function nextOpen(conflicts: readonly Open[], choices: Choices, after: number): number | null {
  for (let step = 1; step <= conflicts.length; step += 1) {
    const at = (after + step) % conflicts.length;
    const open = conflicts[at];
    if (open !== undefined && !isSettled(choices.get(open.key))) return at;
  }
  return null;
}

/** How a row stands. */
export type RowState =
  /** Would be sent. */
  | "ready"
  /** Waits for a choice. */
  | "conflict"
  /** Nothing of it is left: what is live is kept. */
  | "kept_live"
  /** A rule or Meta refuses it. */
  | "refused";

const keptLive = (row: PreviewRow, field: string, choices: Choices): boolean =>
  choices.get(choiceKey(row.item, field))?.take === "live";

/** The fields of a row that would be sent. */
export function fieldsLeft(row: PreviewRow, choices: Choices): FieldDiff[] {
  return row.fields.filter(({ field }) => !keptLive(row, field, choices));
}

export function rowState(row: PreviewRow, choices: Choices): RowState {
  if (row.conflicts.some(({ field }) => !isSettled(choices.get(choiceKey(row.item, field)))))
    return "conflict";
  if (row.fields.length > 0 && fieldsLeft(row, choices).length === 0) return "kept_live";
  const blocked = row.findings.some(
    ({ severity, field }) => severity === "block" && (field === null || !keptLive(row, field, choices)),
  );
  return blocked || row.refusedByMeta !== null ? "refused" : "ready";
}

/** Whether a row can be left out: what is new may hold rows after it. */
export const canBeLeftOut = (row: PreviewRow): boolean => row.verb === "edit";

/** Rows that would be sent: ready, and not left out. */
export function rowsToSend(
  rows: readonly PreviewRow[],
  choices: Choices,
  leftOut: ReadonlySet<number>,
): PreviewRow[] {
  return rows.filter((row) => rowState(row, choices) === "ready" && !leftOut.has(row.item));
}

/** As the program takes it: choices of conflicts, and rows that are not sent lose all their fields. */
export function choicesToSend(
  rows: readonly PreviewRow[],
  choices: Choices,
  leftOut: ReadonlySet<number>,
): ConflictChoice[] {
  const sent = new Set(rowsToSend(rows, choices, leftOut).map(({ item }) => item));
  return rows.flatMap((row) => {
    if (!sent.has(row.item)) return canBeLeftOut(row) ? dropped(row) : [];
    return row.conflicts.flatMap(({ field }) => {
      const choice = choices.get(choiceKey(row.item, field));
      if (choice === undefined) return [];
      const take = choice.take === "live" ? ("theirs" as const) : ("mine" as const);
      return [{ item: row.item, field, take, value: choice.take === "edit" ? choice.value : null }];
    });
  });
}

/** Choices that leave nothing of a row. */
const dropped = (row: PreviewRow): ConflictChoice[] =>
  row.fields.map(({ field }) => ({ item: row.item, field, take: "theirs", value: null }));

/** What to take out of a draft once these objects are as it wanted them, and where the live value is kept. */
export function choicesDone(
  rows: readonly PreviewRow[],
  choices: Choices,
  done: ReadonlySet<string>,
): ConflictChoice[] {
  return rows.flatMap((row) => {
    if (row.id !== null && done.has(row.id)) return dropped(row);
    return row.fields
      .filter(({ field }) => keptLive(row, field, choices))
      .map(({ field }) => ({ item: row.item, field, take: "theirs" as const, value: null }));
  });
}

/** Drafts under a heading. */
export interface DraftGroup {
  key: string;
  title: string;
  drafts: DraftInfo[];
}

interface Headings {
  conflicts: string;
  several: string;
}

/** Drafts with conflicts first, the others by account; within each the oldest first. */
export function groupDrafts(
  drafts: readonly DraftInfo[],
  standings: ReadonlyMap<string, Standing>,
  accountName: (id: string) => string,
  headings: Headings,
): DraftGroup[] {
  const groups = new Map<string, DraftGroup>();
  const put = (key: string, title: string, draft: DraftInfo): void => {
    const group = groups.get(key) ?? { key, title, drafts: [] };
    group.drafts.push(draft);
    groups.set(key, group);
  };
  const hasConflicts = (draft: DraftInfo): boolean => (standings.get(draft.id)?.conflicts ?? 0) > 0;
  for (const draft of drafts.filter(hasConflicts)) put("conflicts", headings.conflicts, draft);
  const rest = drafts.filter((draft) => !hasConflicts(draft));
  for (const draft of rest) {
    const [id = "", ...others] = draft.accountIds;
    if (others.length > 0) put("several", headings.several, draft);
    else put(id, accountName(id), draft);
  }
  return [...groups.values()];
}
