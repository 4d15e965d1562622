import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { useRuleList } from "@/api/rule-acts";
import { useWriteState } from "@/api/writes";
import { writesBlocked } from "@/components/changes/words";
import type { GridHandle } from "@/components/data-grid/data-grid";
import { pressOr, stepped } from "@/components/data-grid/pressed";
import { PageHead } from "@/components/page-head/page-head";
import { Button } from "@/components/ui/button";
import { Banner, EmptyState, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { joinSentences } from "@/lib/sentences";
import { useHotkeys } from "@/lib/use-hotkeys";
import { useNow } from "@/lib/use-now";
import { useFrameActs } from "@/view/acts";
import { useAddressWish } from "@/view/use-address-wish";
import { useShowObject } from "@/view/use-show-object";
import styles from "./approvals-page.module.css";
import { ConfirmApproval } from "./components/confirm-approval";
import { QueueGrid } from "./components/queue-grid";
import { RequestPanel } from "./components/request-panel";
import type { QueueRow } from "./model/queue";
import { texts } from "./texts";
import { useQueue } from "./use-queue";

/** Wide enough for the request beside the queue. */
const ROOMY = 1_100;

/** What rules want to do and may not do without a person. */
export function ApprovalsPage() {
  const workspace = useWorkspace();
  const writes = useWriteState();
  const now = useNow(10_000);
  const queue = useQueue(now);
  const held = useRuleList().data?.engine.held ?? null;
  const navigate = useNavigate();
  const showObject = useShowObject();
  const { announce } = useFrameActs();
  const grid = useRef<GridHandle>(null);
  const [focusId, setFocusId] = useState<string | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState(() => window.innerWidth >= ROOMY);
  const [asked, setAsked] = useState<readonly QueueRow[] | null>(null);

  const [wanted, wantedDone] = useAddressWish("run");
  const [missed, setMissed] = useState(false);
  const { isRead, fetching, rows: all } = queue;
  useEffect(() => {
    if (wanted === null || !isRead || fetching) return;
    const first = all.find(({ group }) => group.run.id === wanted);
    // Where nothing of it waits any more no row has the keys, so that none answers something else.
    setFocusId(first?.id ?? wanted);
    setMissed(first === undefined);
    setOpen(true);
    wantedDone();
    grid.current?.focus();
  }, [wanted, wantedDone, isRead, fetching, all]);

  const online = workspace?.online !== false;
  const block = writesBlocked(writes, workspace) ?? (online ? null : texts.offline);
  const { rows, waiting, busy } = queue;
  // A row that has gone hands its keys to nobody, so that no key answers what nobody looked at.
  const focused = focusId === null ? rows[0] : rows.find(({ id }) => id === focusId);
  const picked = waiting.filter(({ id }) => chosen.has(id));
  const keysOf = rows.map(({ id }) => id);

  // The keyboard goes to the queue with the first step, or a button pressed before would take the next key.
  const step = (by: number): void => {
    setFocusId(stepped(keysOf, focused?.id ?? null, by));
    grid.current?.focus();
  };
  const choose = (id: string, on: boolean): void =>
    setChosen((before) => new Set([...[...before].filter((one) => one !== id), ...(on ? [id] : [])]));
  const answer = (those: readonly QueueRow[], approve: boolean): void => {
    if (those.length === 0) return;
    queue.answer(those, approve);
    announce((approve ? texts.sentNow : texts.refusedNow)(those.length));
    setChosen(new Set());
    const last = rows.findLastIndex(({ id }) => those.some((one) => one.id === id));
    const left = waiting.filter(({ id }) => those.every((one) => one.id !== id));
    const next = left.find((row) => rows.indexOf(row) > last) ?? left.at(-1);
    setFocusId(next?.id ?? focused?.id ?? null);
    grid.current?.focus();
  };
  /** One act is sent as it stands on the screen; several are shown whole before. */
  const ask = (those: readonly QueueRow[], approve: boolean): void => {
    if (busy || those.length === 0) return;
    if (!approve) answer(those, false);
    else if (block !== null) announce(block);
    else if (those.length > 1) setAsked(those);
    else answer(those, true);
  };
  const one = focused?.state === "waiting" ? [focused] : [];
  const meant = picked.length > 0 ? picked : one;
  const ofRule = waiting.filter(({ group }) => group.run.id === focused?.group.run.id);
  const close = (): void => {
    if (chosen.size > 0) setChosen(new Set());
    else setOpen(false);
    grid.current?.focus();
  };
  // A key that is held down answers once.
  const once = (act: () => void) => (event: KeyboardEvent) => {
    if (!event.repeat) act();
  };
  const { keys } = texts;
  const { group } = keys;
  useHotkeys(
    [
      { keys: "J", label: keys.next, group, run: () => step(1) },
      { keys: "ArrowDown", label: keys.next, group, run: () => step(1) },
      { keys: "K", label: keys.previous, group, run: () => step(-1) },
      { keys: "ArrowUp", label: keys.previous, group, run: () => step(-1) },
      {
        keys: "Space",
        label: keys.choose,
        group,
        run: ({ target }) =>
          pressOr(target, () => {
            if (focused?.state === "waiting") choose(focused.id, !chosen.has(focused.id));
          }),
      },
      {
        keys: "Ctrl+A",
        label: keys.all,
        group,
        run: () => setChosen(new Set(waiting.map(({ id }) => id))),
      },
      { keys: "A", label: keys.approve, group, run: once(() => ask(meant, true)) },
      { keys: "R", label: keys.refuse, group, run: once(() => ask(meant, false)) },
      { keys: "Shift+A", label: keys.approveAll, group, run: once(() => ask(ofRule, true)) },
      { keys: "Shift+R", label: keys.refuseAll, group, run: once(() => ask(ofRule, false)) },
      { keys: "W", label: keys.why, group, run: () => setOpen((before) => !before) },
      { keys: "Enter", label: keys.why, group, run: ({ target }) => pressOr(target, () => setOpen(true)) },
      {
        keys: "O",
        label: keys.show,
        group,
        run: () => {
          if (focused !== undefined) showObject(focused.decision.object);
        },
      },
      { keys: "Escape", label: keys.close, group, run: close },
    ],
    asked === null,
  );

  const accounts = workspace?.accounts ?? [];
  const { expired, other } = queue.gone;
  return (
    <div className={styles.page}>
      <PageHead title={texts.title} note={waiting.length > 0 ? texts.waits(waiting.length) : ""}>
        {picked.length > 0 && (
          <>
            <span className={styles.chosen}>{texts.chosen(picked.length)}</span>
            <Button keys="R" disabled={busy} onClick={() => ask(picked, false)}>
              {texts.refuse(picked.length)}
            </Button>
            <Button
              kind="primary"
              keys="A"
              disabled={busy || block !== null}
              title={block ?? undefined}
              onClick={() => ask(picked, true)}
            >
              {texts.approve(picked.length)}
            </Button>
          </>
        )}
      </PageHead>
      {held !== null && (
        <Banner tone="warn" testId="rules-held">
          {texts.held(held.replace(/\.$/, ""))}
        </Banner>
      )}
      {block !== null && waiting.length > 0 && (
        <Banner tone={online ? "warn" : "neutral"} testId="approvals-blocked">
          {block}
        </Banner>
      )}
      {queue.refused !== null && (
        <Banner tone="neg" testId="approvals-refused">
          {joinSentences(queue.refused.message, queue.refused.remedy)}
        </Banner>
      )}
      {missed && (
        <Banner
          tone="info"
          testId="approvals-missed"
          action={
            <Button size="small" onClick={() => setMissed(false)}>
              {texts.dismiss}
            </Button>
          }
        >
          {texts.missed}
        </Banner>
      )}
      {expired + other > 0 && (
        <Banner
          tone="info"
          testId="approvals-gone"
          action={
            <Button size="small" onClick={queue.forgetGone}>
              {texts.dismiss}
            </Button>
          }
        >
          {[expired > 0 ? texts.expired(expired) : "", other > 0 ? texts.gone(other) : ""].join(" ").trim()}
        </Banner>
      )}
      {queue.error !== null && queue.isRead && (
        <Banner
          tone="neg"
          testId="approvals-error"
          action={
            <Button size="small" onClick={queue.again}>
              {texts.retry}
            </Button>
          }
        >
          {queue.error.message} {texts.still}
        </Banner>
      )}
      <div className={styles.split}>
        {rows.length > 0 ? (
          <QueueGrid
            handle={grid}
            groups={queue.groups}
            accounts={accounts}
            nowMs={now}
            focus={focused?.id ?? null}
            open={open ? (focused?.id ?? null) : null}
            chosen={chosen}
            block={block}
            busy={busy}
            onChoose={choose}
            onPress={(id) => {
              setFocusId(id);
              setOpen(true);
            }}
            onAnswer={ask}
          />
        ) : queue.error !== null && !queue.isRead ? (
          <div className={styles.failure}>
            <ErrorState error={queue.error} action={<Button onClick={queue.again}>{texts.retry}</Button>} />
          </div>
        ) : queue.isRead ? (
          <EmptyState
            title={texts.empty.title}
            text={texts.empty.text}
            action={
              <Button
                icon="history"
                onClick={() =>
                  void navigate({ to: "/rules/runs/{-$run}", params: { run: undefined }, search: true })
                }
              >
                {texts.empty.action}
              </Button>
            }
          />
        ) : (
          <LoadingRows label={texts.reading} />
        )}
        {open && focused !== undefined && (
          <RequestPanel
            key={focused.id}
            row={focused}
            account={accounts.find(({ id }) => id === focused.group.run.accountId)}
            nowMs={now}
            block={block}
            busy={busy}
            onAnswer={(approve) => ask(one, approve)}
            onShow={() => showObject(focused.decision.object)}
            onClose={close}
          />
        )}
      </div>
      <ConfirmApproval
        rows={asked}
        onAnswer={(yes) => {
          const those = asked ?? [];
          setAsked(null);
          // Some may have expired while they were looked at.
          if (yes)
            answer(
              waiting.filter(({ id }) => those.some((other) => other.id === id)),
              true,
            );
        }}
      />
    </div>
  );
}
