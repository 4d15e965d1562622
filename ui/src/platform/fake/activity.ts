import type { ActivityEntry, ActivityRequest, IpcError, ObjectKey } from "../bindings";
import type { Platform } from "../platform";
import { WORLD } from "./world";

type Fail = (error: Partial<IpcError> & Pick<IpcError, "code" | "message">) => Error;
type ActivityCommands = Pick<
  Platform,
  "listActivity" | "getObjectHistory" | "previewPutBack" | "checkAudit" | "exportAudit"
>;

const MINUTE = 60_000;

type Told = Partial<ActivityEntry> & Pick<ActivityEntry, "source" | "kinds" | "what">;

const field = (name: string, label: string, before: string | null, after: string | null) => ({
  field: name,
  label,
  before,
  after,
  beforeMinor: null,
  afterMinor: null,
});
const money = (name: string, label: string, before: number, after: number) => ({
  ...field(name, label, (before / 100).toFixed(2), (after / 100).toFixed(2)),
  beforeMinor: before,
  afterMinor: after,
});

/** What happens in an account again and again, newest first; times are minutes before now. */
const STORY: readonly { back: number; level: "campaign" | "adset" | "ad"; nth: number; told: Told }[] = [
  {
    back: 14,
    level: "adset",
    nth: 1,
    told: {
      source: "outside",
      kinds: ["budget"],
      what: "Daily budget",
      actor: "M. Lund",
      fields: [money("daily_budget", "daily budget", 40_000, 35_000)],
      canPutBack: true,
    },
  },
  {
    back: 52,
    level: "adset",
    nth: 0,
    told: {
      source: "outside",
      kinds: ["targeting", "feature"],
      what: "Advantage+ audience",
      actor: "M. Lund",
      fields: [field("advantage_audience", "Advantage+ audience", "Off", "On")],
      canPutBack: true,
    },
  },
  {
    back: 55,
    level: "ad",
    nth: 2,
    told: {
      source: "outside",
      kinds: ["feature"],
      what: "Visual touch-ups",
      fields: [field("image_touchups", "Visual touch-ups", "Off", "On")],
      noticedAtMs: 0,
      whyNot:
        "Meta does not let a creative be changed once it exists. Give the ad a new creative with this switched as you want it.",
    },
  },
  {
    back: 3 * 60,
    level: "ad",
    nth: 1,
    told: { source: "meta", kinds: ["review"], what: "Ad review approved", actor: "Meta" },
  },
  {
    back: 26 * 60,
    level: "campaign",
    nth: 1,
    told: {
      source: "outside",
      kinds: ["name"],
      what: "Name",
      actor: "Ingrid Solberg",
      fields: [field("name", "name", "Autumn <b>", null)],
      canPutBack: true,
    },
  },
];

function story(nowMs: number): ActivityEntry[] {
  const entries: ActivityEntry[] = [];
  WORLD.forEach(({ account, root }, place) => {
    const adsets = root.children.flatMap((campaign) => campaign.children);
    const of = { campaign: root.children, adset: adsets, ad: adsets.flatMap((adset) => adset.children) };
    STORY.forEach(({ back, level, nth, told }, index) => {
      const object = of[level][nth];
      if (object === undefined) return;
      const atMs = nowMs - back * MINUTE - place * 7 * MINUTE;
      entries.push({
        id: `o${place * 100 + index + 1}`,
        atMs,
        actor: null,
        accountId: account.id,
        accountName: account.name,
        level,
        objectId: object.id,
        name: object.name,
        objects: 1,
        fields: [],
        reason: null,
        result: null,
        succeeded: 0,
        text: null,
        changeId: null,
        undoes: null,
        undone: false,
        canUndo: false,
        canPutBack: false,
        whyNot: null,
        ...told,
        ...(told.what === "Name"
          ? { fields: (told.fields ?? []).map((one) => ({ ...one, after: object.name })) }
          : {}),
        noticedAtMs: told.noticedAtMs === undefined ? null : atMs,
      });
    });
  });
  return entries.toSorted((a, b) => b.atMs - a.atMs);
}

const searched = (entry: ActivityEntry): string =>
  [entry.name, entry.what, entry.actor, ...entry.fields.flatMap(({ before, after }) => [before, after])]
    .join("\n")
    .toLowerCase();

