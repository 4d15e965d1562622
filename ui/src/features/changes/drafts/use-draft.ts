import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { keys } from "@/api/keys";
import { usePlatform } from "@/api/platform-context";
import { type Consent, NO_CONSENT, type Sending, useSending } from "@/api/sending";
import { useShowsAct } from "@/api/shown-acts";
import { isDone } from "@/components/changes/words";
import {
  type ChangePreview,
  type DraftInfo,
  type FieldValue,
  type IpcError,
  type Platform,
  type PreviewRow,
  toIpcError,
} from "@/platform";
import type { ThreeWayChoice } from "../components/three-way";
import { type Look, lookAt, useLook } from "./api";
import {
  type Choice,
  type Choices,
  choiceKey,
  choicesDone,
  choicesToSend,
  conflictsOf,
  fieldsLeft,
  nextOpen,
  rowsToSend,
} from "./model";
import { canAsk } from "./navigate";

const NO_ROWS: PreviewRow[] = [];

/** What a person said about the rows of a draft when it was sent: needed again once it has ended. */
interface Sent {
  rows: readonly PreviewRow[];
  choices: Choices;
}

/**
 * Takes out of a draft what is as it wanted it, and what was decided to stay. What is new has been made or can be tried
 * again from its act: it must not be sent a second time.
 */
async function takeOut(
  platform: Platform,
  id: string,
  { rows, choices }: Sent,
  done: ReadonlySet<string>,
  succeeded: number,
): Promise<void> {
  if (rows.some(({ verb }) => verb !== "edit")) {
    if (succeeded > 0) await platform.deleteDraft(id);
    return;
  }
  // The draft may have been made shorter since: its rows are known by their objects, not by their numbers.
  const now = await lookAt(platform, id, "local", []);
  const numbered = new Map(rows.map((row) => [row.id, row.item]));
  const kept = new Map(
    now.rows.flatMap((row) =>
      row.fields.flatMap(({ field }): [string, Choice][] => {
        const before = numbered.get(row.id);
        const choice = before === undefined ? undefined : choices.get(choiceKey(before, field));
        return choice === undefined ? [] : [[choiceKey(row.item, field), choice]];
      }),
    ),
  );
  const settled = choicesDone(now.rows, kept, done);
  if (settled.length > 0) await platform.settleDraft({ id, choices: settled });
}

/** Whether what would be sent is what is on the screen, but for values that were chosen in a conflict. */
function isAsShown(settled: Look, expected: readonly PreviewRow[], choices: Choices): boolean {
  if (settled.rows.some(({ conflicts }) => conflicts.length > 0)) return false;
  if (settled.rows.length !== expected.length) return false;
  return settled.rows.every((row, index) => {
    const shown = expected[index];
    if (shown === undefined || shown.id !== row.id) return false;
    const left = fieldsLeft(shown, choices);
    return (
      left.length === row.fields.length &&
      row.fields.every(({ field, before, after }) => {
        const one = left.find((candidate) => candidate.field === field);
        const choice = choices.get(choiceKey(shown.item, field));
        if (one === undefined) return false;
        // In a conflict what is live was shown as such; elsewhere what it starts from is on the screen.
        return choice === undefined
          ? one.before === before && one.after === after
          : choice.take === "edit" || one.after === after;
      })
    );
  });
}

type Stage =
  | { kind: "looking_at_rows" }
  | { kind: "checking" }
  | { kind: "asking"; preview: ChangePreview }
  | { kind: "changed_again" }
  | { kind: "failed"; error: IpcError };

