import type {
  AppEvent,
  ChangeOutcome,
  ChangePreview,
  CheckDepth,
  IpcError,
  PreviewRow,
  RefusedRow,
  WriteState,
} from "../bindings";
import type { Platform } from "../platform";
import { type AskAll, named, problemsOf, settingsRows } from "./bulk";
import { fakeDrafts } from "./drafts";
import { fakeForm } from "./form";
import { conflicts, type Planned, planned, plannedRow } from "./judging";
import { effectsOf, type JudgeNew, madeOf } from "./making";
import { fakeSending } from "./sending";
import type { Settings, Value } from "./values";

/** A preview with what it would write. */
type Kept = { preview: ChangePreview; plans: Planned[] };

type Fail = (error: Partial<IpcError> & Pick<IpcError, "code" | "message">) => Error;
type ChangeCommands = Pick<
  Platform,
  | "previewChanges"
  | "listPreviewRows"
  | "narrowPreview"
  | "cancelCheck"
  | "listSettings"
  | "previewUndo"
  | "applyChanges"
  | "retryChanges"
  | "cancelChanges"
  | "getWriteState"
  | "stopWrites"
  | "allowWrites"
  | "listChanges"
  | "getChange"
  | "saveDraft"
  | "listDrafts"
  | "deleteDraft"
  | "previewDraft"
  | "exportDraft"
  | "importDraft"
  | "renameDraft"
  | "settleDraft"
  | "getSettingsForm"
  | "listBelow"
>;

/** What decides whether changes reach Meta. */
type Around = { online: boolean; readOnly: boolean; held: string | null };

/** How a test makes the world go on while a person works. */
export type ChangeControls = {
  /** Somebody else changes a setting at Meta; it is seen when it is looked at. */
  changeOutside: (id: string, field: string, value: Value) => void;
  /** How the next rows that are sent end instead of being confirmed. */
  endNextRows: (outcome: ChangeOutcome, text: string, rows?: number) => void;
  /** Keeps what is sent under way until `advanceWrites`. */
  holdWrites: () => void;
  /** Lets what is looked at at Meta wait until the answer is called. */
  holdLooks: () => () => void;
  /** Sends the next row of what is under way. */
  advanceWrites: () => void;
  /** Says how many parts of the tree under way Meta has copied. */
  copyParts: (copied: number, of: number) => void;
  /** Keeps an act of one row that something else than a question of the page made. */
  keepRow: (row: PreviewRow) => ChangePreview;
  /** Says that requests are open whose outcome is not known. */
  setOpenRequests: (open: number) => void;
};

