import type { Ref } from "react";
import { DataGrid, type GridColumn, type GridHandle, type GridLine } from "@/components/data-grid/data-grid";
import { Num } from "@/components/ui/figures";
import { RunChip } from "@/components/why/chips";
import { formatCount } from "@/lib/numbers";
import { formatInstant, formatShortInstant } from "@/lib/times";
import type { Account, RuleRun } from "@/platform";
import { texts } from "./texts";

const words = texts.runs;

interface RunsGridProps {
  handle?: Ref<GridHandle>;
  runs: readonly RuleRun[];
  accounts: readonly Account[];
  nowMs: number;
  /** The zone in which times are written: one for all rows, or their order could not be seen. */
  timeZone: string;
  focus: string | null;
  /** Beside a rule there is room for little, and its name needs not be said. */
  ofOneRule?: boolean;
  onPress: (id: string) => void;
  onNear?: () => void;
}

const counted = (count: number): string => (count === 0 ? "—" : formatCount(count));

/** Looks of rules, one a row. */
export function RunsGrid({ runs, accounts, nowMs, timeZone, ofOneRule = false, ...rest }: RunsGridProps) {
  const accountOf = (id: string) => accounts.find((account) => account.id === id);
  const zoneOf = (id: string) => {
    const account = accountOf(id);
    return account === undefined ? {} : { timeZone: account.timeZone };
  };
  const all: GridColumn<RuleRun>[] = [
    {
      key: "when",
      label: words.columns.when,
      track: "104px",
      cell: ({ atMs, accountId }) => (
        <time dateTime={new Date(atMs).toISOString()} title={formatInstant(atMs, zoneOf(accountId))}>
          {formatShortInstant(atMs, nowMs, { timeZone })}
        </time>
      ),
    },
    {
      key: "rule",
      label: words.columns.rule,
      track: "minmax(150px, 1.4fr)",
      cell: ({ ruleName }) => <bdi title={ruleName}>{ruleName}</bdi>,
    },
    {
      key: "account",
      label: words.columns.account,
      track: ofOneRule ? "minmax(60px, 1fr)" : "minmax(120px, 1fr)",
      cell: ({ accountId }) => (
        <bdi title={accountOf(accountId)?.name}>{accountOf(accountId)?.name ?? accountId}</bdi>
      ),
    },
    { key: "outcome", label: words.columns.outcome, track: "102px", cell: (run) => <RunChip run={run} /> },
    {
      key: "met",
      label: words.columns.met,
      track: "76px",
      end: true,
      cell: ({ met, objects }) => <Num>{words.of(formatCount(met), formatCount(objects))}</Num>,
    },
    {
      key: "done",
      label: words.columns.done,
      track: "56px",
      end: true,
      cell: ({ done }) => <Num>{counted(done)}</Num>,
    },
    {
      key: "refused",
      label: words.columns.refused,
      track: "56px",
      end: true,
      cell: ({ refused }) => <Num>{counted(refused)}</Num>,
    },
    {
      key: "waiting",
      label: words.columns.waiting,
      track: "56px",
      end: true,
      cell: ({ waiting }) => <Num>{counted(waiting)}</Num>,
    },
    {
      key: "note",
      label: words.columns.note,
      track: "minmax(120px, 1.6fr)",
      cell: ({ note }) => <span title={note ?? undefined}>{note}</span>,
    },
  ];
  const kept = ofOneRule ? ["when", "account", "outcome", "met", "done"] : null;
  const lines = runs.map((run): GridLine<RuleRun> => ({ kind: "row", key: run.id, row: run }));
  return (
    <DataGrid
      label={words.grid}
      columns={all.filter(({ key }) => kept?.includes(key) ?? true)}
      lines={lines}
      isQuiet={({ outcome }) => outcome === "quiet"}
      testId="runs"
      {...rest}
    />
  );
}
