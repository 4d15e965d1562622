import { listDays } from "@/lib/days";
import type {
  ActOutcome,
  AppEvent,
  BacktestReport,
  BacktestState,
  BacktestTouch,
  IpcError,
  StartBacktest,
} from "../bindings";
import type { Platform } from "../platform";
import { noise } from "./random";
import { amountText, running } from "./rule-story";
import { accountOf, WORLD } from "./world";

const DAY = 86_400_000;
/** Steps in which a backtest gets on. */
const STEPS = 8;

type Fail = (error: Partial<IpcError> & Pick<IpcError, "code" | "message">) => Error;
type Commands = Pick<Platform, "startBacktest" | "getBacktest" | "cancelBacktest">;
type Parts = { now: () => number; emit: (event: AppEvent) => void; fail: Fail; stepMs: number };

const IDLE: BacktestState = {
  done: 0,
  of: 0,
  running: false,
  request: null,
  currency: null,
  report: null,
  against: null,
  error: null,
};

function read(text: string): { name: string; pauses: boolean; eager: number } | null {
  try {
    const rule = JSON.parse(text) as Record<string, unknown>;
    const pauses = JSON.stringify(rule.then ?? "").includes("pause");
    return { name: String(rule.name ?? "Rule"), pauses, eager: 0.35 + noise(text) * 0.5 };
  } catch {
    return null;
  }
}

const SAID: readonly ActOutcome[] = [
  "right",
  "right",
  "right",
  "recovered",
  "right",
  "late_figures",
  "untold",
];

function touchesOf(text: string, input: StartBacktest, nowMs: number): BacktestTouch[] {
  const rule = read(text);
  const place = WORLD.findIndex(({ account }) => account.id === input.accountId);
  const currency = accountOf(input.accountId)?.account.currency ?? "EUR";
  const objects = running(place, "adset", 9);
  if (rule === null || objects.length === 0) return [];
  return listDays(input).flatMap((day, number) => {
    const count = Math.floor(noise(`${day}|${rule.name}|${rule.eager}`) * 3.2 * rule.eager);
    return Array.from({ length: count }, (_, at): BacktestTouch[] => {
      const key = `${day}|${at}|${rule.name}`;
      const object = objects[Math.floor(noise(key) * objects.length)];
      if (object === undefined) return [];
      const atMs = Date.parse(`${day}T09:00:00Z`) + at * 3 * 3_600_000;
      const before = object.dailyBudgetMinor ?? 14_000;
      const lowers = noise(`${key}|down`) < 0.3;
      const spendMinor = Math.round(before * (0.5 + noise(`${key}|spend`) * 2));
      const said = nowMs - atMs < 7 * DAY ? "too_early" : (SAID[(number + at) % SAID.length] ?? "untold");
      const conversions = Math.round(noise(`${key}|conv`) * (said === "recovered" ? 14 : 4));
      const after =
        said === "untold"
          ? null
          : {
              spendMinor,
              impressions: Math.round(spendMinor * 1.7),
              clicks: Math.round(spendMinor / 60),
              conversions,
              valueMinor: conversions * 8_400,
            };
      const { accountId, level, id, name } = object;
      return [
        {
          object: { accountId, level, id },
          name,
          atMs,
          ...(rule.pauses
            ? { field: "status", from: "ACTIVE", to: "PAUSED" }
            : {
                field: "daily_budget",
                from: amountText(before, currency),
                to: amountText(Math.floor(before * (lowers ? 0.85 : 1.15)), currency),
              }),
          after,
          said,
        },
      ];
    }).flat();
  });
}

const minorOf = (text: string | null): number => Number((text ?? "").replace(/[^\d]/g, ""));

