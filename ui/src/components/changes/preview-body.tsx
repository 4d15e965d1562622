import { targetingDifferences } from "@/components/targeting/words";
import { Icon } from "@/components/ui/icon";
import { formatCount } from "@/lib/numbers";
import { joinSentences } from "@/lib/sentences";
import type {
  ChangeFinding,
  ChangePreview,
  FieldConflict,
  FieldDiff,
  PreviewRow,
  Severity,
} from "@/platform";
import styles from "./preview-body.module.css";
import { diffWords, effectWords, nameWords } from "./words";

interface Place {
  currency: string;
  timeZone: string | undefined;
}

/** One setting before and after: `Daily budget  €40.00 → €50.00`; of a targeting, each part that changes. */
export function DiffLine({ diff, place }: { diff: FieldDiff; place: Place }) {
  const parts = diff.field === "targeting" ? targetingDifferences(diff.before, diff.after) : null;
  if (parts !== null) return parts.map((part) => <Line key={part.label} {...part} />);
  return <Line label={diff.label} {...diffWords(diff, place)} />;
}

function Line({ label, before, after }: { label: string; before: string; after: string }) {
  return (
    <div className={styles.diff}>
      <span className={styles.label}>{label}</span>
      <span className={styles.values}>
        <span className={styles.before}>{before}</span>
        <span className={styles.arrow} aria-hidden="true">
          →
        </span>
        <span className="visually-hidden"> becomes </span>
        <span className={styles.after}>{after}</span>
      </span>
    </div>
  );
}

const TONES: Record<Severity, string | undefined> = {
  note: styles.note,
  ask: styles.warn,
  ask_amount: styles.warn,
  block: styles.bad,
};

/** What to know before sending, the gravest first. */
export function FindingList({ findings }: { findings: readonly ChangeFinding[] }) {
  if (findings.length === 0) return null;
  return (
    <ul className={styles.findings}>
      {findings.map(({ severity, field, text }) => (
        <li key={`${severity}|${field}|${text}`} className={TONES[severity]}>
          <Icon name={severity === "note" ? "info" : "warning"} size={12} />
          <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}

function Conflict({ conflict }: { conflict: FieldConflict }) {
  return (
    <p className={styles.bad}>
      <Icon name="warning" size={12} />
      <span>
        Someone changed the {conflict.label}: {conflict.base ?? "none"} → {conflict.theirs ?? "none"}. Nothing
        is sent over it unseen.
      </span>
    </p>
  );
}

type RowProps = Pick<Props, "named" | "isSaid" | "timeZone"> & { row: PreviewRow };

function Row({ row, named, isSaid, timeZone }: RowProps) {
  const place = { currency: row.currency, timeZone };
  return (
    <li className={styles.row}>
      {named && <span className={styles.name}>{nameWords(row.name, row.id)}</span>}
      {row.fields.map((diff) => (
        <DiffLine key={diff.field} diff={diff} place={place} />
      ))}
      {row.conflicts.map((conflict) => (
        <Conflict key={conflict.field} conflict={conflict} />
      ))}
      {row.refusedByMeta !== null && (
        <p className={styles.bad}>
          <Icon name="warning" size={12} />
          <span>Meta says: “{row.refusedByMeta}”</span>
        </p>
      )}
      <FindingList findings={row.findings.filter((finding) => isSaid?.(finding) !== true)} />
    </li>
  );
}

type Props = {
  preview: ChangePreview;
  /** Whether objects are named: not where the preview hangs from the one it is about. */
  named: boolean;
  /** Rows shown; of the others the number is said. */
  most?: number;
  timeZone?: string | undefined;
  /** Findings that stand beside the preview already, in more exact words. */
  isSaid?: ((finding: ChangeFinding) => boolean) | undefined;
};

/** What a preview would do, row by row, what it may cost and what is left out. */
export function PreviewBody({ preview, named, most = 6, timeZone, isSaid }: Props) {
  const effect = effectWords(preview.effects);
  const refusals = preview.refusals.filter(({ alreadySo }) => !alreadySo);
  const same = preview.refusals.length - refusals.length;
  const hidden = preview.rowCount - Math.min(most, preview.rows.length);
  return (
    <div className={styles.body} data-testid="preview">
      <ul className={styles.rows}>
        {preview.rows.slice(0, most).map((row) => (
          <Row key={row.item} row={row} named={named} timeZone={timeZone} isSaid={isSaid} />
        ))}
      </ul>
      {hidden > 0 && <p className={styles.quiet}>and {formatCount(hidden)} more</p>}
      {effect !== null && (
        <p className={styles.effect}>
          <span className={styles.label}>spend</span>
          <span className="tnum">{effect}</span>
        </p>
      )}
      {same > 0 && (
        <p className={styles.quiet}>
          {preview.rowCount === 0
            ? "It is so already; there is nothing to send."
            : `${formatCount(same)} so already`}
        </p>
      )}
      {refusals.slice(0, most).map(({ object, name, field, why }) => (
        <p key={`${object?.id}|${name}|${field}|${why}`} className={styles.bad}>
          <Icon name="warning" size={12} />
          <span>
            {named && `${nameWords(name)}: `}
            {joinSentences(why)}
          </span>
        </p>
      ))}
      {refusals.length > most && (
        <p className={styles.quiet}>{formatCount(refusals.length - most)} more are left out</p>
      )}
    </div>
  );
}
