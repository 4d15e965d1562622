import { formatMoney, NO_VALUE } from "@/lib/money";
import { describeDelta } from "@/lib/numbers";
import { joinSentences } from "@/lib/sentences";
import { formatShortInstant } from "@/lib/times";
import type {
  ChangeFinding,
  ChangeOutcome,
  ChangeRow,
  FieldConflict,
  FieldDiff,
  ObjectLevel,
  PreviewRow,
  RefusedRow,
} from "@/platform";
import { diffTexts } from "./diff-texts";

/** How a row stands; each has a shape, a colour and a word. */
export type DiffTone = "ok" | "note" | "asks" | "changed" | "refused" | "busy" | "unclear";

/** One field of a row as it is printed. */
export interface DiffField {
  field: string;
  label: string;
  before: string;
  after: string;
  /** `+€2.00`, where there is an amount on both sides. */
  difference: string | null;
  /** `+10.0 %`. */
  share: string | null;
}

/** One object in a table of differences. */
export interface DiffRow {
  key: string;
  /** Its number in the act, from 0; `null` for what is not in the act at all. */
  item: number | null;
  accountId: string;
  accountName: string;
  level: ObjectLevel | null;
  id: string | null;
  name: string;
  currency: string;
  fields: DiffField[];
  /** What may be spent more a day, in minor units. */
  dailyEffectMinor: number;
  tone: DiffTone;
  /** The check or the outcome in a few words. */
  word: string;
  /** The gravest thing to know, in a sentence; empty where there is nothing. */
  text: string;
  /** Everything there is to know, a sentence each. */
  notes: string[];
  conflicts: FieldConflict[];
  traceId: string | null;
}

/** Where amounts and times of a row are read: its account's zone. */
export type ZoneOf = (accountId: string) => string | undefined;

/** How the program writes an instant; a person reads it in the account's own zone. */
const INSTANT = /^(\d{4}-\d{2}-\d{2}) (\d{2}:\d{2}) UTC$/;

function valueText(text: string | null, minor: number | null, currency: string, zone?: string): string {
  if (minor !== null) return formatMoney(minor, currency);
  if (text === null) return NO_VALUE;
  const instant = INSTANT.exec(text);
  if (instant === null || zone === undefined) return text;
  const at = Date.parse(`${instant[1]}T${instant[2]}:00Z`);
  return Number.isNaN(at) ? text : `${formatShortInstant(at, 0, { timeZone: zone })} ${zoneName(at, zone)}`;
}

function zoneName(at: number, timeZone: string): string {
  try {
    const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "short" }).formatToParts(at);
    return parts.find(({ type }) => type === "timeZoneName")?.value ?? timeZone;
  } catch {
    return timeZone;
  }
}

const signed = (minor: number, currency: string): string =>
  minor > 0 ? `+${formatMoney(minor, currency)}` : formatMoney(minor, currency);

export function diffField(diff: FieldDiff, currency: string, zone?: string): DiffField {
  const { beforeMinor, afterMinor } = diff;
  const both = beforeMinor !== null && afterMinor !== null;
  const delta = both ? describeDelta({ now: afterMinor, before: beforeMinor, sense: "neutral" }) : null;
  return {
    field: diff.field,
    label: diff.label,
    before: valueText(diff.before, beforeMinor, currency, zone),
    after: valueText(diff.after, afterMinor, currency, zone),
    difference: both ? signed(afterMinor - beforeMinor, currency) : null,
    share: delta === null || delta.note === "new" ? null : delta.text,
  };
}

const GRAVITY: Readonly<Record<ChangeFinding["severity"], number>> = {
  block: 0,
  ask_amount: 1,
  ask: 2,
  note: 3,
};

const conflictText = ({ label, base, theirs }: FieldConflict): string =>
  diffTexts.conflict(label, base ?? NO_VALUE, theirs ?? NO_VALUE);

function previewTone(row: PreviewRow): DiffTone {
  const has = (severity: ChangeFinding["severity"]) =>
    row.findings.some((finding) => finding.severity === severity);
  if (row.refusedByMeta !== null || has("block")) return "refused";
  if (row.conflicts.length > 0) return "changed";
  if (has("ask_amount") || has("ask")) return "asks";
  return row.findings.length > 0 ? "note" : "ok";
}

