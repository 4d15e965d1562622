import { effectWords } from "@/components/changes/words";
import { budgetEffects } from "@/components/why/decision";
import { formatCount } from "@/lib/numbers";
import type { ApprovalGroup, DecisionState, ObjectLevel, RuleDecision, RuleRunDetail } from "@/platform";

/** What a person said to a request in this visit. It stays in its place, so that its result can be seen. */
export interface Answered {
  approve: boolean;
  group: ApprovalGroup;
  decision: RuleDecision;
  /** Where it stood in its group. */
  at: number;
}

/** A request, or what became of it. */
export interface QueueRow {
  id: string;
  group: ApprovalGroup;
  decision: RuleDecision;
  state: DecisionState;
}

/** One look of a rule at one account. */
export interface QueueGroup {
  group: ApprovalGroup;
  rows: QueueRow[];
  /** Those that can still be answered. */
  waiting: QueueRow[];
}

/** How it stands with a request that was answered. */
function answeredRow(
  id: string,
  { group, decision, approve }: Answered,
  runs: readonly RuleRunDetail[],
): QueueRow {
  const run = runs.find((one) => one.run.id === group.run.id);
  const known = run?.decisions.find((one) => one.id === id);
  const state = known?.state ?? "waiting";
  // The answer may be on its way still.
  const shown = state === "waiting" ? (approve ? "sending" : "declined") : state;
  return { id, group, decision: known ?? decision, state: shown };
}

/** Everything that waits, what expires first on top, with what was answered in its place. */
export function queueOf(
  groups: readonly ApprovalGroup[],
  answered: ReadonlyMap<string, Answered>,
  runs: readonly RuleRunDetail[],
  nowMs: number,
): QueueGroup[] {
  const known = new Map(groups.map((group) => [group.run.id, group]));
  for (const { group } of answered.values()) {
    if (!known.has(group.run.id)) known.set(group.run.id, group);
  }
  const all = [...known.values()].map((group): QueueGroup => {
    const live = groups.includes(group) && group.expiresMs > nowMs;
    const rows: QueueRow[] = (live ? group.decisions : [])
      .filter(({ id }) => !answered.has(id))
      .map((decision) => ({ id: decision.id, group, decision, state: decision.state ?? "waiting" }));
    const said = [...answered].filter(([, one]) => one.group.run.id === group.run.id);
    for (const [id, one] of said.toSorted(([, a], [, b]) => a.at - b.at)) {
      rows.splice(one.at, 0, answeredRow(id, one, runs));
    }
    const waiting = rows.filter(({ id, state }) => state === "waiting" && !answered.has(id));
    return { group, rows, waiting };
  });
  return all.filter(({ rows }) => rows.length > 0).toSorted((a, b) => a.group.expiresMs - b.group.expiresMs);
}

/** Requests that are not there any more though nobody here answered them, and how many of them had expired. */
export function goneOf(
  seen: ReadonlyMap<string, number>,
  groups: readonly ApprovalGroup[],
  answered: ReadonlyMap<string, Answered>,
  nowMs: number,
): { expired: number; other: number } {
  const live = new Set(
    groups
      .filter(({ expiresMs }) => expiresMs > nowMs)
      .flatMap(({ decisions }) => decisions.map(({ id }) => id)),
  );
  const gone = [...seen].filter(([id]) => !live.has(id) && !answered.has(id));
  const expired = gone.filter(([, expiresMs]) => expiresMs <= nowMs).length;
  return { expired, other: gone.length - expired };
}

const NOUNS: Record<ObjectLevel, readonly [one: string, many: string]> = {
  account: ["account", "accounts"],
  campaign: ["campaign", "campaigns"],
  adset: ["ad set", "ad sets"],
  ad: ["ad", "ads"],
};

const verbOf = ({ field, to }: RuleDecision): string => {
  if (field === null) return "Tell of";
  if (field === "status") return to === "PAUSED" ? "Pause" : to === "ACTIVE" ? "Start" : "Change";
  return `Change the ${field === "bid_amount" ? "bid" : field.replaceAll("_", " ")} of`;
};

/** What some acts do, in words: `Pause 6 ad sets`, `Pause 2 ads, change the daily budget of 1 ad set`. */
export function actsWords(decisions: readonly RuleDecision[]): string {
  const counts = new Map<string, { verb: string; level: ObjectLevel; count: number }>();
  for (const decision of decisions) {
    const { level } = decision.object;
    const verb = verbOf(decision);
    const key = `${verb}|${level}`;
    counts.set(key, { verb, level, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  const parts = [...counts.values()].map(
    ({ verb, level, count }) => `${verb} ${formatCount(count)} ${NOUNS[level][count === 1 ? 0 : 1]}`,
  );
  return parts.map((part, at) => (at === 0 ? part : part.charAt(0).toLowerCase() + part.slice(1))).join(", ");
}

/** What some acts do to budgets, in words; `null` where they do nothing to them. */
export const moneyWords = (decisions: readonly RuleDecision[]): string | null =>
  effectWords(budgetEffects(decisions));
