import { useMemo, useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { useApprovals, useDecideApprovals } from "@/api/rule-acts";
import { useWriteState } from "@/api/writes";
import { writesBlocked } from "@/components/changes/words";
import { type ApprovalGroup, type IpcError, toIpcError } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { type Waiting, waitingIn } from "./model/waiting";
import { texts } from "./texts";

const NOTHING: ApprovalGroup[] = [];

interface WaitingHandle {
  rows: Waiting[];
  focused: Waiting | undefined;
  /** Why nothing can be sent. */
  block: string | null;
  /** Why the last answer was not taken. */
  refused: IpcError | null;
  busy: boolean;
  focus: (id: string) => void;
  step: (by: number) => void;
  answer: (row: Waiting, approve: boolean) => void;
  answerFocused: (approve: boolean) => void;
}

/** What waits for a person in some accounts, and answering it one by one. */
export function useWaiting(accountIds: readonly string[], nowMs: number): WaitingHandle {
  const workspace = useWorkspace();
  const writes = useWriteState();
  const query = useApprovals();
  const decide = useDecideApprovals();
  const { announce } = useFrameActs();
  const [focusId, setFocusId] = useState<string | null>(null);
  const groups = query.data ?? NOTHING;
  const rows = useMemo(() => waitingIn(groups, accountIds, nowMs), [groups, accountIds, nowMs]);
  // A row that has gone hands its keys to nobody, so that no key answers what nobody looked at.
  const focused = focusId === null ? rows[0] : rows.find(({ id }) => id === focusId);
  const online = workspace?.online !== false;
  const block = writesBlocked(writes, workspace) ?? (online ? null : texts.offline);

  const step = (by: number): void => {
    const at = rows.findIndex(({ id }) => id === focused?.id);
    const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
    setFocusId(next?.id ?? null);
  };
  const answer = (row: Waiting, approve: boolean): void => {
    if (decide.isPending) return;
    if (approve && block !== null) {
      announce(block);
      return;
    }
    const at = rows.indexOf(row);
    decide.mutate({ decisionIds: [row.id], approve });
    announce(approve ? texts.waiting.approved : texts.waiting.rejected);
    setFocusId((rows[at + 1] ?? rows[at - 1])?.id ?? null);
  };
  return {
    rows,
    focused,
    block,
    refused: decide.isError ? toIpcError(decide.error) : null,
    busy: decide.isPending,
    focus: setFocusId,
    step,
    answer,
    answerFocused: (approve) => {
      if (focused !== undefined) answer(focused, approve);
    },
  };
}
