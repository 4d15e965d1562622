import { parseMoney, parsePercent } from "@/components/money-field/amounts";
import { parseInstant } from "@/lib/instants";
import { currencyOffset, formatMoney } from "@/lib/money";
import { formatRate } from "@/lib/numbers";
import { isolated } from "@/lib/text";
import type { Account, ChangeEdit, ChangeSelection, WantedChange } from "@/platform";
import { type BulkField, existsAt, kindOf, labelOf } from "./fields";
import { bulkTexts } from "./texts";
import { countsWords, type LevelCounts } from "./words";

/** What is done with a setting. */
export type How = "raise" | "lower" | "set" | "replace" | "affix" | "template" | "clear";

/** One change as a person fills it in. Texts are as typed. */
export interface Wish {
  field: BulkField;
  how: How;
  unit: "percent" | "amount";
  number: string;
  /** Whole units of the currency that a share is rounded to; 0 for none. */
  roundTo: number;
  find: string;
  with: string;
  before: string;
  after: string;
  text: string;
  status: "ACTIVE" | "PAUSED" | "ARCHIVED";
  time: string;
}

export const HOWS: Readonly<Record<ReturnType<typeof kindOf>, readonly How[]>> = {
  money: ["raise", "lower", "set"],
  name: ["replace", "affix", "set", "template"],
  status: ["set"],
  instant: ["set", "clear"],
};

/** The ways of changing a field. A start cannot be taken away. */
export const howsOf = (field: BulkField): readonly How[] =>
  field === "start_time" ? ["set"] : HOWS[kindOf(field)];

export const newWish = (field: BulkField): Wish => ({
  field,
  how: howsOf(field)[0] ?? "set",
  unit: "percent",
  number: "",
  roundTo: 0,
  find: "",
  with: "",
  before: "",
  after: "",
  text: "",
  status: "PAUSED",
  time: "",
});

/** What the chosen objects have in common. */
export interface Around {
  selection: ChangeSelection;
  counts: LevelCounts;
  /** Accounts they may be of. */
  accounts: readonly Account[];
}

/** What a wish comes to. */
export type Wanted =
  /** Something is still missing, which is no mistake. */
  | { kind: "missing" }
  | { kind: "refused"; why: string }
  | { kind: "ready"; changes: WantedChange[]; sentence: string };

/** The one currency of the accounts, or `null` where there are several. */
export function currencyOf(accounts: readonly Account[]): string | null {
  const [first, ...others] = [...new Set(accounts.map(({ currency }) => currency))];
  return first !== undefined && others.length === 0 ? first : null;
}

const MISSING: Wanted = { kind: "missing" };
const refused = (why: string): Wanted => ({ kind: "refused", why });

/** What the wish asks of the chosen objects, with a sentence of what it does. */
export function wanted(wish: Wish, around: Around): Wanted {
  const counts = around.counts.filter(([level]) => existsAt(wish.field, level));
  if (counts.length === 0) return refused(bulkTexts.form.noSuchField(labelOf(wish.field)));
  const objects = countsWords(counts);
  switch (kindOf(wish.field)) {
    case "money":
      return wantedMoney(wish, around, objects);
    case "name":
      return wantedName(wish, around, objects);
    case "status":
      return ready(around, setTo(wish.field, { kind: "status", value: wish.status }), {
        sentence: bulkTexts.form.status[wish.status](objects),
      });
    case "instant":
      return wantedTime(wish, around, objects);
  }
}

function setTo(field: BulkField, value: Extract<ChangeEdit, { edit: "set" }>["value"]): ChangeEdit {
  return { edit: "set", field, value };
}

function ready({ selection }: Around, edit: ChangeEdit, { sentence }: { sentence: string }): Wanted {
  return { kind: "ready", changes: [{ selection, edit }], sentence };
}

