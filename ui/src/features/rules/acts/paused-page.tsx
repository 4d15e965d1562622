import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { toIpcError } from "@/api/errors";
import { useEndLeases, usePausedByRules } from "@/api/rule-acts";
import { useWriteState } from "@/api/writes";
import { writesBlocked } from "@/components/changes/words";
import type { GridHandle } from "@/components/data-grid/data-grid";
import { pressOr, stepped } from "@/components/data-grid/pressed";
import { PageHead } from "@/components/page-head/page-head";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { Banner, EmptyState, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { joinSentences } from "@/lib/sentences";
import { useHotkeys } from "@/lib/use-hotkeys";
import { useNow } from "@/lib/use-now";
import type { PausedRow } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { useShowObject } from "@/view/use-show-object";
import styles from "./acts.module.css";
import { PausedGrid } from "./paused-grid";
import { texts } from "./texts";

const words = texts.paused;

const NONE: PausedRow[] = [];

/** What comes back first stands on top; what waits for a person last. */
const byReturn = (a: PausedRow, b: PausedRow): number =>
  (a.dueMs ?? Number.POSITIVE_INFINITY) - (b.dueMs ?? Number.POSITIVE_INFINITY) || a.sinceMs - b.sinceMs;

/** Everything rules have paused and when it comes back. */
export function PausedPage() {
  const query = usePausedByRules();
  const end = useEndLeases();
  const workspace = useWorkspace();
  const writes = useWriteState();
  const now = useNow(30_000);
  const navigate = useNavigate();
  const showObject = useShowObject();
  const { announce } = useFrameActs();
  const grid = useRef<GridHandle>(null);
  const [focusId, setFocusId] = useState<string | null>(null);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [asked, setAsked] = useState<readonly PausedRow[] | null>(null);

  const online = workspace?.online !== false;
  const block = writesBlocked(writes, workspace) ?? (online ? null : words.offline);
  const rows = (query.data ?? NONE).toSorted(byReturn);
  const focused = focusId === null ? rows[0] : rows.find(({ id }) => id === focusId);
  const picked = rows.filter(({ id }) => chosen.has(id));
  const meant = picked.length > 0 ? picked : focused === undefined ? [] : [focused];

  const step = (by: number): void => {
    const ids = rows.map(({ id }) => id);
    setFocusId(stepped(ids, focused?.id ?? null, by));
    grid.current?.focus();
  };
  const choose = (id: string, on: boolean): void =>
    setChosen((before) => new Set([...[...before].filter((one) => one !== id), ...(on ? [id] : [])]));
  const finish = (those: readonly PausedRow[], start: boolean): void => {
    const ids = those.map(({ id }) => id);
    const left = rows.filter(({ id }) => !ids.includes(id));
    const last = rows.findLastIndex(({ id }) => ids.includes(id));
    const next = left.find((row) => rows.indexOf(row) > last) ?? left.at(-1);
    end.mutate(
      { ids, start },
      {
        onSuccess: () => {
          announce((start ? words.started : words.left)(ids.length));
          setChosen(new Set());
          setFocusId(next?.id ?? null);
        },
      },
    );
    grid.current?.focus();
  };
  const ask = (those: readonly PausedRow[], start: boolean): void => {
    if (end.isPending || those.length === 0) return;
    if (!start) finish(those, false);
    else if (block !== null) announce(block);
    else if (those.length > 1) setAsked(those);
    else finish(those, true);
  };
  const once = (act: () => void) => (event: KeyboardEvent) => {
    if (!event.repeat) act();
  };
  const { group, ...keys } = words.keys;
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
            if (focused !== undefined) choose(focused.id, !chosen.has(focused.id));
          }),
      },
      { keys: "Ctrl+A", label: keys.all, group, run: () => setChosen(new Set(rows.map(({ id }) => id))) },
      { keys: "S", label: keys.start, group, run: once(() => ask(meant, true)) },
      { keys: "L", label: keys.leave, group, run: once(() => ask(meant, false)) },
      {
        keys: "O",
        label: keys.show,
        group,
        run: () => {
          if (focused !== undefined) showObject(focused.object);
        },
      },
      { keys: "Escape", label: keys.clear, group, run: () => setChosen(new Set()) },
    ],
    asked === null,
  );

  const failed = query.isError ? toIpcError(query.error) : null;
  const refused = end.isError ? toIpcError(end.error) : null;
  return (
    <div className={styles.page}>
      <PageHead title={words.title} note={rows.length > 0 ? words.counts(rows.length) : ""}>
        {rows.length > 0 && (
          <>
            {picked.length > 0 && <span className={styles.chosen}>{words.chosen(picked.length)}</span>}
            <Button
              keys="L"
              title={words.leaveHint}
              disabled={end.isPending || meant.length === 0}
              onClick={() => ask(meant, false)}
            >
              {words.leave(meant.length)}
            </Button>
            <Button
              icon="play"
              keys="S"
              title={block ?? words.startHint}
              disabled={end.isPending || block !== null || meant.length === 0}
              onClick={() => ask(meant, true)}
            >
              {words.start(meant.length)}
            </Button>
          </>
        )}
      </PageHead>
      {block !== null && rows.length > 0 && (
        <Banner tone={online ? "warn" : "neutral"} testId="paused-blocked">
          {block}
        </Banner>
      )}
      {refused !== null && (
        <Banner tone="neg" testId="paused-refused">
          {joinSentences(refused.message, refused.remedy)}
        </Banner>
      )}
      {failed !== null && query.data !== undefined && (
        <Banner tone="neg">
          {failed.message} {texts.still}
        </Banner>
      )}
      {rows.length > 0 ? (
        <PausedGrid
          handle={grid}
          rows={rows}
          accounts={workspace?.accounts ?? []}
          nowMs={now}
          focus={focused?.id ?? null}
          chosen={chosen}
          onChoose={choose}
          onPress={setFocusId}
        />
      ) : failed !== null && query.data === undefined ? (
        <div className={styles.failure}>
          <ErrorState
            error={failed}
            action={<Button onClick={() => void query.refetch()}>{texts.retry}</Button>}
          />
        </div>
      ) : query.data === undefined ? (
        <LoadingRows label={words.reading} />
      ) : (
        <EmptyState
          title={words.empty.title}
          text={words.empty.text}
          action={
            <Button
              icon="history"
              onClick={() =>
                void navigate({ to: "/rules/runs/{-$run}", params: { run: undefined }, search: true })
              }
            >
              {words.empty.action}
            </Button>
          }
        />
      )}
      <AlertDialog
        open={asked !== null}
        onOpenChange={(open) => {
          if (!open) setAsked(null);
        }}
        title={words.confirm.title(asked?.length ?? 0)}
        description={words.confirm.text}
        confirm={words.confirm.yes(asked?.length ?? 0)}
        cancel={words.confirm.cancel}
        onConfirm={() => {
          finish(asked ?? [], true);
          setAsked(null);
        }}
      />
    </div>
  );
}
