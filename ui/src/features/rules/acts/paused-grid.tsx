import type { Ref } from "react";
import { DataGrid, type GridColumn, type GridHandle, type GridLine } from "@/components/data-grid/data-grid";
import { Checkbox } from "@/components/ui/checkbox";
import { formatDuration, formatInstant, formatShortInstant } from "@/lib/times";
import type { Account, PausedRow } from "@/platform";
import styles from "./acts.module.css";
import { texts } from "./texts";

const words = texts.paused;

interface PausedGridProps {
  handle: Ref<GridHandle>;
  rows: readonly PausedRow[];
  accounts: readonly Account[];
  nowMs: number;
  focus: string | null;
  chosen: ReadonlySet<string>;
  onChoose: (id: string, on: boolean) => void;
  onPress: (id: string) => void;
}

/** Objects that rules have paused, one a row. */
export function PausedGrid({ rows, accounts, nowMs, chosen, onChoose, ...rest }: PausedGridProps) {
  const accountOf = (id: string) => accounts.find((account) => account.id === id);
  const zoneOf = (row: PausedRow) => {
    const account = accountOf(row.object.accountId);
    return account === undefined ? {} : { timeZone: account.timeZone };
  };
  const { columns } = words;
  const all: GridColumn<PausedRow>[] = [
    {
      key: "choose",
      label: <span className="visually-hidden">{columns.choose}</span>,
      track: "18px",
      cell: ({ id, name }) => (
        <Checkbox
          checked={chosen.has(id)}
          label={words.choose(name)}
          tabIndex={-1}
          onChange={(on) => onChoose(id, on)}
        />
      ),
    },
    {
      key: "object",
      label: columns.object,
      track: "minmax(170px, 1.6fr)",
      cell: ({ name, object }) => <bdi title={name}>{name === "" ? object.id : name}</bdi>,
    },
    {
      key: "account",
      label: columns.account,
      track: "minmax(110px, 0.9fr)",
      cell: ({ object }) => <bdi>{accountOf(object.accountId)?.name ?? object.accountId}</bdi>,
    },
    {
      key: "rule",
      label: columns.rule,
      track: "minmax(120px, 1fr)",
      cell: ({ ruleName }) => <bdi title={ruleName}>{ruleName}</bdi>,
    },
    {
      key: "since",
      label: columns.since,
      track: "108px",
      cell: (row) => (
        <time title={formatInstant(row.sinceMs, zoneOf(row))}>{formatShortInstant(row.sinceMs, nowMs)}</time>
      ),
    },
    {
      key: "until",
      label: columns.until,
      track: "minmax(180px, 1.1fr)",
      cell: (row) => (
        <span title={row.dueMs === null ? undefined : formatInstant(row.dueMs, zoneOf(row))}>
          {words.until[row.until]}
          {row.dueMs !== null && (
            <span className={styles.quiet}>
              {", "}
              {row.dueMs > nowMs ? words.due(formatDuration(row.dueMs - nowMs)) : words.soon}
            </span>
          )}
        </span>
      ),
    },
    {
      key: "note",
      label: columns.note,
      track: "minmax(120px, 1.6fr)",
      cell: ({ note }) => <span title={note ?? undefined}>{note}</span>,
    },
  ];
  const lines = rows.map((row): GridLine<PausedRow> => ({ kind: "row", key: row.id, row }));
  return (
    <DataGrid
      label={words.grid}
      columns={all}
      lines={lines}
      isSelected={({ id }) => chosen.has(id)}
      testId="paused"
      {...rest}
    />
  );
}
