import { useEffect, useMemo, useState } from "react";
import { useApprovals, useDecideApprovals, useRuleRunsById } from "@/api/rule-acts";
import { type ApprovalGroup, type IpcError, toIpcError } from "@/platform";
import { type Answered, goneOf, type QueueGroup, type QueueRow, queueOf } from "./model/queue";

const NOTHING: ApprovalGroup[] = [];

const idsOf = (groups: readonly ApprovalGroup[]): [string, number][] =>
  groups.flatMap(({ expiresMs, decisions }) => decisions.map(({ id }): [string, number] => [id, expiresMs]));

/** What waits and what was answered, kept in place for as long as somebody looks. */
export interface Queue {
  groups: QueueGroup[];
  rows: QueueRow[];
  /** Rows that can be answered. */
  waiting: QueueRow[];
  isRead: boolean;
  /** Whether it is being read again. */
  fetching: boolean;
  error: IpcError | null;
  /** Why the last answer was not taken. */
  refused: IpcError | null;
  busy: boolean;
  gone: { expired: number; other: number };
  forgetGone: () => void;
  answer: (rows: readonly QueueRow[], approve: boolean) => void;
  again: () => void;
}

/** The queue of approvals with what a person says to it. */
export function useQueue(nowMs: number): Queue {
  const query = useApprovals();
  const decide = useDecideApprovals();
  const [answered, setAnswered] = useState<ReadonlyMap<string, Answered>>(new Map());
  const [seen, setSeen] = useState<ReadonlyMap<string, number>>(new Map());
  const list = query.data ?? NOTHING;
  const answeredRuns = useMemo(
    () => [...new Set([...answered.values()].map(({ group }) => group.run.id))],
    [answered],
  );
  const runs = useRuleRunsById(answeredRuns);
  useEffect(() => {
    const now = idsOf(list);
    setSeen((before) => (now.every(([id]) => before.has(id)) ? before : new Map([...before, ...now])));
  }, [list]);
  const groups = queueOf(list, answered, runs, nowMs);
  const rows = groups.flatMap((group) => group.rows);

  const answer = (chosen: readonly QueueRow[], approve: boolean): void => {
    const said = chosen.map((row): [string, Answered] => {
      const at = groups.find(({ group }) => group.run.id === row.group.run.id)?.rows.indexOf(row) ?? 0;
      return [row.id, { approve, group: row.group, decision: row.decision, at }];
    });
    if (said.length === 0) return;
    setAnswered((before) => new Map([...before, ...said]));
    decide.mutate(
      { decisionIds: said.map(([id]) => id), approve },
      {
        // What was not taken waits as before.
        onError: () =>
          setAnswered(
            (before) => new Map([...before].filter(([id]) => said.every(([other]) => other !== id))),
          ),
      },
    );
  };
  return {
    groups,
    rows,
    waiting: groups.flatMap((group) => group.waiting),
    isRead: query.data !== undefined,
    fetching: query.isFetching,
    error: query.isError ? toIpcError(query.error) : null,
    refused: decide.isError ? toIpcError(decide.error) : null,
    busy: decide.isPending,
    gone: goneOf(seen, list, answered, nowMs),
    forgetGone: () => setSeen(new Map(idsOf(list.filter(({ expiresMs }) => expiresMs > nowMs)))),
    answer,
    again: () => void query.refetch(),
  };
}
