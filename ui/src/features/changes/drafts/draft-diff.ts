import { minorOf } from "@/components/changes/value-text";
import type { FieldDiff, FieldValue, PreviewRow } from "@/platform";
import { type DiffField, type DiffRow, diffField, previewDiff, type ZoneOf } from "../components/diff-rows";
import { type Choice, type Choices, choiceKey, rowState } from "./model";
import { texts } from "./texts";

/** A typed value in the shape of a formatted one. */
function after(value: FieldValue): Pick<FieldDiff, "after" | "afterMinor"> {
  switch (value.kind) {
    case "money":
      return { after: null, afterMinor: value.minor };
    case "instant": {
      const iso = new Date(value.atMs).toISOString();
      return { after: `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`, afterMinor: null };
    }
    case "flag":
      return { after: value.value ? "Yes" : "No", afterMinor: null };
    case "json":
      return { after: value.text, afterMinor: null };
    default:
      return { after: value.value, afterMinor: null };
  }
}

/** A field as it would be sent after a choice: from what is live to what was chosen. */
function chosenField(
  diff: FieldDiff,
  theirs: string | null,
  choice: Choice | undefined,
  currency: string,
  zone: string | undefined,
): DiffField {
  const live = { ...diff, before: theirs, beforeMinor: minorOf(theirs, currency) };
  if (choice?.take === "live") {
    const kept = diffField({ ...live, after: theirs, afterMinor: live.beforeMinor }, currency, zone);
    return { ...kept, difference: null, share: null };
  }
  const edited = choice?.take === "edit" && choice.value !== null ? after(choice.value) : {};
  return diffField({ ...live, ...edited }, currency, zone);
}

/** A row of a draft as the table of differences shows it, its conflicts as far as they are settled. */
export function draftDiff(row: PreviewRow, choices: Choices, compared: boolean, zoneOf: ZoneOf): DiffRow {
  const base = previewDiff(row, compared, zoneOf);
  if (row.conflicts.length === 0) return base;
  const theirs = new Map(row.conflicts.map((conflict) => [conflict.field, conflict.theirs]));
  const zone = zoneOf(row.accountId);
  const fields = row.fields.map((diff) =>
    theirs.has(diff.field)
      ? chosenField(
          diff,
          theirs.get(diff.field) ?? null,
          choices.get(choiceKey(row.item, diff.field)),
          row.currency,
          zone,
        )
      : diffField(diff, row.currency, zone),
  );
  const state = rowState(row, choices);
  if (state === "conflict") return { ...base, fields, word: texts.view.state.conflict };
  if (state === "kept_live") {
    return { ...base, fields, tone: "note", word: texts.view.state.kept_live, text: "", notes: [] };
  }
  // Settled: what is left to say is what there would be to say without the conflict.
  const settled = previewDiff({ ...row, conflicts: [] }, compared, zoneOf);
  return { ...settled, fields };
}
