import type { EditableSetting } from "@/platform";
import { formTexts } from "./texts";

const { groups } = formTexts;

/** Which group a setting is in; what is not named here goes to the last one. */
const PLACES: readonly [title: string, fields: readonly string[]][] = [
  [groups.general, ["name", "status"]],
  [
    groups.budget,
    [
      "daily_budget",
      "lifetime_budget",
      "spend_cap",
      "bid_strategy",
      "bid_amount",
      "bid_constraints",
      "start_time",
      "end_time",
      "adset_schedule",
      "is_adset_budget_sharing_enabled",
    ],
  ],
  [groups.audience, ["targeting"]],
  [groups.law, ["special_ad_categories", "special_ad_category_country", "dsa_beneficiary", "dsa_payor"]],
  [groups.ad, ["creative", "conversion_domain", "tracking_specs"]],
];

const OTHERS = ["optimization_goal", "billing_event", "attribution_spec"];
const IN_FORM = new Set([...PLACES.flatMap(([, names]) => names), ...OTHERS]);

/** Whether a setting, by Meta's name or a part of it, is one that the form changes. */
export function isInForm(field: string): boolean {
  const [name = ""] = field.split(".");
  return name === "stop_time" || IN_FORM.has(name);
}

/** Settings under headings, in the order in which people look for them. */
export function groupsOf(fields: readonly EditableSetting[]): { title: string; fields: EditableSetting[] }[] {
  const placed = new Set(PLACES.flatMap(([, names]) => names));
  const rest = fields.filter(({ field }) => !placed.has(field));
  const found = PLACES.map(([title, names]) => ({
    title,
    fields: names.flatMap((name) => fields.filter(({ field }) => field === name)),
  }));
  return [...found, { title: groups.delivery, fields: rest }].filter((group) => group.fields.length > 0);
}