/** The part of the fake platform that changes ad accounts: it previews, "sends" at once, and remembers. */
export function fakeChanges(input: {
  now: () => number;
  emit: (event: AppEvent) => void;
  fail: Fail;
  settings: Settings;
  /** Answers a question with all its objects. */
  askAll: AskAll;
  /** What the core would say of something new, and the name it would get. */
  judgeNew: JudgeNew;
  around: () => Around;
  /** Milliseconds between rows that are sent; 0 sends all at once. */
  stepMs: number;
}): ChangeCommands & { controls: ChangeControls } {
  const { now, emit, fail, settings } = input;
  const previews = new Map<string, Kept>();
  const outside = new Map<string, Map<string, Value>>();
  let looking: Promise<void> = Promise.resolve();

  let counter = 0;
  let state: WriteState = {
    stopped: false,
    stoppedBy: null,
    stoppedAtMs: null,
    readOnly: false,
    held: null,
    run: null,
    open: 0,
    drafts: 0,
  };

  const present = (): WriteState => {
    const { readOnly, held } = input.around();
    return { ...state, readOnly, held, drafts: drafts.count() };
  };
  const tell = (next: Partial<WriteState>): WriteState => {
    state = { ...state, ...next };
    emit({ kind: "writes_changed", state: present() });
    return present();
  };
  const live = (id: string, field: string): Value => {
    const changed = outside.get(id);
    return changed?.has(field) ? (changed.get(field) ?? null) : settings.get(id, field);
  };
  const sending = fakeSending({
    now,
    emit,
    settings,
    live,
    tell: (run) => tell(run === null ? {} : { run }),
    begun: (run) => {
      state = { ...state, run };
    },
    isStopping: () => state.run?.stopping === true,
    gone: (id, field) => void outside.get(id)?.delete(field),
    stepMs: input.stepMs,
  });
  const { done } = sending;
  /** What is looked at at Meta is known here from then on. */
  const looked = (plans: Planned[], depth: CheckDepth): Planned[] => {
    if (depth === "local" || !input.around().online) return plans;
    return plans.map((plan) => {
      const { id } = plan.row;
      if (id === null) return plan;
      const drift = conflicts(plan.values, (field) => live(id, field), id);
      for (const [field, value] of outside.get(id) ?? []) settings.set(id, field, value);
      return {
        ...plan,
        row: { ...plan.row, conflicts: drift, canBeSent: plan.row.canBeSent && drift.length === 0 },
      };
    });
  };
  const keep = (
    before: Planned[],
    {
      depth,
      undoes = null,
      refusals = [],
    }: { depth: CheckDepth; undoes?: string | null; refusals?: RefusedRow[] },
  ): ChangePreview => {
    counter += 1;
    const offline = !input.around().online && depth !== "local";
    const plans = looked(before, depth);
    const rows = plans.map(({ row }) => row);
    const findings = rows.flatMap((row) => row.findings.map((finding) => ({ row, finding })));
    const preview: ChangePreview = {
      id: `change-${counter}`,
      planHash: JSON.stringify(plans.map(({ row, values }) => [row.id, row.name, values])),
      rowCount: rows.length,
      canBeSent: rows.filter((row) => row.canBeSent).length,
      asks: findings.some(({ finding }) => finding.severity === "ask"),
      amountsToType: findings.flatMap(({ row, finding }) =>
        finding.severity === "ask_amount"
          ? row.fields.flatMap(({ field, afterMinor }) =>
              field === finding.field && afterMinor !== null ? [afterMinor] : [],
            )
          : [],
      ),
      rows: rows.slice(0, 200),
      problems: problemsOf(rows),
      refusals,
      effects: effectsOf(rows),
      checked: offline ? "local" : depth,
      problem: offline
        ? {
            code: "offline",
            message: "Meta cannot be reached",
            remedy: null,
            retryAfterMs: null,
            traceId: null,
          }
        : null,
      undoes,
    };
    previews.set(preview.id, { preview, plans });
    return preview;
  };
  const find = (id: string): Kept => {
    const kept = previews.get(id);
    if (kept === undefined) throw fail({ code: "not_found", message: "That preview is not here (any more)" });
    return kept;
  };

  const drafts = fakeDrafts({
    now,
    fail,
    settings,
    live,
    plansOf: (previewId) => find(previewId).plans,
    keep: (plans, depth) => keep(plans, { depth }),
    tell: () => void tell({}),
  });
  const form = fakeForm(settings, live, input.around, fail);

  const refuseWrites = (): void => {
    const { readOnly, held, online } = input.around();
    if (state.stopped) throw fail({ code: "refused", message: "All changes are stopped" });
    if (readOnly) throw fail({ code: "refused", message: "This sign-in may read but not change" });
    if (held !== null) throw fail({ code: "refused", message: held });
    if (!online) throw fail({ code: "offline", message: "Meta cannot be reached" });
    if (state.run?.ended === false) {
      throw fail({ code: "refused", message: "Another change is being sent; wait for its end" });
    }
  };

  return {
    previewChanges: async (asked) => {
      const wanted = named(asked, input.askAll);
      if (wanted.depth !== "local") await looking;
      const { rows, refusals } = planned(settings, wanted);
      return keep([...rows, ...madeOf(wanted, rows.length, input.judgeNew)], {
        depth: wanted.depth,
        refusals,
      });
    },
    listPreviewRows: async ({ id, offset, limit }) =>
      find(id)
        .plans.slice(offset, offset + limit)
        .map(({ row }) => row),
    narrowPreview: async ({ id, leaveOut }) => {
      const { preview, plans } = find(id);
      const kept = plans.filter(({ row }) => !leaveOut.includes(row.item));
      const renumbered = kept.map((plan, item) => ({ ...plan, row: { ...plan.row, item } }));
      const { refusals, undoes, checked, problem } = preview;
      // What was looked at stays looked at: nothing is asked of Meta again.
      const narrowed = { ...keep(renumbered, { depth: "local", undoes, refusals }), checked, problem };
      previews.set(narrowed.id, { preview: narrowed, plans: renumbered });
      return narrowed;
    },
    cancelCheck: async () => null,
    listSettings: async (wanted) => settingsRows(wanted, settings, input.askAll),
    previewUndo: async (id) => {
      const found = done.get(id);
      if (found === undefined) throw fail({ code: "not_found", message: "There is no such change" });
      const back = found.rows.map((row, index) => ({ row, plan: found.plans[index] }));
      const undoable = back.filter(({ row }) => row.outcome === "confirmed" && row.undoneBy === null);
      const refusals = back
        .filter(({ row }) => !undoable.some((other) => other.row === row))
        .map(
          ({ row }): RefusedRow => ({
            object: null,
            name: row.name,
            field: null,
            why: row.undoneBy === null ? "Nothing was changed here" : "It was taken back already",
            alreadySo: false,
          }),
        );
      const plans = undoable.flatMap(({ row, plan }, item): Planned[] => {
        if (plan === undefined || row.id === null) return [];
        const values = plan.values.map(({ field, from, to }) => ({ field, from: to, to: from }));
        const key = { accountId: row.accountId, level: row.level, id: row.id };
        return [{ row: plannedRow(settings, item, key, values), values }];
      });
      return keep(plans, { depth: "live", undoes: id, refusals });
    },
    applyChanges: async ({ previewId, asked, amounts }) => {
      refuseWrites();
      const { preview, plans } = find(previewId);
      if (preview.asks && !asked) throw fail({ code: "refused", message: "It was not said yes to" });
      if (preview.amountsToType.some((minor) => !amounts.includes(minor)))
        throw fail({ code: "refused", message: "The amount was not typed again" });
      previews.delete(previewId);
      const sent = plans.filter(({ row }) => row.canBeSent);
      return sending.begin(previewId, sent, preview.undoes);
    },
    retryChanges: async ({ changeId }) => {
      refuseWrites();
      const found = done.get(changeId);
      const left = (found?.plans ?? []).filter((_, index) => found?.rows[index]?.outcome !== "confirmed");
      if (found === undefined || left.length === 0)
        throw fail({ code: "invalid_input", message: "There is nothing to change" });
      return sending.begin(changeId, left, found.entry.undoes);
    },
    cancelChanges: async () =>
      tell(state.run?.ended === false ? { run: { ...state.run, stopping: true } } : {}),
    getWriteState: async () => present(),
    stopWrites: async () => tell({ stopped: true, stoppedBy: "Ada", stoppedAtMs: now() }),
    allowWrites: async () => tell({ stopped: false, stoppedBy: null, stoppedAtMs: null }),
    listChanges: async ({ accountId, object, before, limit }) =>
      [...done.values()]
        .filter(
          ({ entry, rows }) =>
            (before === null || entry.position < before) &&
            (accountId === null || rows.some((row) => row.accountId === accountId)) &&
            (object === null || rows.some((row) => row.id === object.id)),
        )
        .map(({ entry }) => entry)
        .toSorted((a, b) => b.position - a.position)
        .slice(0, limit),
    getChange: async (id) => {
      const found = done.get(id);
      if (found === undefined) throw fail({ code: "not_found", message: "There is no such change" });
      return { entry: found.entry, rows: found.rows };
    },
    ...drafts.commands,
    ...form,
    controls: {
      changeOutside: (id, field, value) => {
        const changed = outside.get(id) ?? new Map<string, Value>();
        outside.set(id, changed.set(field, value));
      },
      endNextRows: sending.endNext,
      holdLooks: () => {
        let letGo = (): void => {};
        looking = new Promise((resolve) => {
          letGo = resolve;
        });
        return letGo;
      },
      holdWrites: sending.hold,
      advanceWrites: sending.advance,
      copyParts: sending.copied,
      keepRow: (row) => keep([{ row, values: [] }], { depth: "live" }),
      setOpenRequests: (open) => void tell({ open }),
    },
  };
}
