import { type Ref, useMemo } from "react";
import { DataGrid, type GridColumn, type GridHandle, type GridLine } from "@/components/data-grid/data-grid";
import { Checkbox } from "@/components/ui/checkbox";
import { ActDiff } from "@/components/why/act-diff";
import { StateChip } from "@/components/why/chips";
import { mainReason, withMoney } from "@/components/why/decision";
import { FiguresAge } from "@/components/why/figures-age";
import { ObjectName } from "@/components/why/object-name";
import type { Account } from "@/platform";
import type { QueueGroup, QueueRow } from "../model/queue";
import { texts } from "../texts";
import styles from "./approvals.module.css";
import { GroupHead } from "./group-head";

const ROW = 42;
const HEAD = 52;

interface QueueGridProps {
  handle: Ref<GridHandle>;
  groups: readonly QueueGroup[];
  accounts: readonly Account[];
  nowMs: number;
  focus: string | null;
  open: string | null;
  chosen: ReadonlySet<string>;
  block: string | null;
  busy: boolean;
  onChoose: (id: string, on: boolean) => void;
  onPress: (id: string) => void;
  onAnswer: (rows: readonly QueueRow[], approve: boolean) => void;
}

/** What met a rule's conditions, in a line. */
function Why({ row, currency }: { row: QueueRow; currency: string }) {
  const main = mainReason(row.decision.reasons);
  if (main === null) return <span className={styles.quiet}>—</span>;
  const seen = withMoney(main.seen ?? "", currency);
  const what = withMoney(main.what, currency);
  return (
    <span className={styles.two} title={`${what} (${seen})`}>
      <span className="ellipsis">{what}</span>
      <span className={`${styles.seen} ellipsis`}>{seen}</span>
    </span>
  );
}

/** Requests by rule and account, one a row. */
export function QueueGrid(props: QueueGridProps) {
  const { groups, accounts, nowMs, chosen, onChoose, onAnswer, block, busy } = props;
  const byId = useMemo(() => new Map(accounts.map((account) => [account.id, account])), [accounts]);
  const accountOf = (row: QueueRow) => byId.get(row.group.run.accountId);
  const columns: GridColumn<QueueRow>[] = [
    {
      key: "choose",
      label: <span className="visually-hidden">{texts.columns.choose}</span>,
      track: "18px",
      cell: (row) =>
        row.state === "waiting" && (
          <Checkbox
            checked={chosen.has(row.id)}
            label={texts.choose(row.decision.name)}
            tabIndex={-1}
            onChange={(on) => onChoose(row.id, on)}
          />
        ),
    },
    {
      key: "object",
      label: texts.columns.object,
      track: "minmax(140px, 1.5fr)",
      cell: ({ decision: { name, object, path } }) => <ObjectName name={name} id={object.id} path={path} />,
    },
    {
      key: "change",
      label: texts.columns.change,
      track: "minmax(252px, 1.3fr)",
      cell: ({ decision }) => <ActDiff {...decision} />,
    },
    {
      key: "why",
      label: texts.columns.why,
      track: "minmax(90px, 1.6fr)",
      cell: (row) => <Why row={row} currency={accountOf(row)?.currency ?? ""} />,
    },
    {
      key: "age",
      label: texts.columns.age,
      track: "78px",
      cell: (row) => (
        <FiguresAge
          short
          readMs={row.decision.figuresReadMs}
          atMs={nowMs}
          timeZone={accountOf(row)?.timeZone}
        />
      ),
    },
    {
      key: "state",
      label: texts.columns.state,
      track: "96px",
      cell: ({ state, decision }) =>
        state === "waiting" ? (
          <span className={styles.quiet}>{texts.waiting}</span>
        ) : (
          <span title={decision.detail ?? undefined}>
            <StateChip state={state} />
          </span>
        ),
    },
  ];
  const lines = groups.flatMap((group): GridLine<QueueRow>[] => [
    {
      kind: "head",
      key: `group ${group.group.run.id}`,
      height: HEAD,
      content: (
        <GroupHead
          group={group}
          account={byId.get(group.group.run.accountId)}
          nowMs={nowMs}
          block={block}
          busy={busy}
          onAnswer={(approve) => onAnswer(group.waiting, approve)}
        />
      ),
    },
    ...group.rows.map((row): GridLine<QueueRow> => ({ kind: "row", key: row.id, row })),
  ]);
  return (
    <DataGrid
      handle={props.handle}
      label={texts.queue}
      columns={columns}
      lines={lines}
      rowHeight={ROW}
      focus={props.focus}
      open={props.open}
      isSelected={({ id }) => chosen.has(id)}
      isQuiet={({ state }) => state === "declined" || state === "stale"}
      onPress={props.onPress}
      testId="approvals"
    />
  );
}
