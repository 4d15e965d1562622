import type { Delivery, ObjectLevel } from "@/platform";

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

const CONVERSIONS: Readonly<Record<string, readonly [string, string]>> = {
  purchase: ["purchase", "purchases"],
  lead: ["lead", "leads"],
  app_install: ["install", "installs"],
  landing_page_view: ["page view", "page views"],
  link_click: ["link click", "link clicks"],
  post_engagement: ["engagement", "engagements"],
  conversation: ["conversation", "conversations"],
  registration: ["registration", "registrations"],
  add_to_cart: ["add to cart", "adds to cart"],
  thru_play: ["ThruPlay", "ThruPlays"],
};

/** What is counted, in words, for a number of them. An action this version does not know is written as Meta has it. */
export function conversionWord(action: string, count = 2): string {
  const words = CONVERSIONS[action];
  if (!words) return action.replaceAll("_", " ");
  return count === 1 ? words[0] : words[1];
}

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

/** A word at the start of a heading. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
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
