import { capitalised, conversionWord } from "@/lib/conversion-words";
import type { Delivery, ObjectLevel } from "@/platform";

export { capitalised, conversionWord };

/** The delivery column in words. */
export const DELIVERY_WORDS: Readonly<Record<Delivery, string>> = {
  active: "Active",
  learning: "Learning",
  limited: "Limited",
  in_review: "In review",
  rejected: "Rejected",
  with_issues: "With issues",
  pending_billing: "Waits for billing",
  paused: "Paused",
  campaign_paused: "Campaign paused",
  adset_paused: "Ad set paused",
  archived: "Archived",
  deleted: "Deleted",
  ended: "Ended",
  unknown: "Unknown to this version",
};

/** Deliveries in the order they are listed in the filter. */
export const DELIVERIES = Object.keys(DELIVERY_WORDS) as Delivery[];

/** Deliveries in which nothing runs; their rows are drawn quieter. */
const AT_REST: ReadonlySet<Delivery> = new Set<Delivery>([
  "paused",
  "campaign_paused",
  "adset_paused",
  "archived",
  "deleted",
  "ended",
]);

/** Whether nothing runs. */
export function isAtRest(delivery: Delivery): boolean {
  return AT_REST.has(delivery);
}

/** Levels in words: one, and several. */
export const LEVEL_WORDS: Readonly<Record<ObjectLevel, { one: string; many: string }>> = {
  account: { one: "Account", many: "accounts" },
  campaign: { one: "Campaign", many: "campaigns" },
  adset: { one: "Ad set", many: "ad sets" },
  ad: { one: "Ad", many: "ads" },
};

/** Words too long to stand after a figure in a cell. */
const SHORT_CONVERSIONS: Readonly<Record<string, readonly [string, string]>> = {
  conversation: ["chat", "chats"],
  registration: ["sign-up", "sign-ups"],
  landing_page_view: ["page view", "page views"],
  add_to_cart: ["cart", "carts"],
  link_click: ["click", "clicks"],
};

/** What is counted, as short as a cell of a table needs it. */
export function shortConversionWord(action: string, count = 2): string {
  const words = SHORT_CONVERSIONS[action];
  if (!words) return conversionWord(action, count);
  return count === 1 ? words[0] : words[1];
}

const OBJECTIVES: Readonly<Record<string, string>> = {
  OUTCOME_SALES: "Sales",
  OUTCOME_LEADS: "Leads",
  OUTCOME_TRAFFIC: "Traffic",
  OUTCOME_ENGAGEMENT: "Engagement",
  OUTCOME_AWARENESS: "Awareness",
  OUTCOME_APP_PROMOTION: "App promotion",
};

/** The six objectives Meta still makes campaigns with. */
export const OBJECTIVE_KEYS = Object.keys(OBJECTIVES);

/** An objective in words. */
export function objectiveWord(objective: string): string {
  return OBJECTIVES[objective] ?? capitalised(objective.toLowerCase().replaceAll("_", " "));
}

/** An attribution setting such as `7d_click_1d_view` in words: `7-day click, 1-day view`. */
export function attributionWords(setting: string): string {
  const parts = [...setting.matchAll(/(\d+)d_([a-z]+(?:_view)?)/g)].map((part) => {
    const kind = (part[2] ?? "").replace(/_(?=\d)/g, "").replaceAll("_", " ");
    return `${part[1]}-day ${kind}`;
  });
  return parts.length > 0 ? parts.join(", ") : setting.replaceAll("_", " ");
}

/** The attribution settings of the rows, short enough for one line: several are counted and listed in full beside it. */
export function attributionsText(settings: readonly string[]): { text: string; all: string } {
  const all = [...new Set(settings.map(attributionWords))];
  const text = all.length > 1 ? `${all.length} attribution settings` : (all[0] ?? "");
  return { text, all: all.join("\n") };
}
