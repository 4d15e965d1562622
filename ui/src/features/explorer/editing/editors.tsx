import { type ReactNode, useState } from "react";
import { toIpcError } from "@/api/errors";
import { jump, moneyText, parseMoney } from "@/components/money-field/amounts";
import { MoneyField } from "@/components/money-field/money-field";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { ErrorState } from "@/components/ui/view-states";
import { instantText, parseInstant } from "@/lib/instants";
import { formatMoney } from "@/lib/money";
import { shortened } from "@/lib/text";
import type { ChangeEdit, ExplorerRow, FieldValue, SettingsRow, Severity } from "@/platform";
import { useSettingsRow } from "../api/settings";
import { keyOf } from "./editable";
import styles from "./editor.module.css";
import { type EditorProps, EditorShell } from "./editor-shell";
import { editTexts } from "./texts";

const set = (field: string, value: FieldValue | null): ChangeEdit => ({ edit: "set", field, value });

/** Longest name that becomes part of a draft's. */
const LONGEST = 120;

/** Pauses or starts. There is nothing to type: the difference is there at once. */
export function StatusEditor({ to, ...props }: EditorProps & { to: "ACTIVE" | "PAUSED" }) {
  const [edits] = useState(() => [set("status", { kind: "status", value: to })]);
  const verb = to === "PAUSED" ? editTexts.verbs.pause : editTexts.verbs.start;
  return (
    <EditorShell
      {...props}
      edits={edits}
      typed={false}
      verb={verb}
      draftName={`${verb} ${shortened(props.row.name, LONGEST)}`}
    />
  );
}

/** What the field of an amount says itself, and how grave the program finds it. */
const ASKED_BY_FIELD: Record<ReturnType<typeof jump>, Severity | null> = {
  none: null,
  ten: "ask",
  hundred: "ask_amount",
};

interface AmountProps extends EditorProps {
  field: "daily_budget" | "lifetime_budget" | "bid_amount";
  nowMinor: number | null;
  /** What was typed already. */
  typed: string | undefined;
}

/** A budget or a bid. */
export function AmountEditor({ field, nowMinor, typed, ...props }: AmountProps) {
  const { currency, name } = props.row;
  const [text, setText] = useState(typed ?? (nowMinor === null ? "" : moneyText(nowMinor, currency)));
  const amount = parseMoney(text, currency);
  const isOther = amount.kind === "value" && amount.value !== nowMinor;
  const far = amount.kind === "value" ? jump(nowMinor, amount.value) : "none";
  const label = editTexts.money[field];
  const now = nowMinor === null ? editTexts.noneYet : editTexts.now(formatMoney(nowMinor, currency));
  return (
    <EditorShell
      {...props}
      edits={isOther ? [set(field, { kind: "money", minor: amount.value })] : null}
      typed
      verb={editTexts.verbs.send}
      draftName={`${label} of ${shortened(name, LONGEST)}`}
      idle={amount.kind === "value" ? editTexts.same : null}
      isSaid={(finding) => finding.field === field && ASKED_BY_FIELD[far] === finding.severity}
    >
      <MoneyField
        label={label}
        text={text}
        onText={setText}
        currency={currency}
        nowMinor={nowMinor}
        size="small"
        hint={now}
        autoFocus
        onFocus={(event) => typed === undefined && event.currentTarget.select()}
        data-testid="edit-field"
      />
    </EditorShell>
  );
}

/** Reads the settings of a row that the table has no column for, and shows their editor once they are here. */
function WithSettings({
  row,
  children,
}: {
  row: ExplorerRow;
  children: (settings: SettingsRow) => ReactNode;
}) {
  const read = useSettingsRow(keyOf(row));
  if (read.data) return children(read.data);
  if (read.isPending) return <p className={`${styles.editor} ${styles.idle}`}>{editTexts.reading}</p>;
  if (read.error !== null) {
    return (
      <div className={styles.editor}>
        <ErrorState
          error={toIpcError(read.error)}
          action={
            <Button size="small" onClick={() => void read.refetch()}>
              {editTexts.verbs.again}
            </Button>
          }
        />
      </div>
    );
  }
  return <p className={`${styles.editor} ${styles.idle}`}>{editTexts.notHere}</p>;
}

