import type { ApprovalGroup, RuleDecision } from "@/platform";

/** One request that can still be answered. */
export interface Waiting {
  id: string;
  group: ApprovalGroup;
  decision: RuleDecision;
}

/** What can still be answered in these accounts, what expires first first. */
export function waitingIn(
  groups: readonly ApprovalGroup[],
  accountIds: readonly string[],
  nowMs: number,
): Waiting[] {
  return groups
    .filter(({ run, expiresMs }) => accountIds.includes(run.accountId) && expiresMs > nowMs)
    .toSorted((a, b) => a.expiresMs - b.expiresMs)
    .flatMap((group) =>
      group.decisions
        .filter(({ state }) => state === "waiting")
        .map((decision): Waiting => ({ id: decision.id, group, decision })),
    );
}
