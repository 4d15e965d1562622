import { formatCount } from "@/lib/numbers";
import type { DifferenceCause } from "@/platform";

export const texts = {
  title: "Reconcile",
  note: (account: string, days: string) => `${account}, ${days}`,
  below: "Compare campaigns with",
  levels: { adset: "Ad sets", ad: "Ads" },
  account: "Account",
  campaigns: "Campaigns",
  columns: { metric: "Figure", difference: "Difference", causes: "Causes, and how much each explains" },
  same: "None: both sides are the same",
  causes: {
    not_read: "Read at one level only",
    restated: "Read at different times while maturing",
    deleted: "Deleted or never listed below",
    other_conversion: "Other conversions below",
    unexplained: "Unexplained",
  } satisfies Record<DifferenceCause, string>,
  remedies: {
    not_read: "Sync these days: a level is missing.",
    restated: "Sync again: both levels are then read at about the same time.",
    deleted: "Meta counts what was deleted in its campaign and gives it nowhere below. Nothing is wrong.",
    other_conversion:
      "Ad sets with other goals count other conversions than their campaign. Compare spend and clicks.",
    unexplained: "Nothing known here explains it.",
  } satisfies Record<DifferenceCause, string>,
  places: "Where they differ",
  placeColumns: {
    name: "Campaign",
    days: "Days",
    spend: "Spend",
    conversions: "Conversions",
    cause: "Mostly",
  },
  unlisted: "Objects that no listing has shown",
  agree: (below: string) => `Campaigns and ${below.toLowerCase()} agree on every day.`,
  never: {
    title: "These days are not on this computer",
    text: "A sync brings them at every level; then they can be compared.",
    sync: "Sync now",
  },
  read: (above: string, below: string) => `Campaigns read ${above}; below read ${below}.`,
  loading: "Comparing levels",
  retry: "Try again",
  offline: "Offline. This compares what is on this computer.",
  count: (count: number) => formatCount(count),
  keys: { group: "This view", level: "Ad sets or ads" },
} as const;
