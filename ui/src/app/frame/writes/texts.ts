import { formatCount } from "@/lib/numbers";

/** Words of what is sent, stopped and taken back, wherever one is. */
export const writesTexts = {
  stop: "Stop all changes",
  stopHint: "Nothing more is sent to Meta until you allow it again. Works offline too.",
  stoppedSince: (when: string | null, who: string | null) =>
    `All changes are stopped${when === null ? "" : ` since ${when}`}${who === null ? "" : ` by ${who}`}`,
  stoppedShort: "All stopped",
  allow: "Allow again…",
  allowTitle: "Allow changes again?",
  allowText: (drafts: number) =>
    `What you send goes to Meta again. Nothing goes out by itself: what was stopped waits until you send it again${
      drafts === 0
        ? ""
        : `, and ${drafts === 1 ? "1 draft waits" : `${formatCount(drafts)} drafts wait`} in Drafts`
    }.`,
  allowConfirm: "Allow changes",
  keepStopped: "Keep stopped",
  open: (count: number) => (count === 1 ? "1 unclear" : `${formatCount(count)} unclear`),
  openHint: (count: number) =>
    `Meta has not said what became of ${
      count === 1 ? "1 request" : `${formatCount(count)} requests`
    }. Sextant looks at ${count === 1 ? "it" : "them"} before anything else is sent to that account; nothing is sent twice.`,
  sending: (done: number, total: number) => `Sending ${formatCount(done)} of ${formatCount(total)}`,
  stopping: "Stopping after this one",
  stopSending: "Stop",
  stopSendingHint: "What was sent stays; the rest is not sent.",
  bar: "Last change",
  undo: "Undo",
  undone: (what: string) => `Taken back: ${what.slice(0, 1).toLowerCase()}${what.slice(1)}`,
  confirmed: (count: number, when: string) =>
    count === 1 ? `Meta confirmed it at ${when}.` : `Meta confirmed all ${formatCount(count)} at ${when}.`,
  partly: (done: number, total: number) => `${formatCount(done)} of ${formatCount(total)} changed.`,
  nothing: "Nothing was changed.",
  others: (count: number, why: string) => `${formatCount(count)} not: ${why}`,
  dismiss: "Dismiss",
  preview: {
    title: "Undo",
    looking: "Looking at what is there now",
    of: (what: string, when: string, who: string) => `${what}. ${when}, ${who}`,
    back: "Put back",
    yes: "Yes, put back",
    leave: "Leave it",
    all: (rows: number) => `Look at all ${formatCount(rows)}`,
    cannot: "This cannot be undone.",
    again: (amount: string) => `Type ${amount} to put it back`,
    tooMany: "Too many amounts are a hundred times as much or as little; take them back one by one.",
  },
  none: "There is nothing to undo.",
  noneRemedy: "What was sent from here can be taken back where Meta still has the value that was sent.",
  acts: {
    stop: "Stop all changes",
    allow: "Allow changes again",
    undo: "Undo the last change",
    stopSending: "Stop sending",
  },
} as const;
