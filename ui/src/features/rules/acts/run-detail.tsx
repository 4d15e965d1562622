import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useWriteBlock } from "@/api/activity";
import { useWorkspace } from "@/api/app-state";
import { toIpcError } from "@/api/errors";
import { useRuleRun } from "@/api/rule-acts";
import { DataGrid, type GridColumn, type GridHandle, type GridLine } from "@/components/data-grid/data-grid";
import { pressOr, stepped } from "@/components/data-grid/pressed";
import { PageHead } from "@/components/page-head/page-head";
import { Button } from "@/components/ui/button";
import { Banner, EmptyState, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { ActDiff } from "@/components/why/act-diff";
import { OutcomeChip, RunChip, StandingChip, StateChip } from "@/components/why/chips";
import { mainReason, withMoney } from "@/components/why/decision";
import { DecisionPanel } from "@/components/why/decision-panel";
import { ObjectName } from "@/components/why/object-name";
import { whyTexts } from "@/components/why/texts";
import { formatCount } from "@/lib/numbers";
import { formatInstant, formatShortInstant } from "@/lib/times";
import { useHotkeys } from "@/lib/use-hotkeys";
import { useNow } from "@/lib/use-now";
import type { Account, RuleDecision, RuleRun } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { useShowObject } from "@/view/use-show-object";
import styles from "./acts.module.css";
import { texts } from "./texts";

const words = texts.run;

/** Later than this a look was late. */
const LATE_MS = 2 * 60_000;

/** Why a decision was made, in a line: the guard in the way, or the condition that says most. */
function ShortWhy({ decision, currency }: { decision: RuleDecision; currency: string }) {
  const refusal = decision.guards.find(({ answer }) => answer !== "met");
  const main = mainReason(decision.reasons);
  const text = refusal?.text ?? (main === null ? "" : `${main.what} (${main.seen ?? ""})`);
  const said = withMoney(text, currency);
  return <span title={said}>{said}</span>;
}

function columnsFor(currency: string): GridColumn<RuleDecision>[] {
  const { columns } = words;
  return [
    {
      key: "object",
      label: columns.object,
      track: "minmax(140px, 1.4fr)",
      cell: ({ name, object, path }) => <ObjectName name={name} id={object.id} path={path} />,
    },
    {
      key: "change",
      label: columns.change,
      track: "minmax(252px, 1.2fr)",
      cell: (decision) => <ActDiff {...decision} />,
    },
    {
      key: "why",
      label: columns.why,
      track: "minmax(80px, 1.8fr)",
      cell: (decision) => <ShortWhy decision={decision} currency={currency} />,
    },
    {
      key: "state",
      label: columns.state,
      track: "96px",
      cell: ({ state, standing, detail }) => (
        <span title={detail ?? undefined}>
          {state === null ? <StandingChip standing={standing} /> : <StateChip state={state} />}
        </span>
      ),
    },
    {
      key: "outcome",
      label: columns.outcome,
      track: "92px",
      cell: ({ outcome }) => (outcome === null ? "—" : <OutcomeChip outcome={outcome} />),
    },
  ];
}

/** What was looked at and what came of it, counted. */
function Facts({ run, account }: { run: RuleRun; account: Account | undefined }) {
  const { facts } = words;
  const zone = account === undefined ? {} : { timeZone: account.timeZone };
  const late = run.atMs - run.slotMs > LATE_MS;
  const all: [string, string][] = [
    [facts.looked, formatCount(run.objects)],
    [facts.met, formatCount(run.met)],
    [facts.done, formatCount(run.done)],
    [facts.spared, formatCount(run.refused)],
    [facts.untold, formatCount(run.cannotTell)],
    ...(run.waiting > 0 ? [[facts.waiting, formatCount(run.waiting)] as [string, string]] : []),
    [facts.mode, `${whyTexts.modes[run.mode]}, ${words.version(run.version)}`],
    ...(late ? [[facts.planned, formatInstant(run.slotMs, zone)] as [string, string]] : []),
  ];
  return (
    <dl className={styles.facts}>
      {all.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** One look with everything that met its conditions, what guards spared too. */
export function RunDetail({ id }: { id: string }) {
  const query = useRuleRun(id);
  const accounts = useWorkspace()?.accounts ?? [];
  const block = useWriteBlock();
  const now = useNow(60_000);
  const { undo } = useFrameActs();
  const navigate = useNavigate();
  const showObject = useShowObject();
  const grid = useRef<GridHandle>(null);
  const [focusId, setFocusId] = useState<string | null>(null);
  const [openId, setOpenId] = useState<string | null>(null);
  const run = query.data?.run;
  const decisions = query.data?.decisions ?? [];
  const account = accounts.find((one) => one.id === run?.accountId);
  const zone = account === undefined ? {} : { timeZone: account.timeZone };
  const focused = decisions.find((one) => one.id === focusId) ?? decisions[0];
  const opened = decisions.find((one) => one.id === openId);
  const changeId = run?.changeId ?? null;
  const canUndo = changeId !== null && block === null;

  const step = (by: number): void => {
    const next = stepped(
      decisions.map((one) => one.id),
      focused?.id ?? null,
      by,
    );
    setFocusId(next);
    if (openId !== null) setOpenId(next);
    grid.current?.focus();
  };
  const takeBack = (): void => {
    if (changeId !== null && block === null) undo(changeId);
  };
  const back = (): void =>
    void navigate({ to: "/rules/runs/{-$run}", params: { run: undefined }, search: true });
  const close = (): void => {
    if (openId === null) back();
    else setOpenId(null);
    grid.current?.focus();
  };
  const { group, ...keys } = words.keys;
  const open = ({ target }: KeyboardEvent): void => pressOr(target, () => setOpenId(focused?.id ?? null));
  useHotkeys([
    { keys: "J", label: keys.next, group, run: () => step(1) },
    { keys: "ArrowDown", label: keys.next, group, run: () => step(1) },
    { keys: "K", label: keys.previous, group, run: () => step(-1) },
    { keys: "ArrowUp", label: keys.previous, group, run: () => step(-1) },
    { keys: "Enter", label: keys.why, group, run: open },
    { keys: "W", label: keys.why, group, run: () => setOpenId(opened ? null : (focused?.id ?? null)) },
    {
      keys: "O",
      label: keys.show,
      group,
      run: () => {
        if (focused !== undefined) showObject(focused.object);
      },
    },
    { keys: "U", label: keys.undo, group, run: takeBack },
    { keys: "Escape", label: keys.back, group, run: close },
  ]);

  const lines = decisions.map((row): GridLine<RuleDecision> => ({ kind: "row", key: row.id, row }));
  return (
    <div className={styles.page}>
      <PageHead
        title={run?.ruleName ?? ""}
        titleTestId="run-title"
        before={
          <Button kind="quiet" icon="chevron-left" title={words.backKey} onClick={back}>
            {words.back}
          </Button>
        }
        beside={run === undefined ? undefined : <RunChip run={run} />}
        note={
          run === undefined
            ? ""
            : `${account?.name ?? run.accountId} · ${formatShortInstant(run.atMs, now, zone)}`
        }
      >
        {changeId !== null && (
          <Button icon="restore" keys="U" disabled={!canUndo} title={block ?? undefined} onClick={takeBack}>
            {words.undo}
          </Button>
        )}
      </PageHead>
      {run !== undefined && <Facts run={run} account={account} />}
      {run?.note && <Banner tone="neutral">{run.note}</Banner>}
      {query.isError && query.data !== undefined && (
        <Banner tone="neg">
          {toIpcError(query.error).message} {texts.still}
        </Banner>
      )}
      <div className={styles.split}>
        {query.data === undefined ? (
          query.isError ? (
            <div className={styles.failure}>
              <ErrorState
                error={toIpcError(query.error)}
                action={<Button onClick={() => void query.refetch()}>{texts.retry}</Button>}
              />
            </div>
          ) : (
            <LoadingRows label={words.reading} />
          )
        ) : decisions.length === 0 ? (
          <EmptyState title={words.none.title} text={words.none.text} />
        ) : (
          <DataGrid
            handle={grid}
            label={words.grid}
            columns={columnsFor(account?.currency ?? "")}
            lines={lines}
            rowHeight={42}
            focus={focused?.id ?? null}
            open={openId}
            isQuiet={({ state }) => state === "refused"}
            onPress={(key) => {
              setFocusId(key);
              setOpenId(key);
            }}
            testId="decisions"
          />
        )}
        {opened !== undefined && run !== undefined && (
          <DecisionPanel
            key={opened.id}
            label={words.panel}
            ruleName={run.ruleName}
            decision={opened}
            account={account}
            ageAtMs={opened.atMs}
            whyAtMs={opened.atMs}
            onShow={() => showObject(opened.object)}
            onClose={close}
            testId="decision"
          />
        )}
      </div>
      {decisions.length > 0 && (
        <footer className={styles.footer}>
          <span>{words.whyNot}</span>
        </footer>
      )}
    </div>
  );
}
