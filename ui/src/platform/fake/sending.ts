import type { AppEvent, ChangeEntry, ChangeOutcome, ChangeRow, ChangeRun, PreviewRow } from "../bindings";
import { conflicts, type Planned } from "./judging";
import type { Settings, Value } from "./values";

type Done = { entry: ChangeEntry; rows: ChangeRow[]; plans: Planned[] };

type Input = {
  now: () => number;
  emit: (event: AppEvent) => void;
  settings: Settings;
  /** A setting as it is at Meta. */
  live: (id: string, field: string) => Value;
  /** Tells the page; `null` for nothing new. */
  tell: (run: ChangeRun | null) => void;
  begun: (run: ChangeRun) => void;
  isStopping: () => boolean;
  /** What somebody else changed is overwritten. */
  gone: (id: string, field: string) => void;
  stepMs: number;
};

/** Sends acts row by row and remembers what became of each. */
export function fakeSending(input: Input) {
  const { now, emit, settings, live } = input;
  const done = new Map<string, Done>();
  const endings: { outcome: ChangeOutcome; text: string }[] = [];
  let sending: (() => void)[] = [];
  let isHolding = false;
  let acts = 0;
  /** Says how far Meta is with copying the tree of the row under way. */
  let copying = (_parts: number, _of: number): void => {};

  /** Sends one row, and answers how it ended. */
  const sendRow = ({ row, values }: Planned): ChangeRow => {
    const drift = row.id === null ? [] : conflicts(values, (field) => live(row.id ?? "", field), row.id);
    const ending = endings.shift();
    const outcome: ChangeOutcome = drift.length > 0 ? "drifted" : (ending?.outcome ?? "confirmed");
    if (outcome === "confirmed" && row.id !== null) {
      for (const { field, to } of values) {
        settings.set(row.id, field, to);
        input.gone(row.id, field);
      }
    }
    const text = drift.length > 0 ? "Somebody else changed it" : (ending?.text ?? null);
    return {
      ...row,
      outcome,
      text,
      blamed: [],
      traceId: null,
      retryAtMs: null,
      conflicts: drift,
      atMs: now(),
      undoneBy: null,
    };
  };
  const begin = (id: string, plans: Planned[], undoes: string | null): ChangeRun => {
    const rows: ChangeRow[] = [];
    acts += 1;
    let run: ChangeRun = {
      changeId: id,
      total: plans.length,
      done: 0,
      succeeded: 0,
      ended: plans.length === 0,
      copied: 0,
      toCopy: 0,
      stopping: false,
      error: null,
    };
    const record = (): void => {
      const succeeded = rows.filter(
        ({ outcome }) => outcome === "confirmed" || outcome === "already_so",
      ).length;
      const known = done.get(id);
      const kept = (known?.rows ?? []).filter(({ item }) => rows.every((row) => row.item !== item));
      const all = [...kept, ...rows].toSorted((a, b) => a.item - b.item);
      const entry: ChangeEntry = {
        id,
        position: known?.entry.position ?? acts,
        atMs: now(),
        source: "person",
        actor: "Ada",
        reason: "",
        what: whatOf(all),
        rows: Math.max(all.length, plans.length),
        succeeded: all.filter(({ outcome }) => outcome === "confirmed").length,
        unfinished: all.filter(({ outcome }) => outcome !== "confirmed" && outcome !== "already_so").length,
        undoes,
        canUndo: all.some(({ outcome, undoneBy }) => outcome === "confirmed" && undoneBy === null),
      };
      done.set(id, { entry, rows: all, plans: known?.plans ?? plans });
      run = { ...run, done: rows.length, succeeded, copied: 0, toCopy: 0 };
    };
    const end = (): void => {
      sending = [];
      run = { ...run, ended: true, stopping: false };
      const undone = undoes === null ? undefined : done.get(undoes);
      if (undone && run.succeeded > 0) {
        undone.entry = { ...undone.entry, canUndo: false };
        undone.rows = undone.rows.map((row) => ({ ...row, undoneBy: id }));
      }
      input.tell(run);
      emit({ kind: "data_changed", accountIds: [...new Set(rows.map(({ accountId }) => accountId))] });
    };
    record();
    copying = (copied, toCopy) => {
      run = { ...run, copied, toCopy };
      input.tell(run);
    };
    // Where time passes, a tree is copied part by part.
    const parts = (plan: Planned): (() => void)[] =>
      input.stepMs > 0 && plan.row.verb === "copy" ? [0, 14, 29].map((part) => () => copying(part, 40)) : [];
    sending = plans.flatMap((plan, index) => [
      ...parts(plan),
      () => {
        rows.push(sendRow(plan));
        record();
        if (index === plans.length - 1 || input.isStopping()) end();
        else input.tell(run);
      },
    ]);
    const first = { ...run };
    input.begun(first);
    if (isHolding) input.tell(first);
    else if (input.stepMs > 0) paced();
    else for (const step of [...sending]) step();
    return first;
  };
  const paced = (): void => {
    input.tell(null);
    setTimeout(() => {
      sending.shift()?.();
      if (sending.length > 0) paced();
    }, input.stepMs);
  };

  return {
    done,
    begin,
    endNext: (outcome: ChangeOutcome, text: string, rows = 1): void => {
      for (let row = 0; row < rows; row += 1) endings.push({ outcome, text });
    },
    hold: (): void => {
      isHolding = true;
    },
    advance: (): void => sending.shift()?.(),
    copied: (parts: number, of: number): void => copying(parts, of),
  };
}

const LEVELS = { account: "account", campaign: "campaign", adset: "ad set", ad: "ad" } as const;

/** What an act does, in words, as the program says it. */
export function whatOf(rows: Pick<PreviewRow, "fields" | "level">[]): string {
  const labels = [...new Set(rows.flatMap(({ fields }) => fields.map(({ label }) => label)))].join(", ");
  const levels = new Set(rows.map(({ level }) => level));
  const level = rows[0] !== undefined && levels.size === 1 ? LEVELS[rows[0].level] : "object";
  const what = `${labels} of ${rows.length} ${level}${rows.length === 1 ? "" : "s"}`;
  return what.slice(0, 1).toUpperCase() + what.slice(1);
}
