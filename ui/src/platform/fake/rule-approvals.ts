import type { AppEvent, ApprovalGroup, DecisionState, IpcError, RuleDecision } from "../bindings";
import type { Platform } from "../platform";
import { decisionOf, type Look, lookOf, pastLooks, running, TELLERS, type Teller } from "./rule-story";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

type Fail = (error: Partial<IpcError> & Pick<IpcError, "code" | "message">) => Error;
type Sending = Pick<Platform, "previewChanges" | "applyChanges" | "getChange" | "getWriteState">;
type Commands = Pick<Platform, "listRuleRuns" | "getRuleRun" | "listApprovals" | "decideApprovals">;

type Asked = { look: Look; because: string; expiresMs: number };

function asking(
  id: string,
  { teller, place, count, nowMs }: { teller: Teller; place: number; count: number; nowMs: number },
  because: string,
  expiresMs: number,
): Asked {
  const atMs = nowMs - 12 * MINUTE;
  const decisions = running(place, teller.level, count)
    .filter(({ dailyBudgetMinor }) => teller !== TELLERS.scale || dailyBudgetMinor !== null)
    .map((object, at) => decisionOf({ id: `${id}-${at}`, teller, object, atMs, state: "waiting" }));
  return { look: lookOf(id, teller, place, atMs, decisions, { outcome: "asked" }), because, expiresMs };
}

const story = (nowMs: number): Asked[] => [
  asking(
    "ask-losses",
    { teller: TELLERS.stopLoss, place: 2, count: 6, nowMs },
    "It would touch 6 of 14 ad sets; more than 5 at once, or a fifth of them, asks a person",
    nowMs + 47 * MINUTE,
  ),
  asking(
    "ask-scale",
    { teller: TELLERS.scale, place: 0, count: 9, nowMs },
    "The rule asks a person for each act",
    nowMs + 3 * HOUR,
  ),
];

type Parts = {
  now: () => number;
  emit: (event: AppEvent) => void;
  fail: Fail;
  sending: Sending;
  filled: boolean;
};

const ENDS: Partial<Record<string, DecisionState>> = {
  confirmed: "done",
  already_so: "done",
  drifted: "stale",
  refused: "stale",
};

/** Looks of rules and what waits for a person. What is approved goes the way of every other change. */
export function fakeApprovals({ now, emit, fail, sending, filled }: Parts) {
  const asked = filled ? story(now()) : [];
  let looks = [...asked.map(({ look }) => look), ...(filled ? pastLooks(now()) : [])];
  const asks = new Map(asked.map((one) => [one.look.run.id, one]));
  /** Acts under way, with the decisions they carry out. */
  const under = new Map<string, string[]>();

  const mark = (ids: readonly string[], change: (decision: RuleDecision) => Partial<RuleDecision>): void => {
    looks = looks.map(({ run, decisions }) => {
      if (!decisions.some(({ id }) => ids.includes(id))) return { run, decisions };
      const after = decisions.map((one) => (ids.includes(one.id) ? { ...one, ...change(one) } : one));
      const count = (state: DecisionState) => after.filter((one) => one.state === state).length;
      const changeId = after.find((one) => one.changeId !== null)?.changeId ?? run.changeId;
      return {
        run: { ...run, done: count("done"), waiting: count("waiting"), changeId },
        decisions: after,
      };
    });
    emit({ kind: "rules_changed" });
  };
  const waiting = (): ApprovalGroup[] =>
    looks.flatMap(({ run, decisions }) => {
      const one = asks.get(run.id);
      const left = decisions.filter(({ state }) => state === "waiting" || state === "sending");
      if (one === undefined || left.length === 0 || one.expiresMs <= now()) return [];
      return [{ run, because: one.because, expiresMs: one.expiresMs, decisions: left }];
    });
  const all = (): RuleDecision[] => looks.flatMap(({ decisions }) => decisions);

  /** Says what became of an act that has ended. */
  const settle = async (changeId: string): Promise<void> => {
    const ids = under.get(changeId);
    const { run } = await sending.getWriteState();
    if (ids === undefined || run === null || run.changeId !== changeId || !run.ended) return;
    under.delete(changeId);
    const { rows } = await sending.getChange(changeId);
    mark(ids, ({ object }) => {
      const row = rows.find(({ id }) => id === object.id);
      const state = row === undefined ? "stale" : (ENDS[row.outcome] ?? "failed");
      return { state, detail: row?.text ?? null, changeId };
    });
  };
  const send = async (decisions: readonly RuleDecision[]): Promise<void> => {
    const changes = decisions.map(({ object, field, to }) => ({
      selection: { by: "ids" as const, objects: [object] },
      edit: {
        edit: "set" as const,
        field: field ?? "",
        value:
          field === "status"
            ? { kind: "status" as const, value: to ?? "" }
            : { kind: "money" as const, minor: Number((to ?? "").replace(/[^\d]/g, "")) },
      },
    }));
    const preview = await sending.previewChanges({ changes, new: [], reason: "", depth: "live" });
    const { amountsToType: amounts } = preview;
    const { changeId } = await sending.applyChanges({ previewId: preview.id, asked: true, amounts });
    const ids = decisions.map(({ id }) => id);
    under.set(changeId, ids);
    mark(ids, () => ({ state: "sending", changeId }));
    await settle(changeId);
  };

  const commands: Commands = {
    listRuleRuns: async ({ ruleId, accountId, before, quiet, limit }) => {
      const found = looks
        .map(({ run }) => run)
        .filter(
          (run) =>
            (ruleId === null || run.ruleId === ruleId) &&
            (accountId === null || run.accountId === accountId) &&
            (quiet || run.outcome !== "quiet"),
        );
      const from = before === null ? 0 : found.findIndex(({ id }) => id === before) + 1;
      return found.slice(from, from + limit);
    },
    getRuleRun: async (id) => {
      const found = looks.find(({ run }) => run.id === id);
      if (found === undefined) throw fail({ code: "not_found", message: "That look is not here (any more)" });
      return found;
    },
    listApprovals: async () => waiting(),
    decideApprovals: async ({ decisionIds, approve }) => {
      const open = waiting().flatMap(({ decisions }) => decisions);
      const wanted = open.filter(({ id, state }) => decisionIds.includes(id) && state === "waiting");
      if (wanted.length === 0) throw fail({ code: "not_found", message: "None of this waits any more" });
      if (approve) await send(wanted);
      else mark(decisionIds, () => ({ state: "declined" }));
      return waiting();
    },
  };
  return {
    commands,
    decisions: all,
    heard: (event: AppEvent): void => {
      if (event.kind !== "writes_changed" || event.state.run?.ended !== true) return;
      void settle(event.state.run.changeId);
    },
    /** Nobody answered what waits of a look; its time is over. */
    expire: (runId: string): void => {
      const one = asks.get(runId);
      if (one === undefined) return;
      asks.set(runId, { ...one, expiresMs: now() - 1_000 });
      const ids = one.look.decisions.map(({ id }) => id);
      mark(ids, ({ state }) => (state === "waiting" ? { state: "expired" } : {}));
    },
  };
}