/** A row of a preview. `checked` says whether Meta was asked about it yet. */
export function previewDiff(row: PreviewRow, checked: boolean, zoneOf: ZoneOf): DiffRow {
  const tone = previewTone(row);
  const findings = row.findings.toSorted((a, b) => GRAVITY[a.severity] - GRAVITY[b.severity]);
  const notes = [
    ...(row.refusedByMeta === null ? [] : [diffTexts.meta(row.refusedByMeta)]),
    ...row.conflicts.map(conflictText),
    ...findings.map(({ text }) => text),
  ];
  return {
    key: `item-${row.item}`,
    item: row.item,
    accountId: row.accountId,
    accountName: row.accountName,
    level: row.level,
    id: row.id,
    name: row.name,
    currency: row.currency,
    fields: row.fields.map((diff) => diffField(diff, row.currency, zoneOf(row.accountId))),
    dailyEffectMinor: row.dailyEffectMinor,
    tone: tone === "ok" && !checked ? "busy" : tone,
    word: tone === "ok" && !checked ? diffTexts.words.unchecked : diffTexts.words[tone],
    text: notes[0] ?? "",
    notes,
    conflicts: row.conflicts,
    traceId: null,
  };
}

/** Something that was asked for and is not in the act. */
export function refusedDiff(row: RefusedRow, index: number): DiffRow {
  return {
    key: `refused-${index}`,
    item: null,
    accountId: row.object?.accountId ?? "",
    accountName: "",
    level: row.object?.level ?? null,
    id: row.object?.id ?? null,
    name: row.name === "" ? (row.object?.id ?? "") : row.name,
    currency: "",
    fields: [],
    dailyEffectMinor: 0,
    tone: row.alreadySo ? "note" : "refused",
    word: row.alreadySo ? diffTexts.words.alreadySo : diffTexts.words.refused,
    text: joinSentences(row.why),
    notes: [joinSentences(row.why)],
    conflicts: [],
    traceId: null,
  };
}

const OUTCOME_TONES: Readonly<Record<ChangeOutcome, DiffTone>> = {
  planned: "busy",
  confirmed: "ok",
  already_so: "ok",
  rejected: "refused",
  drifted: "changed",
  refused: "refused",
  waiting: "asks",
  not_applied: "unclear",
  marked: "note",
  needs_person: "unclear",
  not_sent: "unclear",
  unconfirmed: "unclear",
};

/** What became of one object. While the act is being sent, what is not done yet waits. */
export function outcomeDiff(row: ChangeRow, running: boolean, accountName: string, zoneOf: ZoneOf): DiffRow {
  const waits = row.outcome === "planned";
  const notes = [
    ...(row.text === null ? [] : [joinSentences(row.text)]),
    ...row.conflicts.map(conflictText),
    ...(row.undoneBy === null ? [] : [diffTexts.undone]),
  ];
  return {
    key: `item-${row.item}`,
    item: row.item,
    accountId: row.accountId,
    accountName,
    level: row.level,
    id: row.id,
    name: row.name,
    currency: row.currency,
    fields: row.fields.map((diff) => diffField(diff, row.currency, zoneOf(row.accountId))),
    dailyEffectMinor: 0,
    tone: waits && !running ? "unclear" : OUTCOME_TONES[row.outcome],
    word: waits && running ? diffTexts.outcomes.sending : diffTexts.outcomes[row.outcome],
    text: notes[0] ?? "",
    notes,
    conflicts: row.conflicts,
    traceId: row.traceId,
  };
}

/** Lines a row takes: one for each field. */
export const linesOf = (row: DiffRow | undefined): number => Math.max(1, row?.fields.length ?? 1);

/** The row as a screen reader says it. */
export function diffRowWords(row: DiffRow): string {
  const level = row.level === null ? "" : diffTexts.levels[row.level];
  const fields = row.fields.map(({ label, before, after, share }) =>
    [`${label} from ${before} to ${after}`, share].filter((part) => part !== null).join(", "),
  );
  return [row.name, level, ...fields, row.word, row.text].filter((part) => part !== "").join(", ");
}
