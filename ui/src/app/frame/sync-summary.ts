import { formatCount, formatRate } from "@/lib/numbers";
import { formatDuration } from "@/lib/times";
import type { AccountProgress, SyncRun, SyncStage, SyncStatus, WorkspaceState } from "@/platform";
import { texts } from "../texts";

const UNITS: Record<SyncStage, string> = {
  waiting: texts.sync.units.objects,
  structure: texts.sync.units.objects,
  images: texts.sync.units.pictures,
  activities: texts.sync.units.entries,
  insights: texts.sync.units.days,
  checking: texts.sync.units.objects,
  done: texts.sync.units.objects,
  failed: texts.sync.units.objects,
};

const isBusy = ({ stage }: AccountProgress): boolean => !["waiting", "done", "failed"].includes(stage);

/** The counts of one account: "12 of 38 days, 3,104 rows". */
export function progressText(progress: AccountProgress): string {
  return texts.sync.progress(
    progress.done,
    progress.total,
    UNITS[progress.stage],
    formatCount(progress.rows),
  );
}

/** The counts of the whole run: those of the account that is being worked on. */
export function runText(run: SyncRun): string {
  if (run.cancelling) return texts.sync.cancelling;
  const busy = run.accounts.find(isBusy);
  return busy === undefined ? texts.sync.starting : progressText(busy);
}

/** Stages as parts of the way. Figures take the longest by far. */
const STAGE_START: Record<SyncStage, number> = {
  waiting: 0,
  structure: 0,
  images: 0.15,
  activities: 0.2,
  insights: 0.25,
  checking: 0.95,
  done: 1,
  failed: 1,
};

const STAGE_LENGTH: Record<SyncStage, number> = {
  waiting: 0,
  structure: 0.15,
  images: 0.05,
  activities: 0.05,
  insights: 0.7,
  checking: 0.05,
  done: 0,
  failed: 0,
};

/** How much of one account is done, between 0 and 1. */
export function accountShare({ stage, done, total }: AccountProgress): number {
  const within = total === null || total === 0 ? 0 : Math.min(1, done / total);
  return STAGE_START[stage] + STAGE_LENGTH[stage] * within;
}

/** How much of the run is done, between 0 and 1; `null` before the accounts are known. */
export function runShare(run: SyncRun): number | null {
  if (run.accounts.length === 0) return null;
  return run.accounts.reduce((sum, account) => sum + accountShare(account), 0) / run.accounts.length;
}

/** When calls to Meta go on, where some account waits; the latest of them. */
export function waitsUntil(sync: SyncStatus, nowMs: number): number | null {
  const until = Math.max(0, ...sync.governors.map(({ resumesAtMs }) => resumesAtMs ?? 0));
  return until > nowMs ? until : null;
}

/** The fullest of all limits, in percent; `null` where Meta has not said anything yet. */
export function fullestUsage(sync: SyncStatus): number | null {
  return sync.governors.length === 0
    ? null
    : Math.max(...sync.governors.map(({ usagePercent }) => usagePercent));
}

export type SyncFace = {
  tone: "good" | "busy" | "waits" | "stale" | "bad" | "none";
  text: string;
  usage: string | null;
};

/** What the top bar shows. */
export function syncFace(
  workspace: WorkspaceState,
  freshness: string,
  stale: boolean,
  nowMs: number,
): SyncFace {
  const { sync } = workspace;
  const usagePercent = fullestUsage(sync);
  const usage = usagePercent === null ? null : texts.sync.usage(formatRate(usagePercent, { digits: 0 }));
  const until = waitsUntil(sync, nowMs);
  if (sync.running !== null) {
    const waits = until !== null && !sync.running.cancelling;
    return waits
      ? { tone: "waits", text: texts.sync.waits(formatDuration(until - nowMs)), usage }
      : { tone: "busy", text: runText(sync.running), usage };
  }
  if (sync.last?.result === "failed") return { tone: "bad", text: freshness, usage };
  if (sync.last === null && workspace.accounts.every(({ syncedAtMs }) => syncedAtMs === null)) {
    return { tone: "none", text: texts.sync.never, usage };
  }
  return { tone: stale || sync.last?.result === "partial" ? "stale" : "good", text: freshness, usage };
}

/** The time all accounts were complete at: the oldest of them, or `null` where one never was. */
export function completeSince(workspace: WorkspaceState): number | null {
  const times = workspace.accounts.map(({ syncedAtMs }) => syncedAtMs);
  return times.length === 0 || times.includes(null) ? null : Math.min(...times.map((time) => time ?? 0));
}
