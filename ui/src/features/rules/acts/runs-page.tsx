import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo, useRef, useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { toIpcError } from "@/api/errors";
import { useRuleList, useRuleRuns } from "@/api/rule-acts";
import type { GridHandle } from "@/components/data-grid/data-grid";
import { pressOr, stepped } from "@/components/data-grid/pressed";
import { FilterBar } from "@/components/filter-bar/filter-bar";
import { PageHead } from "@/components/page-head/page-head";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Select } from "@/components/ui/select";
import { Banner, EmptyState, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { formatCount } from "@/lib/numbers";
import { localTimeZone } from "@/lib/times";
import { useHotkeys } from "@/lib/use-hotkeys";
import { useNow } from "@/lib/use-now";
import { useViewState } from "@/view/use-view-state";
import { lookingAt } from "@/view/view-state";
import styles from "./acts.module.css";
import { RunDetail } from "./run-detail";
import { RunsGrid } from "./runs-grid";
import { type RunsSearch, runsSearch } from "./runs-search";
import { texts } from "./texts";

const words = texts.runs;
const ALL = "all";

/** What rules did: every look, or one of them whole. */
export function RunsPage() {
  const { run } = useParams({ strict: false });
  return run === undefined ? <RunList /> : <RunDetail key={run} id={run} />;
}

function useFilter() {
  const search: RunsSearch = runsSearch(useSearch({ strict: false }));
  const { view, setView } = useViewState();
  const navigate = useNavigate();
  const all = useWorkspace()?.accounts ?? [];
  const [quiet, setQuiet] = useState(false);
  const rule = search.rule ?? null;
  const account = view.accounts.length === 1 ? (view.accounts[0] ?? null) : null;
  const setRule = (id: string | null): void =>
    void navigate({
      to: ".",
      search: (before: Record<string, unknown>) => {
        const { rule: _, ...rest } = before;
        return id === null ? rest : { ...rest, rule: id };
      },
    });
  const setAccount = (id: string | null): void =>
    setView(
      lookingAt(
        id === null ? [] : [id],
        all.map((one) => one.id),
      ),
    );
  return { rule, account, quiet, setRule, setAccount, setQuiet, accounts: all };
}

function RunList() {
  const filter = useFilter();
  const { rule, account, quiet, setRule, setAccount, setQuiet, accounts } = filter;
  const query = useRuleRuns({ ruleId: rule, accountId: account, quiet });
  const rules = useRuleList().data?.rules;
  const navigate = useNavigate();
  const now = useNow(60_000);
  const grid = useRef<GridHandle>(null);
  const [focusId, setFocusId] = useState<string | null>(null);
  const runs = useMemo(() => query.data?.pages.flat() ?? [], [query.data]);
  const focused = runs.find(({ id }) => id === focusId) ?? runs[0];
  const { hasNextPage, isFetching, fetchNextPage } = query;
  const timeZone = accounts.find(({ id }) => id === account)?.timeZone ?? localTimeZone();
  const near = useCallback(() => {
    if (hasNextPage && !isFetching) void fetchNextPage();
  }, [hasNextPage, isFetching, fetchNextPage]);

  const step = (by: number): void => {
    const ids = runs.map(({ id }) => id);
    setFocusId(stepped(ids, focused?.id ?? null, by));
    grid.current?.focus();
  };
  const open = (run: string | undefined): void => {
    if (run !== undefined) void navigate({ to: "/rules/runs/{-$run}", params: { run }, search: true });
  };
  const isFiltered = rule !== null || account !== null;
  const clear = (): void => {
    if (rule !== null) setRule(null);
    if (account !== null) setAccount(null);
    grid.current?.focus();
  };
  const { group, ...keys } = words.keys;
  useHotkeys([
    { keys: "J", label: keys.next, group, run: () => step(1) },
    { keys: "ArrowDown", label: keys.next, group, run: () => step(1) },
    { keys: "K", label: keys.previous, group, run: () => step(-1) },
    { keys: "ArrowUp", label: keys.previous, group, run: () => step(-1) },
    {
      keys: "Enter",
      label: keys.open,
      group,
      run: ({ target }) => pressOr(target, () => open(focused?.id)),
    },
    { keys: "Q", label: keys.quiet, group, run: () => setQuiet(!quiet) },
    { keys: "Escape", label: keys.clear, group, run: clear },
  ]);
  // A rule that was deleted is still chosen by its id.
  const names = new Map([
    ...runs.map(({ ruleId, ruleName }): [string, string] => [ruleId, ruleName]),
    ...(rules ?? []).map(({ id, name }): [string, string] => [id, name]),
  ]);
  if (rule !== null && !names.has(rule)) names.set(rule, rule);
  const go = (to: "/rules/paused" | "/rules/backtest") => () => void navigate({ to, search: true });

  return (
    <div className={styles.page}>
      <PageHead
        title={words.title}
        note={query.data === undefined ? "" : words.counts(formatCount(runs.length), hasNextPage)}
      >
        <Button icon="pause" onClick={go("/rules/paused")}>
          {words.paused}
        </Button>
        <Button icon="restore" onClick={go("/rules/backtest")}>
          {words.backtest}
        </Button>
      </PageHead>
      <FilterBar label={words.filters}>
        <Select
          label={words.rule}
          value={rule ?? ALL}
          options={[
            { value: ALL, label: words.allRules },
            ...[...names].map(([value, label]) => ({ value, label })),
          ]}
          onChange={(id) => setRule(id === ALL ? null : id)}
        />
        <Select
          label={words.account}
          value={account ?? ALL}
          options={[
            { value: ALL, label: words.allAccounts },
            ...accounts.map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(id) => setAccount(id === ALL ? null : id)}
        />
        <Checkbox checked={quiet} onChange={setQuiet}>
          {words.quiet}
        </Checkbox>
      </FilterBar>
      {query.isError && query.data !== undefined && (
        <Banner
          tone="neg"
          action={
            <Button size="small" onClick={() => void query.refetch()}>
              {texts.retry}
            </Button>
          }
        >
          {toIpcError(query.error).message} {texts.still}
        </Banner>
      )}
      {runs.length > 0 ? (
        <RunsGrid
          handle={grid}
          runs={runs}
          accounts={accounts}
          nowMs={now}
          timeZone={timeZone}
          focus={focused?.id ?? null}
          onPress={open}
          onNear={near}
        />
      ) : query.isError ? (
        <div className={styles.failure}>
          <ErrorState
            error={toIpcError(query.error)}
            action={<Button onClick={() => void query.refetch()}>{texts.retry}</Button>}
          />
        </div>
      ) : query.data === undefined ? (
        <LoadingRows label={words.reading} rows={16} />
      ) : (
        <EmptyState
          title={isFiltered ? words.empty.filtered : words.empty.title}
          text={isFiltered ? "" : words.empty.text}
          action={
            isFiltered ? (
              <Button keys="Esc" onClick={clear}>
                {words.empty.clear}
              </Button>
            ) : (
              !quiet && (
                <Button keys="Q" onClick={() => setQuiet(true)}>
                  {words.empty.quiet}
                </Button>
              )
            )
          }
        />
      )}
      <footer className={styles.footer}>
        <span>{words.zone(timeZone)}</span>
        <span role="status">{query.isFetchingNextPage ? words.more : ""}</span>
      </footer>
    </div>
  );
}
