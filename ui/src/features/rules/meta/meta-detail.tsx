import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/view-states";
import { formatShortInstant } from "@/lib/times";
import { type MetaRule, type MetaRuleAct, type MetaRuleRun, toIpcError } from "@/platform";
import { useMetaRule } from "../api/meta";
import styles from "./meta.module.css";
import { texts } from "./texts";

const words = texts.detail;
/** Objects and results that are shown; of the others the number is said. */
const MOST = 20;

type Props = {
  rule: MetaRule;
  nowMs: number;
  /** Why nothing can be sent now. */
  block: string | null;
  onAct: (act: MetaRuleAct) => void;
  onImport: () => void;
  onClose: () => void;
};

/** One of Meta's rules: its conditions, what meets them now, what it did, and what can be done with it. */
export function MetaDetail({ rule, nowMs, block, onAct, onImport, onClose }: Props) {
  const query = useMetaRule({ accountId: rule.accountId, id: rule.id });
  const detail = query.data;
  const { acts } = texts;
  return (
    <aside className={styles.side} aria-label={words.label(rule.name)} data-testid="meta-detail">
      <header className={styles.sideHead}>
        <h2>
          <bdi>{rule.name === "" ? texts.unnamed : rule.name}</bdi>
        </h2>
        <Button kind="quiet" size="small" icon="close" iconOnly aria-label={texts.close} onClick={onClose} />
      </header>
      <div className={styles.acts}>
        <Button size="small" keys="I" title={acts.importHint} onClick={onImport}>
          {acts.import}
        </Button>
        <Button
          size="small"
          keys="S"
          disabled={block !== null}
          title={block ?? undefined}
          onClick={() => onAct(rule.isOn ? "disable" : "enable")}
        >
          {rule.isOn ? acts.disable : acts.enable}
        </Button>
        <Button
          size="small"
          icon="trash"
          keys="Delete"
          disabled={block !== null}
          title={block ?? undefined}
          onClick={() => onAct("delete")}
        >
          {acts.delete}
        </Button>
      </div>
      <section className={styles.part}>
        <h3>{words.conditions}</h3>
        <ul>
          {rule.conditions.map((condition) => (
            <li key={condition}>{condition}</li>
          ))}
        </ul>
      </section>
      {query.isPending && <p className={styles.quiet}>{words.reading}</p>}
      {query.isError && (
        <ErrorState
          error={toIpcError(query.error)}
          action={<Button onClick={() => void query.refetch()}>{texts.retry}</Button>}
        />
      )}
      {detail !== undefined && (
        <>
          <section className={styles.part}>
            <h3>{words.governs}</h3>
            {detail.governsUnknown !== null ? (
              <p className={styles.quiet}>{words.governsUnknown(detail.governsUnknown)}</p>
            ) : detail.governs.length === 0 ? (
              <p className={styles.quiet}>{words.governsNone}</p>
            ) : (
              <Cut
                items={detail.governs.map(({ id, name }) => ({ key: id, text: name === "" ? id : name }))}
              />
            )}
          </section>
          <section className={styles.part}>
            <h3>{words.history}</h3>
            {detail.runs.length === 0 && <p className={styles.quiet}>{words.historyNone}</p>}
            {detail.runs.slice(0, MOST).map((run, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: two runs may have the same instant, and nothing moves.
              <Run key={`${run.atMs}|${at}`} run={run} nowMs={nowMs} />
            ))}
          </section>
        </>
      )}
    </aside>
  );
}

function Cut({ items }: { items: readonly { key: string; text: string }[] }) {
  return (
    <ul>
      {items.slice(0, MOST).map(({ key, text }) => (
        <li key={key}>
          <bdi>{text}</bdi>
        </li>
      ))}
      {items.length > MOST && <li className={styles.quiet}>{words.more(items.length - MOST)}</li>}
    </ul>
  );
}

function Run({ run, nowMs }: { run: MetaRuleRun; nowMs: number }) {
  const of = run.results.map(({ objectId, name, did, before, after }) => ({
    key: `${objectId}|${did}`,
    text: `${name === "" ? objectId : name}: ${did}${after === null ? "" : ` ${before ?? ""} → ${after}`}`,
  }));
  return (
    <div className={styles.run}>
      <div className={styles.runHead}>
        <span>
          {run.atMs === null ? "—" : formatShortInstant(run.atMs, nowMs)}
          {run.isManual && ` ${words.manual}`}
        </span>
        <span>{of.length === 0 ? words.nothing : words.run(of.length)}</span>
      </div>
      {run.failed !== null && <p className={styles.failed}>{run.failed}</p>}
      <Cut items={of} />
    </div>
  );
}