/** The bid or cap of an ad set. */
export function BidEditor(props: EditorProps) {
  return (
    <WithSettings row={props.row}>
      {({ bidAmountMinor }) => (
        <AmountEditor {...props} field="bid_amount" nowMinor={bidAmountMinor} typed={undefined} />
      )}
    </WithSettings>
  );
}

/** A new name. */
export function NameEditor({ typed, ...props }: EditorProps & { typed: string | undefined }) {
  const { row } = props;
  const [text, setText] = useState(typed ?? row.name);
  const isOther = text !== row.name && text !== "";
  return (
    <EditorShell
      {...props}
      edits={isOther ? [set("name", { kind: "text", value: text })] : null}
      typed
      verb={editTexts.keys.name}
      draftName={`${editTexts.keys.name} ${shortened(row.name, LONGEST)}`}
      idle={editTexts.same}
    >
      <TextField
        label={editTexts.name}
        hideLabel
        value={text}
        onChange={(event) => setText(event.target.value)}
        size="small"
        dir="auto"
        autoFocus
        onFocus={(event) => typed === undefined && event.currentTarget.select()}
        data-testid="edit-field"
      />
    </EditorShell>
  );
}

/** Start and end by the account's clock. */
export function ScheduleEditor(props: EditorProps) {
  const textOf = (atMs: number | null): string =>
    atMs === null ? "" : instantText(atMs, props.timeZone ?? "UTC");
  return (
    <WithSettings row={props.row}>
      {({ startAtMs, endAtMs }) => (
        <ScheduleFields {...props} startText={textOf(startAtMs)} endText={textOf(endAtMs)} />
      )}
    </WithSettings>
  );
}

function ScheduleFields(props: EditorProps & { startText: string; endText: string }) {
  const { startText, endText, ...shell } = props;
  const zone = props.timeZone ?? "UTC";
  const [start, setStart] = useState(startText);
  const [end, setEnd] = useState(endText);
  const typedStart = parseInstant(start, zone);
  const typedEnd = parseInstant(end, zone);
  const takesStart = startText !== "" && typedStart.kind === "empty";
  const isWrong = typedStart.kind === "refused" || typedEnd.kind === "refused" || takesStart;
  const edits: ChangeEdit[] = [];
  if (typedStart.kind === "value" && start.trim() !== startText) {
    edits.push(set("start_time", { kind: "instant", atMs: typedStart.atMs }));
  }
  if (typedEnd.kind === "value" && end.trim() !== endText) {
    edits.push(set("end_time", { kind: "instant", atMs: typedEnd.atMs }));
  }
  if (typedEnd.kind === "empty" && endText !== "") edits.push(set("end_time", null));
  const isTwice = [typedStart, typedEnd].some((typed) => typed.kind === "value" && typed.isTwice);
  return (
    <EditorShell
      {...shell}
      edits={isWrong || edits.length === 0 ? null : edits}
      typed
      verb={editTexts.verbs.send}
      draftName={`${editTexts.fields.schedule} of ${shortened(props.row.name, LONGEST)}`}
      idle={isWrong ? null : editTexts.same}
    >
      <div className={styles.pair}>
        <TextField
          label={editTexts.start}
          value={start}
          onChange={(event) => setStart(event.target.value)}
          size="small"
          placeholder={instantText(Date.UTC(2026, 11, 24, 17), zone)}
          error={
            takesStart ? editTexts.startStays : typedStart.kind === "refused" ? typedStart.why : undefined
          }
          autoFocus
          data-testid="edit-field"
        />
        <TextField
          label={editTexts.end}
          value={end}
          onChange={(event) => setEnd(event.target.value)}
          size="small"
          placeholder={instantText(Date.UTC(2026, 11, 31, 22), zone)}
          error={typedEnd.kind === "refused" ? typedEnd.why : undefined}
          {...(typedEnd.kind === "empty" ? { hint: editTexts.noEnd } : {})}
        />
      </div>
      <p className={styles.zone}>
        {editTexts.zone(zone)}
        {isTwice && ` · ${editTexts.twice}`}
      </p>
    </EditorShell>
  );
}
