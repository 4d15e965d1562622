import { formatMoney } from "@/lib/money";
import { formatCount } from "@/lib/numbers";
import { isolated, shortened } from "@/lib/text";
import { formatInstant } from "@/lib/times";
import type {
  ChangeOutcome,
  ChangePreview,
  ChangeRow,
  FieldDiff,
  ObjectLevel,
  SpendEffect,
  WriteState,
} from "@/platform";

/** What stands where a setting has no value. */
const NONE = "none";
/** Longest value that is shown in a line. */
const LONGEST = 160;

const INSTANT = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) UTC$/;

const RIGHT_TO_LEFT = /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc]/;

/** A text from outside, cut; one of another direction must not turn the sentence around it about. */
function outsideText(text: string): string {
  const short = shortened(text, LONGEST);
  return RIGHT_TO_LEFT.test(short) ? isolated(short) : short;
}

/** A name as part of a sentence. */
export const nameWords = (name: string, id: string | null = null): string =>
  name === "" ? `Without a name${id === null ? "" : `, ${id}`}` : outsideText(name);

/** A value as people read it: money with its sign, instants in the account's zone, texts cut. */
function valueWords(
  text: string | null,
  minor: number | null,
  { currency, timeZone }: { currency: string; timeZone: string | undefined },
): string {
  if (minor !== null) return formatMoney(minor, currency);
  if (text === null || text === "") return NONE;
  const instant = INSTANT.exec(text);
  if (instant !== null) {
    const atMs = Date.parse(`${instant[1]}T${instant[2]}:00Z`);
    if (Number.isFinite(atMs)) return formatInstant(atMs, timeZone === undefined ? {} : { timeZone });
  }
  return outsideText(text);
}

/** The two sides of a change of a setting. */
export function diffWords(
  diff: Pick<FieldDiff, "before" | "after" | "beforeMinor" | "afterMinor">,
  place: { currency: string; timeZone: string | undefined },
): { before: string; after: string } {
  return {
    before: valueWords(diff.before, diff.beforeMinor, place),
    after: valueWords(diff.after, diff.afterMinor, place),
  };
}

const signed = (minor: number, currency: string): string =>
  minor > 0 ? `+${formatMoney(minor, currency)}` : formatMoney(minor, currency);

/** What a change may cost: `At most +€5.00 a day`; `null` where it changes nothing. */
export function effectWords(effects: readonly SpendEffect[]): string | null {
  const parts = effects.flatMap(({ currency, dailyMinor, lifetimeMinor }) => [
    ...(dailyMinor === 0 ? [] : [`${signed(dailyMinor, currency)} a day`]),
    ...(lifetimeMinor === 0 ? [] : [`${signed(lifetimeMinor, currency)} over its life`]),
  ]);
  return parts.length === 0 ? null : parts.join(", ");
}

const NOUNS: Record<ObjectLevel, readonly [one: string, many: string]> = {
  account: ["account", "accounts"],
  campaign: ["campaign", "campaigns"],
  adset: ["ad set", "ad sets"],
  ad: ["ad", "ads"],
};

/** `3 ad sets`, `4 objects`; one of them by its name. */
export function objectsWords(rows: readonly Pick<ChangeRow, "level" | "name" | "id">[]): string {
  const [first] = rows;
  if (first !== undefined && rows.length === 1) return nameWords(first.name, first.id);
  const levels = new Set(rows.map(({ level }) => level));
  const many = first !== undefined && levels.size === 1 ? NOUNS[first.level][1] : "objects";
  return `${formatCount(rows.length)} ${many}`;
}

type Changed = Pick<ChangeRow, "level" | "name" | "id" | "fields" | "currency">;

const STATUS_VERBS: Readonly<Record<string, string>> = {
  Active: "Started",
  Paused: "Paused",
  Archived: "Archived",
  Deleted: "Deleted",
};

/** Whether a row is of something new: what exists has a name before it gets another. */
const isMade = ({ fields }: Changed): boolean =>
  fields.some(({ field, before }) => field === "name" && before === null);

/** What was done to rows that are as they were asked for: `Paused 3 ad sets`, `Daily budget of Broad: €40.00 → €50.00`. */
export function doneWords(rows: readonly Changed[], timeZone: string | undefined): string {
  const [first] = rows;
  const diff = first?.fields[0];
  if (first === undefined || diff === undefined) return "Changed nothing";
  const objects = objectsWords(rows);
  if (rows.every(isMade)) return `Made ${objects}`;
  const fields = new Set(rows.flatMap((row) => row.fields.map(({ field }) => field)));
  const statuses = new Set(rows.map((row) => row.fields[0]?.after));
  const verb = STATUS_VERBS[diff.after ?? ""];
  if (fields.size === 1 && diff.field === "status" && statuses.size === 1 && verb !== undefined) {
    return `${verb} ${objects}`;
  }
  if (fields.size > 1) return `Changed ${objects}`;
  const label = diff.label.slice(0, 1).toUpperCase() + diff.label.slice(1);
  if (rows.length > 1) return `${label} of ${objects} changed`;
  const { before, after } = diffWords(diff, { currency: first.currency, timeZone });
  return diff.field === "name"
    ? `Renamed ${before} to ${after}`
    : `${label} of ${objects}: ${before} → ${after}`;
}

const OUTCOMES: Record<ChangeOutcome, string> = {
  planned: "Waits to be sent",
  confirmed: "Confirmed by Meta",
  already_so: "It was so already",
  rejected: "Refused by Meta; it is as before",
  drifted: "Somebody else changed it meanwhile; nothing was sent",
  refused: "Not sent",
  waiting: "Meta asks to wait; it can be sent later",
  not_applied: "The answer was lost, and it did not happen",
  marked: "Made, but its name still carries a marker",
  needs_person: "Unclear what became of it; look at it in Ads Manager",
  not_sent: "Stopped before it was sent",
  unconfirmed: "Sent, not read back yet",
};

/** How it ended for one object, in a sentence. */
export function outcomeWords({ outcome, text }: Pick<ChangeRow, "outcome" | "text">): string {
  const said = text === null || text === "" ? "" : `: ${text}`;
  return `${OUTCOMES[outcome]}${outcome === "confirmed" ? "" : said}`;
}

/** Whether the object is as it was asked for. */
export const isDone = (outcome: ChangeOutcome): boolean =>
  outcome === "confirmed" || outcome === "already_so";

/** Why nothing may be sent at all, in words; `null` where it may. Being offline is no such reason: drafts wait. */
export function writesBlocked(
  state: WriteState | undefined,
  workspace: { readOnly: boolean; held: { message: string } | null } | null,
): string | null {
  if (state?.readOnly === true || workspace?.readOnly === true) {
    return "This sign-in may read but not change. Ask for ads_management to edit.";
  }
  const held = state?.held ?? workspace?.held?.message ?? null;
  if (held !== null) return `${held.replace(/\.$/, "")}. Look at your accounts first; the bar above goes on.`;
  if (state?.stopped === true) return "All changes are stopped. Allow them again above.";
  return null;
}

/** Whether two previews show the same change: a yes to the one is a yes to the other. */
export function showSame(a: ChangePreview, b: ChangePreview): boolean {
  const shown = ({ planHash, rows, effects }: ChangePreview): string =>
    JSON.stringify([planHash, rows.map((row) => [row.id, row.fields]), effects]);
  return shown(a) === shown(b);
}
