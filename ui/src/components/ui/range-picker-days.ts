// What the range picker knows: presets, typed ranges, comparisons and the calendar. "Today" is always handed in, since
// it is the account's today and not the computer's.

import {
  addDays,
  countDays,
  type Day,
  type DayRange,
  isDay,
  previousRange,
  startOfMonth,
  weekday,
} from "@/lib/days";

/** What the figures are compared with. */
export type CompareMode = "off" | "previous_period" | "previous_year";

/** A choice of range that moves along with today. */
export type PresetKey =
  | "today"
  | "yesterday"
  | "last_7"
  | "last_14"
  | "last_28"
  | "last_30"
  | "last_90"
  | "this_month"
  | "last_month";

/** The presets in the order they are listed. */
export const PRESETS: readonly { key: PresetKey; label: string }[] = [
  { key: "today", label: "Today" },
  { key: "yesterday", label: "Yesterday" },
  { key: "last_7", label: "Last 7 days" },
  { key: "last_14", label: "Last 14 days" },
  { key: "last_28", label: "Last 28 days" },
  { key: "last_30", label: "Last 30 days" },
  { key: "last_90", label: "Last 90 days" },
  { key: "this_month", label: "This month" },
  { key: "last_month", label: "Last month" },
];

/** Meta keeps figures for 37 months; a range longer than this can only be a slip. */
export const LONGEST_RANGE_DAYS = 1_127;

/** The same date `months` later, or the last day of that month where it is shorter. */
export function addMonths(day: Day, months: number): Day {
  if (!isDay(day)) return day;
  const [year, month, date] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8))];
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + months, Math.min(date, last))).toISOString().slice(0, 10);
}

/** Whether the range is one that can be asked for. */
export function isUsableRange(range: DayRange): boolean {
  const length = countDays(range);
  return length > 0 && length <= LONGEST_RANGE_DAYS;
}

function lastDays(today: Day, count: number): DayRange {
  return { since: addDays(today, -count), until: addDays(today, -1) };
}

function monthOf(day: Day): DayRange {
  const since = startOfMonth(day);
  return { since, until: addDays(addMonths(since, 1), -1) };
}

/** The days a preset means today. "Last n days" leaves today out: a day that is not over cannot be compared. */
export function presetRange(preset: PresetKey, today: Day): DayRange {
  switch (preset) {
    case "today":
      return { since: today, until: today };
    case "yesterday":
      return lastDays(today, 1);
    case "last_7":
      return lastDays(today, 7);
    case "last_14":
      return lastDays(today, 14);
    case "last_28":
      return lastDays(today, 28);
    case "last_30":
      return lastDays(today, 30);
    case "last_90":
      return lastDays(today, 90);
    case "this_month":
      return { since: monthOf(today).since, until: today };
    case "last_month":
      return monthOf(addMonths(startOfMonth(today), -1));
  }
}

/** The preset a range is today, if it is one. */
export function presetOf(range: DayRange, today: Day): PresetKey | null {
  const found = PRESETS.find(({ key }) => {
    const preset = presetRange(key, today);
    return preset.since === range.since && preset.until === range.until;
  });
  return found?.key ?? null;
}

/** The days to compare a range with. */
export function compareRange(range: DayRange, mode: CompareMode): DayRange | null {
  if (mode === "off" || countDays(range) === 0) return null;
  if (mode === "previous_year") {
    return { since: addMonths(range.since, -12), until: addMonths(range.until, -12) };
  }
  return previousRange(range);
}

const PRESET_WORDS: Record<string, PresetKey> = {
  today: "today",
  yesterday: "yesterday",
  "this month": "this_month",
  "last month": "last_month",
};

/**
 * Reads what a person typed: `last 14`, `14 days`, `this month`, `2026-09`, `2026-09-05`,
 * `2026-09-01..2026-09-10`. `null` where it means nothing.
 */
export function parseTypedRange(typed: string, today: Day): DayRange | null {
  const text = typed.trim().toLowerCase().replace(/\s+/g, " ");
  const preset = PRESET_WORDS[text];
  if (preset) return presetRange(preset, today);
  const last = /^(?:last )?(\d{1,4})(?: ?d| days?)?$/.exec(text);
  if (last) {
    const range = lastDays(today, Number(last[1]));
    return isUsableRange(range) ? range : null;
  }
  if (/^\d{4}-\d{2}$/.test(text)) {
    return isDay(`${text}-01`) ? monthOf(`${text}-01`) : null;
  }
  const ends = text.split(/ ?(?:\.\.|–|—| to | - ) ?/);
  const since = ends[0] ?? "";
  const until = ends.length > 1 ? (ends[1] ?? "") : since;
  if (ends.length > 2 || !isDay(since) || !isDay(until)) return null;
  const range = since <= until ? { since, until } : { since: until, until: since };
  return isUsableRange(range) ? range : null;
}

/** A month laid out in weeks of seven; days of the months beside it fill the ends. */
export function calendarWeeks(month: Day, weekStartsOn: number): Day[][] {
  const whole = monthOf(month);
  const before = (weekday(whole.since) - weekStartsOn + 7) % 7;
  const start = addDays(whole.since, -before);
  const weeks = Math.ceil((before + countDays(whole)) / 7);
  return Array.from({ length: weeks }, (_, week) =>
    Array.from({ length: 7 }, (_, day) => addDays(start, week * 7 + day)),
  );
}

interface WeekInfo {
  firstDay?: number;
}

/** First day of the week in a locale, where Sunday is 0. Monday where the engine cannot tell. */
export function weekStart(locale: string): number {
  try {
    const info = new Intl.Locale(locale) as Intl.Locale & {
      getWeekInfo?: () => WeekInfo;
      weekInfo?: WeekInfo;
    };
    const first = info.getWeekInfo?.().firstDay ?? info.weekInfo?.firstDay;
    return first === undefined ? 1 : first % 7;
  } catch {
    return 1;
  }
}