/** Everything one opened draft is and what can be done with it. */
export function useDraft(draft: DraftInfo, onSending: () => void) {
  const platform = usePlatform();
  const client = useQueryClient();
  const workspace = useWorkspace();
  const online = canAsk(workspace);
  const { local, live } = useLook(draft, online);
  const [choices, setChoices] = useState<Choices>(new Map());
  const [leftOut, setLeftOut] = useState<ReadonlySet<number>>(new Set());
  const [current, setCurrent] = useState(0);
  const [stage, setStage] = useState<Stage>({ kind: "looking_at_rows" });
  const [sent, setSent] = useState<Sent | null>(null);
  const sending = useSending();
  useShowsAct(sending.changeId);
  const look = live.data ?? local.data ?? null;
  const rows = look?.rows ?? NO_ROWS;
  const conflicts = conflictsOf(rows);
  const compared = live.data !== undefined && live.data.preview.checked !== "local";

  const choose = (key: string, take: ThreeWayChoice, value: FieldValue | null = null): void =>
    setChoices((now) => new Map(now).set(key, { take, value }));
  const toggle = (item: number): void =>
    setLeftOut((now) => {
      const next = new Set(now);
      if (!next.delete(item)) next.add(item);
      return next;
    });
  const forget = (): void => {
    setChoices(new Map());
    setLeftOut(new Set());
    setCurrent(0);
  };
  const lookAgain = (): void => {
    forget();
    setStage({ kind: "looking_at_rows" });
    void live.refetch();
  };
  const begin = (preview: ChangePreview, consent: Consent): void => {
    setSent({ rows, choices });
    onSending();
    setStage({ kind: "looking_at_rows" });
    sending.send(preview.id, consent);
  };
  const send = async (): Promise<void> => {
    const expected = rowsToSend(rows, choices, leftOut);
    if (expected.length === 0 || stage.kind === "checking") return;
    setStage({ kind: "checking" });
    try {
      const settled = await lookAt(platform, draft.id, "live", choicesToSend(rows, choices, leftOut));
      const { preview } = settled;
      if (preview.problem !== null) return setStage({ kind: "failed", error: preview.problem });
      if (!isAsShown(settled, expected, choices)) {
        forget();
        setStage({ kind: "changed_again" });
        void live.refetch();
        return;
      }
      if (preview.asks || preview.amountsToType.length > 0) return setStage({ kind: "asking", preview });
      begin(preview, NO_CONSENT);
    } catch (error) {
      setStage({ kind: "failed", error: toIpcError(error) });
    }
  };
  /** Where everything left is decided to stay as it is live there is nothing to send. */
  const finish = async (): Promise<void> => {
    try {
      await takeOut(platform, draft.id, { rows, choices }, new Set(), 0);
      forget();
      await client.invalidateQueries({ queryKey: keys.drafts });
    } catch (error) {
      setStage({ kind: "failed", error: toIpcError(error) });
    }
  };

  useTakenOut(draft.id, sending, sent);

  return {
    online,
    look,
    rows,
    conflicts,
    compared,
    comparing: online && live.isFetching,
    error: live.error ?? local.error,
    choices,
    choose,
    leftOut,
    toggle,
    current: Math.min(current, Math.max(0, conflicts.length - 1)),
    setCurrent,
    /** Goes to the next conflict that waits for a choice. */
    next: (): void => setCurrent((at) => nextOpen(conflicts, choices, at) ?? at),
    stage,
    setStage,
    lookAgain,
    send,
    begin,
    finish,
    sending,
    closeResult: (): void => {
      sending.reset();
      setSent(null);
      forget();
    },
  };
}

export type OpenedDraft = ReturnType<typeof useDraft>;

/** Once something was sent, the draft loses what is done. */
function useTakenOut(id: string, { detail }: Sending, sent: Sent | null): void {
  const platform = usePlatform();
  const client = useQueryClient();
  const seen = useRef<unknown>(null);
  useEffect(() => {
    if (detail === null || sent === null) return;
    const end = detail.rows.map(({ item, outcome, atMs }) => [item, outcome, atMs]);
    const key = JSON.stringify(end);
    if (seen.current === key) return;
    seen.current = key;
    const done = detail.rows.filter(({ outcome }) => isDone(outcome) || outcome === "marked");
    const ids = new Set(done.flatMap((row) => (row.id === null ? [] : [row.id])));
    void takeOut(platform, id, sent, ids, done.length)
      .catch(() => {
        // The draft stays as it is: sending it again finds that its rows are so already.
      })
      .then(() => client.invalidateQueries({ queryKey: keys.drafts }));
  }, [detail, sent, id, platform, client]);
}
