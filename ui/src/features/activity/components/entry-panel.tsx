import type { ReactNode } from "react";
import { useActDetail } from "@/api/activity";
import { toIpcError } from "@/api/errors";
import { FieldChanges } from "@/components/activity/field-changes";
import { SourceMark } from "@/components/activity/source-mark";
import { texts as words } from "@/components/activity/texts";
import { Button, ButtonRow } from "@/components/ui/button";
import { ErrorState, LoadingRows } from "@/components/ui/view-states";
import { formatCount } from "@/lib/numbers";
import { formatInstant } from "@/lib/times";
import type { ActivityEntry, ChangeRow } from "@/platform";
import { texts } from "../texts";
import styles from "./entry-panel.module.css";
import { objectWords, resultWords } from "./feed-row";

/** Rows of an act that are listed. */
const MOST = 100;

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

function ActRow({ row }: { row: ChangeRow }) {
  return (
    <li className={styles.actRow}>
      <bdi className={styles.name}>{row.name}</bdi>
      <FieldChanges fields={row.fields} currency={row.currency} most={20} />
      <p className={styles.outcome} data-outcome={row.outcome}>
        {texts.outcomes[row.outcome]}
        {row.text !== null && (
          <>
            {" · "}
            <bdi>{row.text}</bdi>
          </>
        )}
      </p>
      {row.traceId !== null && (
        <p className={styles.trace}>
          {texts.entry.trace} <code className="selectable">{row.traceId}</code>
        </p>
      )}
    </li>
  );
}

/** The objects of one of our own acts, each with Meta's answer. */
function ActRows({ id }: { id: string }) {
  const { data, error, refetch } = useActDetail(id);
  if (error !== null) {
    return (
      <ErrorState
        error={toIpcError(error)}
        action={<Button onClick={() => void refetch()}>{texts.retry}</Button>}
      />
    );
  }
  if (data === undefined) return <LoadingRows label={texts.entry.loading} rows={3} />;
  return (
    <section aria-label={texts.entry.answer}>
      <h3>{texts.entry.answer}</h3>
      <ul className={styles.actRows}>
        {data.rows.slice(0, MOST).map((row) => (
          <ActRow key={row.item} row={row} />
        ))}
      </ul>
      {data.rows.length > MOST && (
        <p className={styles.quiet}>{texts.entry.more(formatCount(data.rows.length - MOST))}</p>
      )}
    </section>
  );
}

type Props = {
  entry: ActivityEntry;
  timeZone: string;
  currency: string | undefined;
  /** Why nothing may be sent. */
  block: string | null;
  onTakeBack: () => void;
  onShow: () => void;
  onClose: () => void;
};

/** One entry with all that is known of it. A region beside the feed, not a dialog. */
export function EntryPanel({ entry, timeZone, currency, block, onTakeBack, onShow, onClose }: Props) {
  const canTakeBack = entry.canUndo || entry.canPutBack;
  const result = resultWords(entry);
  return (
    <aside className={styles.panel} aria-label={texts.entry.label} data-testid="activity-entry">
      <header className={styles.panelHead}>
        <SourceMark entry={entry} />
        <span className={styles.grow} />
        <Button
          kind="quiet"
          size="small"
          icon="close"
          iconOnly
          aria-label={texts.entry.close}
          title={texts.entry.close}
          onClick={onClose}
        />
      </header>
      <h2>
        <bdi>{objectWords(entry)}</bdi>
      </h2>
      <p className={styles.quiet}>
        {entry.level === null ? "" : `${texts.levels[entry.level]} · `}
        {entry.accountName}
      </p>
      <dl className={styles.facts}>
        <Fact label={texts.entry.fields}>
          <span>{entry.what}</span>
          <span className={styles.fieldList}>
            <FieldChanges fields={entry.fields} currency={currency} most={20} />
          </span>
        </Fact>
        <Fact label={texts.entry.when}>{formatInstant(entry.atMs, { timeZone })}</Fact>
        {entry.noticedAtMs !== null && (
          <Fact label={texts.entry.noticed}>
            {words.noticed(formatInstant(entry.noticedAtMs, { timeZone }))}
          </Fact>
        )}
        <Fact label={texts.entry.who}>
          <bdi>{entry.actor ?? words.somebody}</bdi>
        </Fact>
        {entry.reason !== null && (
          <Fact label={texts.entry.why}>
            <bdi>{entry.reason}</bdi>
          </Fact>
        )}
        {result !== null && <Fact label={texts.entry.result}>{result}</Fact>}
      </dl>
      {entry.whyNot !== null && (
        <p className={styles.whyNot}>
          {texts.entry.cannot}: {entry.whyNot}
        </p>
      )}
      <ButtonRow>
        {canTakeBack && (
          <Button keys="U" icon="restore" disabled={block !== null} onClick={onTakeBack}>
            {entry.canUndo ? texts.entry.undo : texts.entry.putBack}
          </Button>
        )}
        {entry.objectId !== null && entry.level !== null && (
          <Button keys="O" icon="explorer" onClick={onShow}>
            {texts.entry.show}
          </Button>
        )}
      </ButtonRow>
      {canTakeBack && block !== null && <p className={styles.whyNot}>{block}</p>}
      {entry.changeId !== null && <ActRows id={entry.changeId} />}
    </aside>
  );
}