function wantedMoney(wish: Wish, around: Around, objects: string): Wanted {
  const { field, how } = wish;
  const label = labelOf(field).toLowerCase();
  const currency = currencyOf(around.accounts);
  if (how !== "set" && wish.unit === "percent") {
    const typed = parsePercent(wish.number);
    if (typed.kind !== "value") return typed.kind === "empty" ? MISSING : refused(typed.why);
    if (typed.value === 0) return refused(bulkTexts.form.nothing);
    if (typed.value < 0) return refused(bulkTexts.form.noSign);
    if (how === "lower" && typed.value >= 100) return refused(bulkTexts.form.allOfIt);
    const percent = how === "lower" ? -typed.value : typed.value;
    const step = currency === null ? 1 : Math.max(1, wish.roundTo * currencyOffset(currency));
    const rounded = step > 1 && currency !== null ? formatMoney(step, currency) : null;
    const digits = Number.isInteger(typed.value) ? 0 : 2;
    const sentence = bulkTexts.form[how === "lower" ? "lower" : "raise"](
      label,
      objects,
      formatRate(typed.value, { digits }),
      rounded,
    );
    return ready(around, { edit: "scale", field, percent, roundToMinor: step }, { sentence });
  }
  if (currency === null) return refused(bulkTexts.form.manyCurrencies);
  const typed = parseMoney(wish.number, currency);
  if (typed.kind !== "value") return typed.kind === "empty" ? MISSING : refused(typed.why);
  const amount = formatMoney(typed.value, currency);
  if (how === "set") {
    const sentence = bulkTexts.form.set(label, objects, amount);
    return ready(around, setTo(field, { kind: "money", minor: typed.value }), { sentence });
  }
  const minor = how === "lower" ? -typed.value : typed.value;
  const sentence = bulkTexts.form[how === "lower" ? "lower" : "raise"](label, objects, amount, null);
  return ready(around, { edit: "add", field, minor }, { sentence });
}

const quoted = (text: string): string | null => (text === "" ? null : isolated(text));

function wantedName(wish: Wish, around: Around, objects: string): Wanted {
  switch (wish.how) {
    case "replace":
      if (wish.find === "") return MISSING;
      if (wish.find === wish.with) return refused(bulkTexts.form.nothing);
      return ready(
        around,
        { edit: "replace", find: wish.find, with: wish.with },
        {
          sentence: bulkTexts.form.replace(
            isolated(wish.find),
            isolated(wish.with),
            wish.with === "",
            objects,
          ),
        },
      );
    case "affix":
      if (wish.before === "" && wish.after === "") return MISSING;
      return ready(
        around,
        { edit: "affix", before: wish.before, after: wish.after },
        { sentence: bulkTexts.form.affix(quoted(wish.before), quoted(wish.after), objects) },
      );
    case "template":
      return ready(around, { edit: "template" }, { sentence: bulkTexts.form.template(objects) });
    default:
      if (wish.text.trim() === "") return MISSING;
      return ready(around, setTo("name", { kind: "text", value: wish.text }), {
        sentence: bulkTexts.form.rename(isolated(wish.text), objects),
      });
  }
}

/** A time on each account's own clock: accounts in other zones get another instant. */
function wantedTime(wish: Wish, around: Around, objects: string): Wanted {
  const label = labelOf(wish.field).toLowerCase();
  if (wish.how === "clear") {
    const sentence = bulkTexts.form.clear(label, objects);
    return ready(around, setTo(wish.field, null), { sentence });
  }
  if (wish.time.trim() === "") return MISSING;
  const zones = [...new Set(around.accounts.map(({ timeZone }) => timeZone))];
  const changes: WantedChange[] = [];
  for (const zone of zones) {
    const at = parseInstant(wish.time, zone);
    if (at.kind !== "value") return at.kind === "refused" ? refused(at.why) : MISSING;
    const ids = around.accounts.filter(({ timeZone }) => timeZone === zone).map(({ id }) => id);
    const selection = within(around.selection, ids);
    const edit = setTo(wish.field, { kind: "instant", atMs: at.atMs });
    if (selection !== null) changes.push({ selection, edit });
  }
  const clock = zones.length === 1 ? (zones[0] ?? "") : null;
  return { kind: "ready", changes, sentence: bulkTexts.form.time(label, objects, wish.time.trim(), clock) };
}

/** The part of a selection that is in these accounts; `null` where that is nothing. */
function within(selection: ChangeSelection, accountIds: string[]): ChangeSelection | null {
  if (selection.by === "ids") {
    const objects = selection.objects.filter(({ accountId }) => accountIds.includes(accountId));
    return objects.length === 0 ? null : { by: "ids", objects };
  }
  return { ...selection, query: { ...selection.query, accountIds } };
}
