import { useState } from "react";
import { type TakeBack, useObjectHistory, useWriteBlock } from "@/api/activity";
import { toIpcError } from "@/api/errors";
import { FieldChanges } from "@/components/activity/field-changes";
import { SourceMark } from "@/components/activity/source-mark";
import { TakeBackDialog } from "@/components/activity/take-back-dialog";
import { texts as words } from "@/components/activity/texts";
import { Button } from "@/components/ui/button";
import { ErrorState, LoadingRows } from "@/components/ui/view-states";
import { formatInstant, formatShortInstant } from "@/lib/times";
import type { ActivityEntry, FieldOrigin } from "@/platform";
import type { OpenObject } from "@/view/view-state";
import styles from "./history-tab.module.css";
import { drawerTexts as texts } from "./texts";

interface Shown {
  currency: string;
  timeZone: string;
  nowMs: number;
}

interface HistoryTabProps extends Shown {
  object: OpenObject;
}

/** Who changed each setting last, and everything that happened to the object. */
export function HistoryTab({ object, currency, timeZone, nowMs }: HistoryTabProps) {
  const history = useObjectHistory(object);
  const block = useWriteBlock();
  const [takeBack, setTakeBack] = useState<TakeBack | null>(null);
  const shown = { currency, timeZone, nowMs };
  if (history.data === undefined) {
    return history.isError ? (
      <ErrorState
        error={toIpcError(history.error)}
        action={<Button onClick={() => void history.refetch()}>{texts.again}</Button>}
      />
    ) : (
      <LoadingRows label={texts.history.reading} rows={6} />
    );
  }
  const { entries, origins, more } = history.data;
  if (entries.length === 0) return <p className={styles.none}>{texts.noChanges}</p>;
  return (
    <div className={styles.history} data-testid="object-history">
      {origins.length > 0 && <Origins origins={origins} {...shown} />}
      <section aria-label={texts.history.all}>
        <h3>{texts.history.all}</h3>
        <ol className={styles.entries}>
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} {...shown} block={block} onTakeBack={setTakeBack} />
          ))}
        </ol>
        {more && <p className={styles.none}>{texts.history.older}</p>}
      </section>
      <TakeBackDialog what={takeBack} onClose={() => setTakeBack(null)} onSent={() => undefined} />
    </div>
  );
}

function Origins({ origins, currency, timeZone, nowMs }: Shown & { origins: readonly FieldOrigin[] }) {
  return (
    <section aria-label={texts.history.who}>
      <h3>{texts.history.who}</h3>
      <table className={styles.origins} data-testid="origins">
        <thead className="visually-hidden">
          <tr>
            <th scope="col">{texts.history.columns.setting}</th>
            <th scope="col">{texts.history.columns.change}</th>
            <th scope="col">{texts.history.columns.by}</th>
            <th scope="col">{texts.history.columns.when}</th>
          </tr>
        </thead>
        <tbody>
          {origins.map((origin) => (
            <tr key={`${origin.diff.field}|${origin.diff.label}`}>
              <th scope="row">{origin.diff.label}</th>
              <td>
                <FieldChanges fields={[origin.diff]} currency={currency} named={false} />
              </td>
              <td>
                <bdi>{origin.actor ?? words.unknown}</bdi>
                <SourceMark entry={{ source: origin.source, kinds: [] }} />
              </td>
              <td title={formatInstant(origin.atMs, { timeZone })}>
                {formatShortInstant(origin.atMs, nowMs, { timeZone })}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface EntryProps extends Shown {
  entry: ActivityEntry;
  block: string | null;
  onTakeBack: (what: TakeBack) => void;
}

function Entry({ entry, currency, timeZone, nowMs, block, onTakeBack }: EntryProps) {
  const { canUndo, canPutBack, changeId, id } = entry;
  const what: TakeBack | null =
    canUndo && changeId !== null
      ? { by: "undo", changeId }
      : canPutBack
        ? { by: "put_back", entryId: id }
        : null;
  const result = entry.undone ? words.undone : entry.result === null ? null : words.results[entry.result];
  return (
    <li className={styles.entry}>
      <div className={styles.line}>
        <time
          dateTime={new Date(entry.atMs).toISOString()}
          title={
            entry.noticedAtMs === null
              ? formatInstant(entry.atMs, { timeZone })
              : words.noticed(formatInstant(entry.noticedAtMs, { timeZone }))
          }
        >
          {formatShortInstant(entry.atMs, nowMs, { timeZone })}
        </time>
        <SourceMark entry={entry} />
        <bdi className={styles.actor}>{entry.actor ?? ""}</bdi>
        <span className={styles.grow} />
        {result !== null && <span className={styles.result}>{result}</span>}
        {what !== null && (
          <Button
            kind="quiet"
            size="small"
            disabled={block !== null}
            title={block ?? undefined}
            onClick={() => onTakeBack(what)}
          >
            {what.by === "undo" ? texts.history.undo : texts.history.putBack}
          </Button>
        )}
      </div>
      <div className={styles.change}>
        {entry.fields.length !== 1 && <span>{entry.what}</span>}
        <FieldChanges fields={entry.fields} currency={currency} most={8} />
      </div>
      {(entry.text ?? entry.reason) !== null && (
        <bdi className={styles.reason}>{entry.text ?? entry.reason}</bdi>
      )}
      {entry.whyNot !== null && <p className={styles.reason}>{entry.whyNot}</p>}
    </li>
  );
}