/** The part of the fake platform that knows who changed what: a colleague, Meta, and what was sent from the page. */
export function fakeActivity(
  now: () => number,
  changes: Pick<Platform, "listChanges" | "getChange" | "previewChanges">,
  empty: boolean,
  fail: Fail,
): ActivityCommands {
  // Entries stay where they are in time while the clock goes on.
  const outside = empty ? [] : story(now());
  const own = async (): Promise<ActivityEntry[]> => {
    const acts = await changes.listChanges({ accountId: null, object: null, before: null, limit: 200 });
    return Promise.all(
      acts.map(async (act): Promise<ActivityEntry> => {
        const { rows } = await changes.getChange(act.id);
        const first = rows[0];
        const single = rows.length === 1 ? first : undefined;
        return {
          id: `a${act.id}`,
          atMs: act.atMs,
          noticedAtMs: null,
          source: "person",
          actor: act.actor,
          kinds: ["name"],
          accountId: first?.accountId ?? "",
          accountName: WORLD.find(({ account }) => account.id === first?.accountId)?.account.name ?? "",
          level: single?.level ?? null,
          objectId: single?.id ?? null,
          name: single?.name ?? "",
          objects: rows.length,
          what: act.what,
          fields: single?.fields ?? [],
          reason: act.reason === "" ? null : act.reason,
          result: "done",
          succeeded: act.succeeded,
          text: null,
          changeId: act.id,
          undoes: act.undoes,
          undone: !act.canUndo,
          canUndo: act.canUndo,
          canPutBack: false,
          whyNot: null,
        };
      }),
    );
  };
  const all = async (): Promise<ActivityEntry[]> =>
    [...(await own()), ...outside].toSorted((a, b) => b.atMs - a.atMs);
  const fits = (entry: ActivityEntry, request: ActivityRequest): boolean =>
    (request.accountIds.length === 0 || request.accountIds.includes(entry.accountId)) &&
    (request.sources.length === 0 || request.sources.includes(entry.source)) &&
    (request.kinds.length === 0 || entry.kinds.some((kind) => request.kinds.includes(kind))) &&
    (request.text === null || searched(entry).includes(request.text.toLowerCase()));
  return {
    listActivity: async (request) => {
      const found = (await all()).filter((entry) => fits(entry, request));
      const from = Number(request.after ?? 0);
      const entries = found.slice(from, from + request.limit);
      const next = from + entries.length < found.length ? String(from + entries.length) : null;
      return { entries, next };
    },
    getObjectHistory: async ({ object, limit }) => {
      const entries = (await all()).filter((entry) => entry.objectId === object.id).slice(0, limit);
      const origins = entries.flatMap((entry) =>
        entry.fields.map((diff) => ({
          diff,
          atMs: entry.atMs,
          noticedAtMs: entry.noticedAtMs,
          source: entry.source,
          actor: entry.actor,
          entryId: entry.id,
        })),
      );
      return { entries, origins, more: false };
    },
    previewPutBack: async (id) => {
      const entry = outside.find((one) => one.id === id);
      const changed = entry?.fields[0];
      if (entry === undefined || changed === undefined || entry.level === null || entry.objectId === null)
        throw fail({ code: "not_found", message: "There is no such entry here" });
      const object: ObjectKey = { accountId: entry.accountId, level: entry.level, id: entry.objectId };
      const value =
        changed.beforeMinor === null
          ? { kind: "text" as const, value: changed.before ?? "" }
          : { kind: "money" as const, minor: changed.beforeMinor };
      return changes.previewChanges({
        changes: [
          {
            selection: { by: "ids", objects: [object] },
            edit: { edit: "set", field: changed.field, value },
          },
        ],
        new: [],
        reason: "",
        depth: "live",
      });
    },
    checkAudit: async () => ({
      sound: true,
      entries: 48_213,
      note: "compared",
      head: "0".repeat(64),
      entry: null,
      message: null,
    }),
    exportAudit: async ({ path }) => {
      if (!path.startsWith("/"))
        throw fail({
          code: "invalid_input",
          message: "Give a full path to a new file outside Sextant's data folder",
        });
      return { path, entries: 48_213, head: "0".repeat(64) };
    },
  };
}
