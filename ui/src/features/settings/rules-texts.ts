import { formatCount } from "@/lib/numbers";

/** Words of what rules may do. */
export const rulesTexts = {
  account: "Account",
  accountHint: (allowed: number, all: number) =>
    `Rules may act in ${formatCount(allowed)} of ${formatCount(all)} accounts. Each account has limits of its own, above those of any rule.`,
  mayAct: "Rules may act here",
  mayActHint:
    "Off, rules only tell and record in this account. On, those in approve and auto mode may change it.",
  off: "may not act",
  ceilings: "What all rules together may do in a day",
  ceilingsHint:
    "Days are the account's. What would go beyond is refused and reported, never held at the limit.",
  actsADay: "Acts",
  raised: "Budget raised",
  raisedHint: "Empty for a quarter of the account's daily budgets.",
  spendBrake: "Spend brake, in percent",
  spendBrakeHint: "Of the daily budgets of what is on. Above it, no rule raises anything that day.",
  quiet: "Hours without acts",
  quietHint:
    "On the account's clock; they may go past midnight. Rules still look and record. Empty for none.",
  quietFrom: "From",
  quietUntil: "Until",
  approval: "Requests wait",
  approvalHint: "What nobody answers expires, and nothing is sent.",
  approvalHours: "Hours",
  targets: "What the client aims for",
  targetsHint: "Rules can compare with these. Empty where there is none.",
  targetCpa: "Spend per conversion",
  targetRoas: "ROAS",
  save: "Save for this account",
  drop: "Drop changes",
  saved: "Saved.",
  none: "No account is kept here yet.",
  keepHint: "Applies from each rule's next look on.",
  faults: {
    whole: (least: number, most: number) =>
      `A whole number from ${formatCount(least)} to ${formatCount(most)}.`,
    time: "Write a time like 22:30.",
    both: "Hours need a beginning and an end.",
    same: "They end when they begin: that would be no time at all, or all day.",
    ratio: "A number above 0 with at most two decimals, such as 2.4.",
  },
} as const;
