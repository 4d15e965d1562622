import { formatCount } from "@/lib/numbers";
import type { ReportPaper, ReportPart, ReportSchedule } from "@/platform";

export const reportTexts = {
  open: "Report…",
  key: "Report for a client",
  title: (client: string) => `Report for ${client}`,
  text: (days: string) =>
    `A PDF of ${days} with cover, key figures and footnotes. What else is in it and how it looks is kept for next time.`,
  loading: "Reading how reports look",
  parts: "Also in it",
  part: {
    charts: "Charts by day",
    pacing: "Budget pacing",
    campaigns: "Campaigns with totals",
    movers: "Spend moved most",
    rules: "What rules did",
    notes: "Notes",
  } satisfies Readonly<Record<ReportPart, string>>,
  colour: "Colour",
  paper: "Paper",
  papers: { a4: "A4", letter: "US Letter" } satisfies Readonly<Record<ReportPaper, string>>,
  logo: "Logo (PNG, JPEG or WebP)",
  logoKept: "A logo is kept. Choose another file to replace it.",
  removeLogo: "Leave the logo out from now on",
  schedule: "Write it by itself",
  schedules: {
    never: "Never",
    weekly: "Weekly, Monday to Sunday",
    monthly: "Monthly",
  } satisfies Readonly<Record<ReportSchedule, string>>,
  folder: "Folder for scheduled reports",
  scheduleHint:
    "Written after the first sync that has read all its days once they are over, while Sextant runs.",
  writtenUntil: (day: string) => `The newest one ends on ${day}.`,
  cancel: "Close",
  keep: "Keep settings",
  save: "Save PDF…",
  kept: "Settings kept.",
  done: (path: string, kilobytes: number) => `Written to ${path} (${formatCount(kilobytes)} kB).`,
  suggested: (client: string, since: string, until: string) => `${client} ${since} ${until}.pdf`,
} as const;
