import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { toIpcError } from "@/api/errors";
import { useClients, useOverview } from "@/api/overview";
import { useRuleRuns } from "@/api/rule-acts";
import { useStartSync } from "@/api/sync";
import { PageHead } from "@/components/page-head/page-head";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Banner, EmptyState, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { formatDayRange } from "@/lib/days";
import { formatInstant, localTimeZone } from "@/lib/times";
import { useHotkeys } from "@/lib/use-hotkeys";
import { useNow } from "@/lib/use-now";
import type { Note, OverviewMoney, PacingRow } from "@/platform";
import { useShowObject } from "@/view/use-show-object";
import { useViewState } from "@/view/use-view-state";
import { lookingAt, viewToSearch } from "@/view/view-state";
import { ClientsDialog } from "./components/clients-dialog";
import { DayChart } from "./components/day-chart";
import { KeyFigures } from "./components/key-figures";
import { MetricsDialog } from "./components/metrics-dialog";
import { MoversTable } from "./components/movers-table";
import { NoteDialog } from "./components/note-dialog";
import { PacingTable } from "./components/pacing-table";
import { ReportDialog } from "./components/report-dialog";
import { LookPanel, RulesPanel } from "./components/side-panels";
import { TargetDialog } from "./components/target-dialog";
import { WaitingPanel } from "./components/waiting-panel";
import styles from "./overview-page.module.css";
import { reportTexts } from "./report-texts";
import { texts } from "./texts";
import { useWaiting } from "./use-waiting";

/** Figures older than this are said to be old. */
const STALE_AFTER_MS = 60 * 60_000;
/** Looks of rules that are listed. */
const MOST_RUNS = 5;

/** What is asked in a dialog. */
type Asked =
  | { about: "target"; row: PacingRow }
  | { about: "note"; day: string; note: Note | null }
  | { about: "clients" }
  | { about: "report" }
  | { about: "metrics" };

