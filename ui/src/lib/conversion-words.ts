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

/** A word at the start of a heading. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
