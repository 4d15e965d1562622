import { parseMoney } from "@/components/money-field/amounts";
import { newTargeting } from "@/components/targeting/targeting";
import { parseInstant } from "@/lib/instants";
import type { CreationPlace, CreationRules, FieldSetting, NewObject } from "@/platform";
import { texts } from "../texts";
import { type AdSetForm, type CreateForm, makes } from "./form";
import { above, promotesOf, reachesEu, strategyOf } from "./options";

/** Something typed that is no value yet; it is said beside its field. */
export interface Unreadable {
  item: number;
  field: string;
  why: string;
}

export interface Asked {
  objects: NewObject[];
  unreadable: Unreadable[];
}

/** Where amounts and times of an account are read. */
export interface AccountFacts {
  id: string;
  currency: string;
  timeZone: string;
}

/** A return as Meta counts it: ten thousandths. */
const ROAS_UNIT = 10_000;

class Fields {
  readonly settings: FieldSetting[] = [];
  readonly unreadable: Unreadable[] = [];
  readonly #item: number;
  readonly #account: AccountFacts;

  constructor(item: number, account: AccountFacts) {
    this.#item = item;
    this.#account = account;
  }

  text(field: string, value: string): void {
    if (value.trim() !== "") this.settings.push({ field, value: { kind: "text", value: value.trim() } });
  }

  json(field: string, value: unknown): void {
    this.settings.push({ field, value: { kind: "json", text: JSON.stringify(value) } });
  }

  money(field: string, typed: string): void {
    const amount = parseMoney(typed, this.#account.currency);
    if (amount.kind === "value") {
      this.settings.push({ field, value: { kind: "money", minor: amount.value } });
    } else if (amount.kind === "refused") this.refuse(field, amount.why);
  }

  instant(field: string, typed: string): void {
    const at = parseInstant(typed, this.#account.timeZone);
    if (at.kind === "value") this.settings.push({ field, value: { kind: "instant", atMs: at.atMs } });
    else if (at.kind === "refused") this.refuse(field, at.why);
  }

  roas(field: string, typed: string): void {
    if (typed.trim() === "") return;
    const factor = Number(typed.trim().replace(",", "."));
    if (!Number.isFinite(factor) || factor < 0.01 || factor > 1_000) {
      this.refuse(field, texts.adset.roasWrong);
      return;
    }
    this.json(field, { roas_average_floor: Math.round(factor * ROAS_UNIT) });
  }

  refuse(field: string, why: string): void {
    this.unreadable.push({ item: this.#item, field, why });
  }
}

const budgetField = (kind: "daily" | "lifetime"): string => `${kind}_budget`;

function promotedOf(adset: AdSetForm, keys: readonly string[]): Record<string, string> {
  const values: Record<string, string> = {
    page_id: adset.page,
    pixel_id: adset.pixel,
    custom_event_type: adset.event,
    application_id: adset.app.trim(),
    object_store_url: adset.store.trim(),
  };
  return Object.fromEntries(
    keys.flatMap((key) => ((values[key] ?? "") === "" ? [] : [[key, values[key] ?? ""]])),
  );
}

function campaignFields({ campaign }: CreateForm, fields: Fields): void {
  fields.settings.push({ field: "name", value: { kind: "text", value: campaign.name.trim() } });
  fields.text("objective", campaign.objective);
  fields.text("buying_type", "AUCTION");
  if (campaign.hasBudget) {
    fields.money(budgetField(campaign.budgetKind), campaign.budget);
    if (campaign.budget.trim() === "") fields.refuse(budgetField(campaign.budgetKind), texts.budget.missing);
    fields.text("bid_strategy", campaign.strategy);
  }
  fields.money("spend_cap", campaign.spendCap);
  fields.json("special_ad_categories", campaign.categories);
  fields.instant("start_time", campaign.start);
  fields.instant("end_time", campaign.end);
}

function adsetFields(form: CreateForm, rules: CreationRules, place: CreationPlace, fields: Fields): void {
  const { adset } = form;
  const up = above(form, place);
  fields.settings.push({ field: "name", value: { kind: "text", value: adset.name.trim() } });
  fields.text("destination_type", adset.destination ?? "");
  fields.text("optimization_goal", adset.goal);
  fields.text("billing_event", adset.billing);
  if (!up.hasBudget) {
    fields.money(budgetField(adset.budgetKind), adset.budget);
    fields.text("bid_strategy", adset.strategy);
  }
  const strategy = strategyOf(form, up);
  if (rules.withBid.includes(strategy)) fields.money("bid_amount", adset.bid);
  if (strategy === "LOWEST_COST_WITH_MIN_ROAS") fields.roas("bid_constraints", adset.roas);
  fields.instant("start_time", adset.start);
  fields.instant("end_time", adset.end);
  fields.json("targeting", newTargeting(adset, rules));
  const promoted = promotedOf(adset, promotesOf(rules, form, up));
  if (Object.keys(promoted).length > 0) fields.json("promoted_object", promoted);
  if (reachesEu(rules, form)) {
    fields.text("dsa_beneficiary", adset.beneficiary);
    fields.text("dsa_payor", adset.payor);
  }
}

function adFields({ ad }: CreateForm, fields: Fields): void {
  fields.settings.push({ field: "name", value: { kind: "text", value: ad.name.trim() } });
  if (ad.creative !== null) fields.json("creative", { creative_id: ad.creative.id });
  fields.text("conversion_domain", ad.conversionDomain);
}

/** The objects a form asks for, from the top down, and what of it cannot be read. */
export function newObjects(
  form: CreateForm,
  rules: CreationRules,
  place: CreationPlace,
  account: AccountFacts,
): Asked {
  const made = makes(form, place);
  const objects: NewObject[] = [];
  const unreadable: Unreadable[] = [];
  const add = (
    level: "campaign" | "adset" | "ad",
    parentId: string | null,
    fill: (fields: Fields) => void,
  ) => {
    const item = objects.length;
    const fields = new Fields(item, account);
    fill(fields);
    unreadable.push(...fields.unreadable);
    objects.push({
      accountId: account.id,
      level,
      parentId,
      parentItem: parentId === null && item > 0 ? item - 1 : null,
      copyOf: null,
      deep: false,
      fields: fields.settings,
    });
  };
  if (made.campaign) add("campaign", null, (fields) => campaignFields(form, fields));
  if (made.adset) {
    add("adset", place.campaign?.id ?? null, (fields) => adsetFields(form, rules, place, fields));
  }
  if (made.ad) add("ad", place.adset?.id ?? null, (fields) => adFields(form, fields));
  return { objects, unreadable };
}