/** What happened, and what needs a person. */
export function OverviewPage() {
  const workspace = useWorkspace();
  const { view, setView, accounts, range, compareRange } = useViewState();
  const now = useNow(30_000);
  const navigate = useNavigate();
  const showObject = useShowObject();
  const sync = useStartSync();
  const clients = useClients().data ?? [];
  const [currency, setCurrency] = useState<string | null>(null);
  const [asTable, setAsTable] = useState(false);
  const [chosenDay, setChosenDay] = useState<string | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);

  const all = workspace?.accounts ?? [];
  const ids = accounts.map(({ id }) => id);
  const query = useOverview({
    accountIds: accounts.length === all.length ? [] : ids,
    range,
    compare: compareRange,
  });
  const waiting = useWaiting(ids, now);
  const runs = useRuleRuns({ ruleId: null, accountId: null, quiet: false });
  const overview = query.data;
  const money = overview?.currencies.find((one) => one.currency === currency) ?? overview?.currencies[0];
  const place = money?.days.findIndex(({ day }) => day === chosenDay) ?? -1;
  const chosen = place < 0 ? null : place;
  const timeZone = accounts.length === 1 ? (accounts[0]?.timeZone ?? localTimeZone()) : localTimeZone();

  const look = (accountIds: readonly string[]): void =>
    setView(
      lookingAt(
        accountIds,
        all.map(({ id }) => id),
      ),
    );
  const openDay = (day: string): void => {
    const search = viewToSearch({ ...view, preset: "custom", since: day, until: day, object: null });
    void navigate({ to: "/explorer", search });
  };
  const choose = (at: number | null): void =>
    setChosenDay(at === null ? null : (money?.days[at]?.day ?? null));
  const { group } = texts.keys;
  useHotkeys(
    [
      { keys: "J", label: texts.keys.next, group, run: () => waiting.step(1) },
      { keys: "K", label: texts.keys.previous, group, run: () => waiting.step(-1) },
      {
        keys: "A",
        label: texts.keys.approve,
        group,
        run: ({ repeat }) => !repeat && waiting.answerFocused(true),
      },
      {
        keys: "R",
        label: texts.keys.reject,
        group,
        run: ({ repeat }) => !repeat && waiting.answerFocused(false),
      },
      {
        keys: "W",
        label: texts.keys.why,
        group,
        run: () => void navigate({ to: "/approvals", search: true }),
      },
      { keys: "Shift+T", label: texts.keys.table, group, run: () => setAsTable(!asTable) },
      {
        keys: "N",
        label: texts.keys.note,
        group,
        run: () => chosenDay !== null && setAsked({ about: "note", day: chosenDay, note: null }),
      },
      { keys: "Ctrl+Shift+E", label: reportTexts.key, group, run: () => setAsked({ about: "report" }) },
      { keys: "O", label: texts.keys.day, group, run: () => chosenDay !== null && openDay(chosenDay) },
    ],
    asked === null,
  );

  const today =
    runs.data?.pages
      .flat()
      .filter((run) => ids.includes(run.accountId))
      .slice(0, MOST_RUNS) ?? [];
  const running = (workspace?.sync.running ?? null) !== null;
  const pulled = overview?.pulledAtMs ?? null;
  const synced = accounts.flatMap(({ syncedAtMs }) => syncedAtMs ?? []);
  const oldest = synced.length > 0 ? Math.min(...synced) : pulled;
  const isStale = oldest !== null && now - oldest > STALE_AFTER_MS;
  const isEmpty = overview !== undefined && (overview.currencies.length === 0 || pulled === null);
  const client = clients.find((one) => sameAccounts(one.accountIds, view.accounts));
  const named = client?.name ?? (accounts.length === 1 ? (accounts[0]?.name ?? "") : texts.allAccounts);
  return (
    <div className={styles.page}>
      <PageHead
        title={texts.title}
        titleTestId="overview-title"
        beside={
          <>
            <Menu
              label={texts.client}
              trigger={
                <Button size="small" data-testid="overview-client">
                  {named}
                  <Icon name="chevron-down" size={12} />
                </Button>
              }
            >
              <MenuItem onSelect={() => look([])}>{texts.allAccounts}</MenuItem>
              {clients.map((one) => (
                <MenuItem key={one.id} onSelect={() => look(one.accountIds)}>
                  <bdi>{one.name}</bdi>
                </MenuItem>
              ))}
              <MenuItem icon="pencil" onSelect={() => setAsked({ about: "clients" })}>
                {texts.editClients}
              </MenuItem>
            </Menu>
            {overview !== undefined && overview.currencies.length > 1 && (
              <Currencies all={overview.currencies} shown={money?.currency ?? ""} onShow={setCurrency} />
            )}
          </>
        }
        note={overview === undefined ? "" : texts.against(formatDayRange(overview.compare, {}))}
      >
        <Button
          size="small"
          icon="download"
          data-testid="overview-report"
          onClick={() => setAsked({ about: "report" })}
        >
          {reportTexts.open}
        </Button>
        <Button kind="quiet" size="small" icon="info" onClick={() => setAsked({ about: "metrics" })}>
          {texts.metrics}
        </Button>
      </PageHead>
      {running && <Banner tone="info">{texts.syncing}</Banner>}
      {workspace?.online === false && <Banner tone="neutral">{texts.offline}</Banner>}
      {!running && isStale && (
        <Banner
          tone="warn"
          testId="overview-stale"
          action={
            <Button size="small" onClick={() => sync.mutate(ids)}>
              {texts.empty.sync}
            </Button>
          }
        >
          {texts.stale(formatInstant(oldest, { timeZone }))}
        </Banner>
      )}
      {overview !== undefined && !isEmpty && overview.missingDays > 0 && (
        <Banner tone="info">{texts.missing(overview.missingDays)}</Banner>
      )}
      {query.isError && overview !== undefined && (
        <Banner tone="neg" testId="overview-error" action={<Again onAgain={() => void query.refetch()} />}>
          {toIpcError(query.error).message} {texts.still}
        </Banner>
      )}
      {waiting.refused !== null && <Banner tone="neg">{waiting.refused.message}</Banner>}
      <div className={styles.scroll}>
        {overview === undefined ? (
          query.isError ? (
            <ErrorState
              error={toIpcError(query.error)}
              action={<Again onAgain={() => void query.refetch()} />}
            />
          ) : (
            <LoadingRows label={texts.loading} rows={16} />
          )
        ) : isEmpty || money === undefined ? (
          <EmptyState
            title={texts.empty.title}
            text={texts.empty.text}
            action={
              <Button icon="refresh" disabled={running} onClick={() => sync.mutate([])}>
                {texts.empty.sync}
              </Button>
            }
          />
        ) : (
          <div className={styles.grid}>
            <div className={styles.top}>
              <KeyFigures money={money} />
            </div>
            <div className={styles.main}>
              <DayChart
                money={money}
                asTable={asTable}
                onAsTable={setAsTable}
                chosen={chosen}
                onChoose={choose}
                onOpenDay={openDay}
                onNote={(day, note) => setAsked({ about: "note", day, note })}
              />
              <PacingTable rows={overview.pacing} onTarget={(row) => setAsked({ about: "target", row })} />
              <MoversTable money={money} onShow={showObject} />
            </div>
            <div className={styles.side}>
              <WaitingPanel
                rows={waiting.rows}
                accounts={accounts}
                nowMs={now}
                focused={waiting.focused}
                block={waiting.block}
                busy={waiting.busy}
                onFocus={waiting.focus}
                onAnswer={waiting.answer}
                onWhy={() => void navigate({ to: "/approvals", search: true })}
              />
              <LookPanel days={overview.unusual} currencies={overview.currencies} onShow={showObject} />
              <RulesPanel today={overview.rulesToday} runs={today} timeZone={timeZone} />
            </div>
          </div>
        )}
      </div>
      {asked?.about === "target" && <TargetDialog row={asked.row} onClose={() => setAsked(null)} />}
      {asked?.about === "note" && (
        <NoteDialog
          day={asked.day}
          note={asked.note}
          accounts={accounts.filter(({ id }) => money?.accountIds.includes(id))}
          onClose={() => setAsked(null)}
        />
      )}
      {asked?.about === "report" && (
        <ReportDialog
          clientId={client?.id ?? null}
          name={named}
          accountIds={accounts.length === all.length ? [] : ids}
          range={range}
          compare={compareRange}
          onClose={() => setAsked(null)}
        />
      )}
      {asked?.about === "clients" && <ClientsDialog accounts={all} onClose={() => setAsked(null)} />}
      {asked?.about === "metrics" && <MetricsDialog onClose={() => setAsked(null)} />}
    </div>
  );
}

const sameAccounts = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id));

function Again({ onAgain }: { onAgain: () => void }) {
  return (
    <Button size="small" onClick={onAgain}>
      {texts.retry}
    </Button>
  );
}

interface CurrenciesProps {
  all: readonly OverviewMoney[];
  shown: string;
  onShow: (currency: string) => void;
}

/** Which currency's figures are shown: they are never added up. */
function Currencies({ all, shown, onShow }: CurrenciesProps) {
  return (
    <fieldset className={styles.currencies} aria-label={texts.currency}>
      {all.map(({ currency }) => (
        <Button
          key={currency}
          kind={currency === shown ? "plain" : "quiet"}
          size="small"
          aria-pressed={currency === shown}
          onClick={() => onShow(currency)}
        >
          {currency}
        </Button>
      ))}
    </fieldset>
  );
}
