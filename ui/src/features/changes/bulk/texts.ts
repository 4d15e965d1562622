import { formatCount } from "@/lib/numbers";

const rounding = (rounded: string | null): string => (rounded === null ? "" : `, rounded to ${rounded}`);

/** Sentences of changing many objects at once. */
export const bulkTexts = {
  keyGroup: "Change many",
  title: {
    chosen: (objects: string) => `Change ${objects}`,
    sheet: "Change rows from a spreadsheet",
    undo: "Take a change back",
    none: "Change many",
  },
  back: "Back",
  backToExplorer: "Back to the explorer",
  empty: {
    title: "Nothing is chosen",
    text: "Select rows in the explorer and press E, or paste rows from a spreadsheet here. Nothing is sent before you have seen what would change.",
    action: "Open the explorer",
    paste: "Paste from a spreadsheet",
  },
  form: {
    label: "The change",
    kinds: "Where the change comes from",
    one: "One change",
    sheet: "Spreadsheet",
    setting: "Setting",
    how: "Change",
    hows: {
      raise: "Raise by",
      lower: "Lower by",
      set: "Set to",
      replace: "Find and replace",
      affix: "Put before or after",
      template: "Name by the template",
      clear: "Take away",
    },
    by: "By how much",
    to: "Amount",
    unit: "Unit",
    percent: "%",
    round: "Round to",
    exact: "Exact",
    find: "Find",
    with: "Replace with",
    before: "In front",
    after: "Behind",
    name: "New name",
    statuses: { ACTIVE: "Active", PAUSED: "Paused", ARCHIVED: "Archived" },
    timeLabel: "Time",
    timeHint: "Such as 2026-12-24 23:59, on each account’s own clock.",
    caseHint: "Capitals matter. Every place in a name where it stands is replaced.",
    missing: "Say what should change.",
    leaves: (objects: string, label: string) => `${objects} have no ${label} and stay as they are.`,
    noSuchField: (label: string) => `None of the chosen objects has a ${label.toLowerCase()}.`,
    manyCurrencies:
      "These accounts have several currencies, so one amount would mean something else in each. Use a share in percent, or choose rows of one currency.",
    nothing: "That changes nothing.",
    noSign: "Write it without a sign; choose raise or lower instead.",
    allOfIt: "Nothing would be left. To stop spending, pause instead.",
    raise: (label: string, objects: string, by: string, rounded: string | null) =>
      `Raises the ${label} of ${objects} by ${by}${rounding(rounded)}.`,
    lower: (label: string, objects: string, by: string, rounded: string | null) =>
      `Lowers the ${label} of ${objects} by ${by}${rounding(rounded)}.`,
    set: (label: string, objects: string, to: string) => `Sets the ${label} of ${objects} to ${to}.`,
    replace: (find: string, replacement: string, removes: boolean, objects: string) =>
      removes
        ? `Takes “${find}” out of the names of ${objects}.`
        : `Replaces “${find}” with “${replacement}” in the names of ${objects}.`,
    affix: (before: string | null, after: string | null, objects: string) => {
      const parts = [
        ...(before === null ? [] : [`“${before}” in front of`]),
        ...(after === null ? [] : [`“${after}” behind`]),
      ];
      return `Puts ${parts.join(" and ")} the names of ${objects}.`;
    },
    rename: (name: string, objects: string) => `Gives ${objects} the name “${name}”.`,
    status: {
      ACTIVE: (objects: string) => `Switches ${objects} on.`,
      PAUSED: (objects: string) => `Pauses ${objects}.`,
      ARCHIVED: (objects: string) => `Archives ${objects}. Archived objects can only be renamed or deleted.`,
    },
    time: (label: string, objects: string, time: string, zone: string | null) =>
      `Sets the ${label} of ${objects} to ${time}, ${zone === null ? "on each account’s own clock" : zone}.`,
    template: (objects: string) =>
      `Names ${objects} by the template in the settings. What was typed by hand stays where the template has {text}.`,
    clear: (label: string, objects: string) => `Takes the ${label} of ${objects} away.`,
  },
  sheet: {
    label: "Rows from a spreadsheet",
    hint: "Paste rows with a first row of headings: id, then name, status, daily_budget, lifetime_budget, bid_amount, start_time or end_time. An empty cell leaves a setting as it is; none takes it away.",
    copyHint: "Select rows in the explorer and press Ctrl Shift C for a table to begin with.",
    reading: "Reading the settings of these objects",
    summary: (changed: number, same: number) =>
      `${formatCount(changed)} ${changed === 1 ? "object changes" : "objects change"}, ${formatCount(same)} ${same === 1 ? "line is" : "lines are"} as now.`,
    problems: (count: number) => `${formatCount(count)} ${count === 1 ? "line is" : "lines are"} not taken`,
    line: (line: number) => `Line ${formatCount(line)}`,
    more: (count: number) => `and ${formatCount(count)} more`,
    unknown: (names: string) => `Columns that are not read: ${names}.`,
    nothing: "Nothing in it is different from now.",
    failed: "The settings of these objects could not be read.",
  },
  undo: {
    sentence: "Puts every object back that is still as this change left it.",
    cannot: "What somebody has changed since stays as it is, and is listed with the reason.",
  },
  head: {
    label: "What would happen",
    first:
      "Each object stands here with what it is now, what it becomes and whether Meta will take it, as soon as it is said what should change.",
    willChange: (count: number) => `${formatCount(count)} will change`,
    refused: (count: number) => `${formatCount(count)} refused`,
    changed: (count: number) => `${formatCount(count)} changed since you looked`,
    leftOut: (count: number) => `${formatCount(count)} left out`,
    alreadySo: (count: number) => `${formatCount(count)} so already`,
    perDay: "a day",
    noEffect: "No change of what may be spent a day",
    lifetime: (amount: string) => `${amount} in lifetime budgets`,
    notice: "Meta may spend up to 75 % more than a daily budget on one day, not over a week.",
    planning: "Working it out",
    waiting: "Not checked yet",
    checking: (count: string) => `Looking at ${count} at Meta`,
    checkingOf: (done: string, all: string) => `Looked at ${done} of ${all}`,
    checked: "Checked against Meta just now",
    judged: "Meta itself was asked about each change",
    local: "Only checked on this computer",
    again: "Check again",
    ask: "Ask Meta about each",
    askHint: "Meta judges each change without making it. It takes as many calls as the changes themselves.",
    stop: "Stop checking",
    nextProblemKey: "N goes to the next problem",
    table: "Objects and what changes on each",
    loading: "Working out what would change",
    nothing: "Nothing of it can be changed.",
  },
  asks: {
    label: "Before it is sent",
    yes: (count: number) =>
      `Yes, send ${count === 1 ? "the change that asks" : `the ${formatCount(count)} changes that ask`} first`,
    amounts: (count: number) =>
      count === 1
        ? "One amount is 100 times what it is now, or more. Type it again to send it."
        : `${formatCount(count)} amounts are 100 times what they are now, or more. Type each again to send them.`,
    again: (amount: string) => `Type ${amount} again`,
    different: "That is another amount.",
    tooMany: (count: number) =>
      `${formatCount(count)} different amounts are 100 times what they are now, or more. Nobody types so many again: look at the change, or leave those rows out.`,
  },
  send: {
    send: (count: number) => `Send ${formatCount(count)} ${count === 1 ? "change" : "changes"}`,
    draft: "Keep as draft",
    kept: "Saved to Drafts",
    draftName: (sentence: string) => sentence.replace(/[.]$/, ""),
    offline: "Offline. Nothing can be sent now; keep the change as a draft.",
    readOnly: "This sign-in may read but not change. Ask for ads_management to edit.",
    stopped: "All changes are stopped. Nothing is sent until you allow changes again.",
    busy: "Another change is being sent. This one can be sent once it has ended.",
    problem: (message: string) => `It could only be checked on this computer: ${message}`,
    leaveOut: "X leaves a row out",
  },
  run: {
    sending: (done: string, all: string) => `${done} of ${all} sent`,
    stopping: "Stopping after the object it is at",
    stop: "Stop",
    table: "What became of each object",
    all: (what: string, at: string) =>
      `${what} changed at ${at}. Meta confirmed ${what.startsWith("1 ") ? "it" : "all of them"}.`,
    some: (done: string, all: string) => `${done} of ${all} changed.`,
    refused: (count: string, one: boolean) =>
      `${count} ${one ? "was" : "were"} refused by Meta; ${one ? "it is" : "they are"} as before.`,
    guarded: (count: string, one: boolean) =>
      `${count} ${one ? "was" : "were"} not sent; ${one ? "it is" : "they are"} as before.`,
    unclear: (count: string, one: boolean) => `${count} ${one ? "needs" : "need"} a look.`,
    retry: (count: number) => `Try ${formatCount(count)} again`,
    undo: "Undo",
    failed: "It ended early:",
  },
} as const;
