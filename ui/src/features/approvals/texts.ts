import { formatCount } from "@/lib/numbers";

const acts = (count: number): string => `${formatCount(count)} ${count === 1 ? "act" : "acts"}`;

/** Words of the approvals screen. */
export const texts = {
  title: "Approvals",
  waits: (count: number) => `${formatCount(count)} ${count === 1 ? "waits" : "wait"}`,
  queue: "What rules ask for, what expires first on top",
  columns: {
    choose: "Chosen",
    object: "Object",
    change: "What would be done",
    why: "Why",
    age: "Figures",
    state: "State",
  },
  reading: "Reading what rules ask for",
  retry: "Try again",
  still: "What is shown is from before.",
  empty: {
    title: "Nothing waits",
    text: "Rules in approve mode put what they want to do here, and so does every rule that would touch very much at once. Nothing is sent until a person says yes; what nobody answers expires.",
    action: "See what rules did",
  },
  held: (why: string) => `No rule runs now: ${why}. What waits can still be answered.`,
  offline: "Meta cannot be reached. What waits can be refused; approving waits for the network.",
  expired: (count: number) =>
    count === 1
      ? "1 request expired. Nothing was sent; the rule asks again if it still wants to."
      : `${formatCount(count)} requests expired. Nothing was sent; the rule asks again if it still wants to.`,
  gone: (count: number) =>
    count === 1
      ? "1 request is gone: answered elsewhere, or not so any more."
      : `${formatCount(count)} requests are gone: answered elsewhere, or not so any more.`,
  missed: "What the notification asked for does not wait any more: answered, expired, or not so any more.",
  dismiss: "Dismiss",
  group: {
    expires: (left: string) => `expires in ${left}`,
    over: "answered",
    approveAll: (count: number) => `Approve all ${formatCount(count)}`,
    refuseAll: "Refuse all",
    run: "The whole look",
  },
  choose: (name: string) => `Choose ${name}`,
  waiting: "Waits",
  approve: (count: number) => (count > 1 ? `Approve ${formatCount(count)}` : "Approve"),
  refuse: (count: number) => (count > 1 ? `Refuse ${formatCount(count)}` : "Refuse"),
  chosen: (count: number) => `${formatCount(count)} chosen`,
  sentNow: (count: number) => `${acts(count)} approved`,
  refusedNow: (count: number) => `${acts(count)} refused`,
  confirm: {
    title: (count: number, rules: readonly string[]) =>
      rules.length === 1
        ? `Approve ${acts(count)} of “${rules[0]}”?`
        : `Approve ${acts(count)} of ${formatCount(rules.length)} rules?`,
    text: (what: string, effect: string | null) =>
      `${what}. ${effect === null ? "No budget changes." : `Budgets change by ${effect} in all.`} Each is read again at Meta before it is sent, and can be undone.`,
    confirm: (count: number) => `Approve ${acts(count)}`,
    cancel: "Not yet",
    more: (count: number) => `and ${formatCount(count)} more`,
    list: "What is sent",
  },
  panel: "The request",
  keys: {
    group: "Approvals",
    next: "Next request",
    previous: "Previous request",
    choose: "Choose or leave out",
    all: "Choose all",
    approve: "Approve what is chosen, or this one",
    refuse: "Refuse what is chosen, or this one",
    approveAll: "Approve all of this rule",
    refuseAll: "Refuse all of this rule",
    why: "Why: conditions and guards",
    show: "Show the object in Explorer",
    close: "Close, clear",
  },
} as const;
