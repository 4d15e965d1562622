import type {
  AppEvent,
  ChangeEntry,
  ChangePreview,
  ChangeRow,
  ChangeRun,
  DraftInfo,
  FieldDiff,
  FieldValue,
  IpcError,
  PreviewChanges,
  PreviewRow,
  WantedChange,
  WriteState,
} from "../bindings";
import type { Platform } from "../platform";
import { ALL_OBJECTS } from "./world";

type Fail = (error: Partial<IpcError> & Pick<IpcError, "code" | "message">) => Error;
type ChangeCommands = Pick<
  Platform,
  | "previewChanges"
  | "listPreviewRows"
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
>;

const text = (value: FieldValue | null): string | null => {
  if (value === null) return null;
  switch (value.kind) {
    case "money":
      return (value.minor / 100).toFixed(2);
    case "instant":
      return new Date(value.atMs).toISOString();
    case "flag":
      return value.value ? "Yes" : "No";
    case "json":
      return value.text;
    default:
      return value.value;
  }
};

/** The part of the fake platform that changes ad accounts: it previews, "sends" at once, and remembers. */
export function fakeChanges(now: () => number, emit: (event: AppEvent) => void, fail: Fail): ChangeCommands {
  const previews = new Map<string, ChangePreview>();
  const done = new Map<string, { entry: ChangeEntry; rows: ChangeRow[] }>();
  let drafts: { info: DraftInfo; preview: ChangePreview }[] = [];
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

  const tell = (next: Partial<WriteState>): WriteState => {
    state = { ...state, ...next, drafts: drafts.length };
    emit({ kind: "writes_changed", state });
    return state;
  };
  const keep = (rows: PreviewRow[], undoes: string | null): ChangePreview => {
    counter += 1;
    const preview: ChangePreview = {
      id: `change-${counter}`,
      planHash: "0".repeat(64),
      rowCount: rows.length,
      canBeSent: rows.filter((row) => row.canBeSent).length,
      asks: false,
      amountsToType: [],
      rows,
      refusals: [],
      effects: [],
      checked: "live",
      problem: null,
      undoes,
    };
    previews.set(preview.id, preview);
    return preview;
  };
  const find = (id: string): ChangePreview => {
    const preview = previews.get(id);
    if (preview === undefined)
      throw fail({ code: "not_found", message: "That preview is not here (any more)" });
    return preview;
  };

  const diffOf = ({ edit }: WantedChange, name: string): FieldDiff => {
    const label = (field: string): string => field.replaceAll("_", " ");
    const plain = (field: string, before: string | null, after: string | null): FieldDiff => ({
      field,
      label: label(field),
      before,
      after,
      beforeMinor: null,
      afterMinor: null,
    });
    switch (edit.edit) {
      case "set": {
        const money = edit.value?.kind === "money" ? edit.value.minor : null;
        const before = edit.field === "name" ? name : null;
        return { ...plain(edit.field, before, text(edit.value)), afterMinor: money };
      }
      case "scale":
        return {
          ...plain(edit.field, "20.00", null),
          beforeMinor: 2000,
          afterMinor: 20 * (100 + edit.percent),
        };
      case "add":
        return { ...plain(edit.field, "20.00", null), beforeMinor: 2000, afterMinor: 2000 + edit.minor };
      case "replace":
        return plain("name", name, name.replaceAll(edit.find, edit.with));
      case "affix":
        return plain("name", name, `${edit.before}${name}${edit.after}`);
    }
  };
  const rowsOf = (input: PreviewChanges): PreviewRow[] => {
    const rows: PreviewRow[] = [];
    for (const wanted of input.changes) {
      if (wanted.selection.by !== "ids") continue;
      for (const key of wanted.selection.objects) {
        const name = nameOf(key.id);
        rows.push({ ...blank(rows.length), ...key, name, verb: "edit", fields: [diffOf(wanted, name)] });
      }
    }
    for (const made of input.new) {
      const fields = made.fields.map((setting) => ({
        field: setting.field,
        label: setting.field.replaceAll("_", " "),
        before: null,
        after: text(setting.value),
        beforeMinor: null,
        afterMinor: setting.value.kind === "money" ? setting.value.minor : null,
      }));
      const name = fields.find(({ field }) => field === "name")?.after ?? "";
      const { accountId, level } = made;
      const verb = made.copyOf === null ? "create" : "copy";
      rows.push({ ...blank(rows.length), accountId, level, id: null, name, verb, fields });
    }
    return rows;
  };
  const send = (preview: ChangePreview): ChangeRun => {
    const rows = preview.rows.map(
      (row): ChangeRow => ({
        ...row,
        outcome: "confirmed",
        text: null,
        blamed: [],
        traceId: null,
        retryAtMs: null,
        atMs: now(),
        undoneBy: null,
      }),
    );
    const entry: ChangeEntry = {
      id: preview.id,
      position: counter,
      atMs: now(),
      source: "person",
      actor: "Ada",
      reason: "",
      what: `${rows.length} objects`,
      rows: rows.length,
      succeeded: rows.length,
      unfinished: 0,
      undoes: preview.undoes,
      canUndo: true,
    };
    done.set(preview.id, { entry, rows });
    const count = rows.length;
    const run = {
      changeId: preview.id,
      total: count,
      done: count,
      succeeded: count,
      copied: 0,
      toCopy: 0,
      stopping: false,
      error: null,
    };
    tell({ run: { ...run, ended: true } });
    emit({ kind: "data_changed", accountIds: [...new Set(rows.map(({ accountId }) => accountId))] });
    return { ...run, done: 0, succeeded: 0, ended: false };
  };

  return {
    previewChanges: async (input) => keep(rowsOf(input), null),
    listPreviewRows: async ({ id, offset, limit }) => find(id).rows.slice(offset, offset + limit),
    previewUndo: async (id) => {
      const found = done.get(id);
      if (found === undefined) throw fail({ code: "not_found", message: "There is no such change" });
      const turned = (field: FieldDiff): FieldDiff => ({
        ...field,
        before: field.after,
        after: field.before,
        beforeMinor: field.afterMinor,
        afterMinor: field.beforeMinor,
      });
      const rows = found.rows.map((row, item) => ({
        ...blank(item),
        accountId: row.accountId,
        level: row.level,
        id: row.id,
        name: row.name,
        verb: "edit",
        fields: row.fields.map(turned),
      }));
      return keep(rows, id);
    },
    applyChanges: async ({ previewId }) => {
      if (state.stopped) throw fail({ code: "refused", message: "All changes are stopped" });
      return send(find(previewId));
    },
    retryChanges: async () => {
      throw fail({ code: "invalid_input", message: "There is nothing to change" });
    },
    cancelChanges: async () => tell({}),
    getWriteState: async () => state,
    stopWrites: async () => tell({ stopped: true, stoppedBy: "Ada", stoppedAtMs: now() }),
    allowWrites: async () => tell({ stopped: false, stoppedBy: null, stoppedAtMs: null }),
    listChanges: async () => [...done.values()].map(({ entry }) => entry).reverse(),
    getChange: async (id) => {
      const found = done.get(id);
      if (found === undefined) throw fail({ code: "not_found", message: "There is no such change" });
      return found;
    },
    saveDraft: async ({ previewId, name }) => {
      const preview = find(previewId);
      const info = {
        id: preview.id,
        name,
        rows: preview.rowCount,
        what: `${preview.rowCount} objects`,
        madeAtMs: now(),
        updatedAtMs: now(),
      };
      drafts = [...drafts, { info, preview }];
      tell({});
      return info;
    },
    listDrafts: async () => drafts.map(({ info }) => info),
    deleteDraft: async (id) => {
      drafts = drafts.filter(({ info }) => info.id !== id);
      tell({});
      return null;
    },
    previewDraft: async ({ id }) => {
      const draft = drafts.find(({ info }) => info.id === id);
      if (draft === undefined)
        throw fail({ code: "not_found", message: "That draft is not here (any more)" });
      return keep(draft.preview.rows, null);
    },
    exportDraft: async () => null,
    importDraft: async () => {
      throw fail({ code: "invalid_input", message: "That file is no draft of Sextant's" });
    },
  };
}

const nameOf = (id: string): string => ALL_OBJECTS.get(id)?.name ?? id;

const blank = (
  item: number,
): Omit<PreviewRow, "accountId" | "level" | "id" | "name" | "verb" | "fields"> => ({
  item,
  accountName: "",
  currency: "EUR",
  dailyEffectMinor: 0,
  findings: [],
  conflicts: [],
  refusedByMeta: null,
  canBeSent: true,
});
