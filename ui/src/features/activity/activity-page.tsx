import { useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type TakeBack, useActivity, useWriteBlock } from "@/api/activity";
import { useWorkspace } from "@/api/app-state";
import { toIpcError } from "@/api/errors";
import { useStartSync } from "@/api/sync";
import { TakeBackDialog } from "@/components/activity/take-back-dialog";
import { PageHead } from "@/components/page-head/page-head";
import { Button } from "@/components/ui/button";
import { Banner, EmptyState, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { dayIn } from "@/lib/days";
import { formatCount } from "@/lib/numbers";
import { formatInstant, localTimeZone } from "@/lib/times";
import { useHotkeys } from "@/lib/use-hotkeys";
import { useNow } from "@/lib/use-now";
import type { ActivityEntry } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { useAddressWish } from "@/view/use-address-wish";
import { useViewState } from "@/view/use-view-state";
import { lookingAt, viewToSearch } from "@/view/view-state";
import styles from "./activity-page.module.css";
import { ActivityFilters } from "./components/activity-filters";
import { AuditBar } from "./components/audit-bar";
import { EntryPanel } from "./components/entry-panel";
import { Feed, type FeedHandle } from "./components/feed";
import { type FeedFilter, filterCount, NO_FILTER } from "./model/feed";
import { texts } from "./texts";

/** Figures and changes of others older than this are said to be old. */
const STALE_AFTER_MS = 60 * 60_000;

/** What would take an entry back; `null` where nothing can. */
function takeBackOf(entry: ActivityEntry): TakeBack | null {
  if (entry.canUndo && entry.changeId !== null) return { by: "undo", changeId: entry.changeId };
  return entry.canPutBack ? { by: "put_back", entryId: entry.id } : null;
}

/** Who changed what: this workspace, its rules, colleagues and Meta, in one order of time. */
export function ActivityPage() {
  const workspace = useWorkspace();
  const { view, accounts } = useViewState();
  const navigate = useNavigate();
  const now = useNow(30_000);
  const { announce, undo: showUndo } = useFrameActs();
  const [wanted, wantedDone] = useAddressWish("undo");
  const sync = useStartSync();
  const block = useWriteBlock();
  const feed = useRef<FeedHandle>(null);
  const find = useRef<HTMLInputElement>(null);
  const [filter, setFilter] = useState<FeedFilter>(NO_FILTER);
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const [openId, setOpenId] = useState<string | null>(null);
  const [takeBack, setTakeBack] = useState<TakeBack | null>(null);

  const all = workspace?.accounts ?? [];
  const one = accounts.length === 1 ? (accounts[0] ?? null) : null;
  const timeZone = one?.timeZone ?? localTimeZone();
  const today = dayIn(timeZone, now);
  const query = useActivity({
    accountIds: accounts.length === all.length ? [] : accounts.map(({ id }) => id),
    sources: filter.sources,
    kinds: filter.kind === "all" ? [] : [filter.kind],
    text: filter.text.trim() === "" ? null : filter.text.trim(),
  });
  const entries = useMemo(() => query.data?.pages.flatMap((page) => page.entries) ?? [], [query.data]);
  const found = entries.findIndex(({ id }) => id === focusedId);
  const focus = found >= 0 ? found : 0;
  const entry = entries.find(({ id }) => id === openId) ?? null;
  const { hasNextPage, isFetchingNextPage, isFetching, fetchNextPage } = query;
  const near = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);

  useEffect(() => {
    if (wanted === null) return;
    showUndo(wanted);
    wantedDone();
  }, [wanted, wantedDone, showUndo]);

  const step = (by: number): void => {
    const next = entries[Math.max(0, Math.min(entries.length - 1, focus + by))];
    if (next === undefined) return;
    setFocusedId(next.id);
    if (openId !== null) setOpenId(next.id);
  };
  const open = (index: number): void => setOpenId(entries[index]?.id ?? null);
  const undo = (which: ActivityEntry | undefined): void => {
    const what = which === undefined ? null : takeBackOf(which);
    if (what !== null && block === null) setTakeBack(what);
    else announce(block ?? which?.whyNot ?? "");
  };
  const show = (which: ActivityEntry | undefined): void => {
    if (which === undefined || which.objectId === null || which.level === null) return;
    const { accountId, objectId: id, level } = which;
    const object = { accountId, id, level };
    const ids = all.map((account) => account.id);
    const search = viewToSearch({ ...view, ...lookingAt([accountId], ids), object });
    void navigate({ to: "/explorer", search });
  };
  const close = (): void => {
    if (openId !== null) setOpenId(null);
    else if (filterCount(filter) > 0) setFilter(NO_FILTER);
    feed.current?.focus();
  };
  const search = (): void => {
    find.current?.focus();
    find.current?.select();
  };
  const { group } = texts.keys;
  useHotkeys(
    [
      { keys: "J", label: texts.keys.next, group, run: () => step(1) },
      { keys: "ArrowDown", label: texts.keys.next, group, run: () => step(1) },
      { keys: "K", label: texts.keys.previous, group, run: () => step(-1) },
      { keys: "ArrowUp", label: texts.keys.previous, group, run: () => step(-1) },
      { keys: "Enter", label: texts.keys.open, group, run: ({ target }) => enter(target, () => open(focus)) },
      { keys: "U", label: texts.keys.undo, group, run: () => undo(entries[focus]) },
      { keys: "O", label: texts.keys.explorer, group, run: () => show(entries[focus]) },
      { keys: "/", label: texts.keys.find, group, run: search },
      { keys: "Escape", label: texts.keys.close, group, run: close },
    ],
    takeBack === null,
  );

  const conditions = filterCount(filter);
  const synced = accounts.map(({ syncedAtMs }) => syncedAtMs).filter((at) => at !== null);
  const oldest = synced.length === accounts.length ? Math.min(...synced) : null;
  const running = (workspace?.sync.running ?? null) !== null;
  const stale = oldest !== null && now - oldest > STALE_AFTER_MS;
  return (
    <div className={styles.page}>
      <PageHead
        title={texts.title}
        note={query.data === undefined ? "" : texts.counts(formatCount(entries.length), hasNextPage)}
      >
        <AuditBar account={one} />
      </PageHead>
      <div className={styles.split}>
        <div className={styles.left}>
          <ActivityFilters
            field={find}
            filter={filter}
            onFilter={setFilter}
            onDone={() => feed.current?.focus()}
          />
          {running && <Banner tone="info">{texts.syncing}</Banner>}
          {!running && stale && (
            <Banner
              tone="warn"
              testId="activity-stale"
              action={
                <Button size="small" onClick={() => sync.mutate([])}>
                  {texts.sync}
                </Button>
              }
            >
              {texts.stale(formatInstant(oldest, { timeZone }))}
            </Banner>
          )}
          {query.isError && query.data !== undefined && (
            <Banner
              tone="neg"
              testId="activity-error"
              action={
                <Button size="small" onClick={() => void query.refetch()}>
                  {texts.retry}
                </Button>
              }
            >
              {toIpcError(query.error).message} {texts.still}
            </Banner>
          )}
          {entries.length > 0 ? (
            <Feed
              handle={feed}
              entries={entries}
              accounts={accounts}
              timeZone={timeZone}
              today={today}
              focus={focus}
              openId={openId}
              onFocus={(index) => setFocusedId(entries[index]?.id ?? null)}
              onOpen={open}
              onNear={near}
            />
          ) : query.isError ? (
            <div className={styles.failure}>
              <ErrorState
                error={toIpcError(query.error)}
                action={<Button onClick={() => void query.refetch()}>{texts.retry}</Button>}
              />
            </div>
          ) : query.data === undefined || hasNextPage ? (
            <SearchOn pending={hasNextPage} onNear={near} />
          ) : (
            <EmptyState
              title={conditions > 0 ? texts.empty.filtered(conditions) : texts.empty.title}
              text={conditions > 0 ? "" : texts.empty.text}
              action={
                conditions > 0 ? (
                  <Button keys="Esc" onClick={() => setFilter(NO_FILTER)}>
                    {texts.empty.clear}
                  </Button>
                ) : (
                  <Button icon="refresh" onClick={() => sync.mutate([])}>
                    {texts.sync}
                  </Button>
                )
              }
            />
          )}
          <footer className={styles.footer}>
            <span>{texts.zone(timeZone)}</span>
            <span>
              {texts.footer.outside}, {texts.footer.feature}
            </span>
            <span className={styles.grow} />
            <span role="status">{isFetchingNextPage ? texts.more : ""}</span>
          </footer>
        </div>
        {entry !== null && (
          <EntryPanel
            entry={entry}
            timeZone={timeZone}
            currency={accounts.find(({ id }) => id === entry.accountId)?.currency}
            block={block}
            onTakeBack={() => undo(entry)}
            onShow={() => show(entry)}
            onClose={close}
          />
        )}
      </div>
      <TakeBackDialog
        what={takeBack}
        onClose={() => setTakeBack(null)}
        onSent={() => feed.current?.focus()}
      />
    </div>
  );
}

/** A button that has the focus is pressed by Enter; everywhere else Enter opens the entry. */
function enter(target: EventTarget | null, open: () => void): void {
  if (target instanceof HTMLButtonElement) target.click();
  else open();
}

/** A rare word may lie far back: the pages before it are read one after the other. */
function SearchOn({ pending, onNear }: { pending: boolean; onNear: () => void }) {
  useEffect(() => {
    if (pending) onNear();
  }, [pending, onNear]);
  return <LoadingRows label={pending ? texts.more : texts.loading} rows={16} />;
}
