import { formatCount } from "@/lib/numbers";
import { shortened } from "@/lib/text";

const drafts = (count: number): string => `${formatCount(count)} ${count === 1 ? "draft" : "drafts"}`;
const rows = (count: number): string => `${formatCount(count)} ${count === 1 ? "row" : "rows"}`;
const changes = (count: number): string => `${formatCount(count)} ${count === 1 ? "change" : "changes"}`;

/** Sentences of drafts and their conflicts. */
export const texts = {
  title: "Drafts",
  group: "This view",
  cancel: "Cancel",
  tryAgain: "Try again",
  levels: { account: "Account", campaign: "Campaign", adset: "Ad set", ad: "Ad" },
  list: "Drafts that wait",
  reading: "Reading drafts from this computer",
  nothingChosen: "Choose a draft to look at what it would change.",
  count: (count: number) => `${drafts(count)} ${count === 1 ? "waits" : "wait"}`,
  line: (count: number, conflicts: number) =>
    `${drafts(count)} ${count === 1 ? "waits" : "wait"}${conflicts === 0 ? "." : `; ${formatCount(conflicts)} ${conflicts === 1 ? "conflicts" : "conflict"}.`}`,
  open: "Look at the drafts",
  dismiss: "Dismiss",
  empty: { title: "No drafts", text: "Edits made offline wait here." },
  groups: { conflicts: "In conflict", several: "Several accounts" },
  account: (id: string) => `Account ${id}`,
  row: {
    rows,
    conflicts: (count: number) => `${formatCount(count)} in conflict`,
    from: (name: string) => `from ${name}`,
    fromFile: "from a file",
  },
  view: {
    made: (age: string, by: string | null) => `Made ${age}${by === null ? "" : ` by ${by}`}`,
    file: "Came as a file. It is only looked at here until you send it.",
    looking: "Looking at Meta",
    looked: "Compared with Meta just now",
    notLooked: "Not compared with Meta yet",
    again: "Look again",
    offline: "Offline: what is live cannot be seen, so nothing can be sent. The draft waits.",
    rename: "Rename",
    export: "Save as a file",
    delete: "Throw away",
    more: "More",
    send: (count: number) => `Send ${changes(count)}`,
    nothing: "Nothing to send",
    finish: "Keep what is live",
    head: (ready: number, open: number, refused: number, live: number) =>
      [
        `${formatCount(ready)} will change`,
        ...(open > 0 ? [`${formatCount(open)} in conflict`] : []),
        ...(refused > 0 ? [`${formatCount(refused)} refused`] : []),
        ...(live > 0 ? [`${formatCount(live)} stay as they are live`] : []),
      ].join(", "),
    conflicts: "Conflicts",
    conflictsHint: "Somebody changed these while your edits waited.",
    settled: (settled: number, all: number) => `${formatCount(settled)} of ${formatCount(all)} decided`,
    page: (from: number, to: number, all: number) =>
      `${formatCount(from)} to ${formatCount(to)} of ${formatCount(all)}`,
    before: "Conflicts before",
    after: "Conflicts after",
    all: "Changes",
    changedAgain: "Somebody changed it again while you looked. Nothing was sent; look at it once more.",
    gone: "This draft is not here any more. It was sent or thrown away.",
    back: "All drafts",
    effect: "may spend",
    lastChange: (who: string, when: string) => `Changed by ${who}, ${when}`,
    someone: "someone outside Sextant",
    state: {
      conflict: "In conflict",
      kept_live: "Stays as it is live",
    },
  },
  result: {
    column: "Result",
    title: "What became of it",
    sending: (done: number, total: number) => `${formatCount(done)} of ${formatCount(total)} sent`,
    all: (count: number) =>
      `${formatCount(count)} of ${formatCount(count)} changed. Meta confirmed all of it.`,
    partly: (ok: number, all: number) =>
      `${formatCount(ok)} of ${formatCount(all)} changed. The others are as before.`,
    none: "Nothing was changed.",
    retry: (count: number) => `Try ${changes(count)} again`,
    kept: "What was not sent stays in this draft.",
    close: "Back to the drafts",
    stop: "Stop",
  },
  renaming: {
    title: "Rename the draft",
    label: "Name",
    confirm: "Rename",
  },
  deleting: {
    title: (name: string) => `Throw away “${shortened(name, 60)}”?`,
    text: (count: number) =>
      `Its ${changes(count)} will not be sent. Nothing changes at Meta. This cannot be undone.`,
    confirm: "Throw the draft away",
  },
  exporting: {
    title: "Save as a file for a colleague",
    text: "It holds names and settings of what it changes, no figures and no secrets.",
    label: "New file",
    confirm: "Save",
    saved: (path: string) => `Saved to ${path}`,
    missing: "Say where the file goes.",
  },
  importing: {
    button: "Open a file",
    title: "Open a colleague's draft",
    text: "It is only looked at: nothing is sent before you have seen it and said so.",
    label: "File",
    confirm: "Open",
    missing: "Say which file it is.",
  },
  acts: {
    open: "Open Drafts",
    send: "Send the checked changes",
    keepLive: "Keep what is live",
    useMine: "Use mine",
    edit: "Type another value",
    back: "Back to the drafts",
  },
} as const;