function reportOf(text: string, input: StartBacktest, nowMs: number): BacktestReport {
  const touches = touchesOf(text, input, nowMs);
  const isFalse = ({ said }: BacktestTouch) => said === "recovered" || said === "late_figures";
  const moved = ({ field, from, to }: BacktestTouch): number =>
    field === "daily_budget" ? minorOf(to) - minorOf(from) : 0;
  const raised = (some: BacktestTouch[]) => some.reduce((sum, one) => sum + Math.max(0, moved(one)), 0);
  const lowered = (some: BacktestTouch[]) => some.reduce((sum, one) => sum + Math.max(0, -moved(one)), 0);
  const days = listDays(input);
  const paused = touches.filter(({ field }) => field === "status");
  const sum = (of: (touch: BacktestTouch) => number) => paused.reduce((all, touch) => all + of(touch), 0);
  return {
    name: read(text)?.name ?? "Rule",
    ticks: days.length * 24,
    blindTicks: 7,
    askedAPerson: 2,
    acts: touches.length,
    objects: new Set(touches.map(({ object }) => object.id)).size,
    raisedMinor: raised(touches),
    loweredMinor: lowered(touches),
    withheld: {
      spendMinor: sum(({ after }) => after?.spendMinor ?? 0),
      impressions: sum(({ after }) => after?.impressions ?? 0),
      clicks: sum(({ after }) => after?.clicks ?? 0),
      conversions: sum(({ after }) => after?.conversions ?? 0),
      valueMinor: sum(({ after }) => after?.valueMinor ?? 0),
    },
    right: touches.filter(({ said }) => said === "right").length,
    falseKills: touches.filter(isFalse).length,
    open: touches.filter(({ said }) => said === "too_early" || said === "untold").length,
    refused: [
      { guard: "cool_down", count: 41 },
      { guard: "learning_phase", count: 12 },
      { guard: "keeps_the_parent", count: 3 },
    ],
    unknowable: [
      "The client's targets and how fast conversions arrive are taken as they are today.",
      ...(paused.length > 0
        ? [
            "What paused objects would have done, and who would have got their budget, nobody can know: shown is what they did without the pause.",
          ]
        : ["What another budget or bid would have brought is not known: shown is what happened without it."]),
      "At 7 ticks no figures were there that could be relied on.",
    ],
    days: days.map((day) => {
      const some = touches.filter(({ atMs }) => new Date(atMs).toISOString().startsWith(day));
      return {
        day,
        acts: some.length,
        falseKills: some.filter(isFalse).length,
        raisedMinor: raised(some),
        loweredMinor: lowered(some),
      };
    }),
    touches,
  };
}

/** Replays rules over an invented past, step by step. */
export function fakeBacktest({ now, emit, fail, stepMs }: Parts) {
  let state = IDLE;
  let turn = 0;
  const advance = (): void => {
    const { request } = state;
    if (!state.running || request === null) return;
    const done = state.done + 1;
    const isOver = done >= STEPS;
    state = {
      ...state,
      done,
      running: !isOver,
      report: isOver ? reportOf(request.rule, request, now()) : null,
      against: isOver && request.against !== null ? reportOf(request.against, request, now()) : null,
    };
    emit({ kind: "backtest_moved", done, of: STEPS });
  };
  const paced = (mine: number): void => {
    if (mine !== turn || !state.running) return;
    advance();
    setTimeout(() => paced(mine), stepMs);
  };
  const commands: Commands = {
    startBacktest: async (request) => {
      if (state.running) throw fail({ code: "refused", message: "Another backtest is at work" });
      if (read(request.rule) === null) throw fail({ code: "invalid_input", message: "That is no rule" });
      const currency = accountOf(request.accountId)?.account.currency ?? null;
      turn += 1;
      state = { ...IDLE, of: STEPS, running: true, request, currency };
      const mine = turn;
      if (stepMs > 0) setTimeout(() => paced(mine), stepMs);
      return state;
    },
    getBacktest: async () => state,
    cancelBacktest: async () => {
      const error: IpcError = {
        code: "cancelled",
        message: "The backtest was stopped",
        remedy: null,
        retryAfterMs: null,
        traceId: null,
      };
      if (state.running) state = { ...state, running: false, error };
      return state;
    },
  };
  return { commands, advance };
}
