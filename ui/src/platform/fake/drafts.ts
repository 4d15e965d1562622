import type { ChangePreview, CheckDepth, ConflictChoice, DraftInfo, IpcError } from "../bindings";
import type { Platform } from "../platform";
import { type Planned, plannedRow } from "./judging";
import { whatOf } from "./sending";
import type { Settings, Value } from "./values";

type Fail = (error: Partial<IpcError> & Pick<IpcError, "code" | "message">) => Error;
type DraftCommands = Pick<
  Platform,
  | "saveDraft"
  | "listDrafts"
  | "deleteDraft"
  | "renameDraft"
  | "settleDraft"
  | "previewDraft"
  | "exportDraft"
  | "importDraft"
>;
type Draft = { info: DraftInfo; plans: Planned[] };

type Input = {
  now: () => number;
  fail: Fail;
  settings: Settings;
  /** A setting as it is at Meta. */
  live: (id: string, field: string) => Value;
  /** What a preview would write. */
  plansOf: (previewId: string) => Planned[];
  keep: (plans: Planned[], depth: CheckDepth) => ChangePreview;
  tell: () => void;
};

/** Drafts of the fake platform: kept, looked at again, settled, and handed over as a file. */
export function fakeDrafts({ now, fail, settings, live, plansOf, keep, tell }: Input) {
  let drafts: Draft[] = [];
  /** What was written to files. */
  const files = new Map<string, Draft>();
  let counter = 0;

  const find = (id: string): Draft => {
    const draft = drafts.find(({ info }) => info.id === id);
    if (draft === undefined) throw fail({ code: "not_found", message: "That draft is not here (any more)" });
    return draft;
  };
  const checked = (name: string): string => {
    if (name.trim() === "" || name.length > 200)
      throw fail({ code: "invalid_input", message: "Give the draft a name of 1 to 200 characters" });
    return name.trim();
  };
  const infoOf = (id: string, name: string, plans: Planned[]): DraftInfo => ({
    id,
    name,
    rows: plans.length,
    what: whatOf(plans.map(({ row }) => row)),
    madeAtMs: now(),
    updatedAtMs: now(),
    accountIds: [...new Set(plans.map(({ row }) => row.accountId))],
    madeBy: "Ingrid Solberg",
    fromFile: false,
  });
  const put = (draft: Draft): DraftInfo => {
    drafts = [...drafts.filter(({ info }) => info.id !== draft.info.id), draft];
    tell();
    return draft.info;
  };
  const settled = (plans: Planned[], choices: ConflictChoice[]): Planned[] => {
    if (choices.length === 0) return plans;
    const next = plans.map((plan, index): Planned => {
      const { id, accountId, level } = plan.row;
      if (id === null) return plan;
      const choiceOf = (field: string) =>
        choices.find((choice) => choice.item === index && choice.field === field);
      const values = plan.values
        .filter(({ field }) => choiceOf(field)?.take !== "theirs")
        .map((value) => {
          const choice = choiceOf(value.field);
          if (choice === undefined) return value;
          return { field: value.field, from: live(id, value.field), to: choice.value ?? value.to };
        });
      return { row: plannedRow(settings, index, { accountId, level, id }, values), values };
    });
    const left = next.filter(({ row, values }) => row.id === null || values.length > 0);
    return left.map((plan, item) => ({ ...plan, row: { ...plan.row, item } }));
  };

  const commands: DraftCommands = {
    saveDraft: async ({ previewId, name }) => {
      const plans = plansOf(previewId);
      return put({ info: infoOf(previewId, checked(name), plans), plans });
    },
    listDrafts: async () => drafts.map(({ info }) => info).toSorted((a, b) => a.madeAtMs - b.madeAtMs),
    deleteDraft: async (id) => {
      find(id);
      drafts = drafts.filter(({ info }) => info.id !== id);
      tell();
      return null;
    },
    renameDraft: async ({ id, name }) => {
      const draft = find(id);
      return put({ ...draft, info: { ...draft.info, name: checked(name), updatedAtMs: now() } });
    },
    settleDraft: async ({ id, choices }) => {
      const draft = find(id);
      const plans = settled(draft.plans, choices);
      if (plans.length === 0) return commands.deleteDraft(id);
      const { rows, what } = infoOf(id, draft.info.name, plans);
      return put({ plans, info: { ...draft.info, rows, what, updatedAtMs: now() + 1 } });
    },
    previewDraft: async ({ id, depth, choices }) => keep(settled(find(id).plans, choices), depth),
    exportDraft: async ({ id, path }) => {
      const draft = find(id);
      if (files.has(path))
        throw fail({ code: "invalid_input", message: `${path} cannot be used: File exists (os error 17)` });
      files.set(path, draft);
      return null;
    },
    importDraft: async ({ path }) => {
      const file = files.get(path);
      if (file === undefined)
        throw fail({ code: "invalid_input", message: "That file is no draft of Sextant's" });
      counter += 1;
      const info = { ...file.info, id: `imported-${counter}`, fromFile: true, madeBy: "Marit Lund" };
      return put({ info, plans: file.plans });
    },
  };
  return { commands, count: () => drafts.length };
}
