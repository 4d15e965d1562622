import { useCancelSync, useStartSync } from "@/api/sync";
import { Button } from "@/components/ui/button";
import { ProgressLine, UsageMeter } from "@/components/ui/progress-line";
import { formatCount, formatRate } from "@/lib/numbers";
import { joinSentences } from "@/lib/sentences";
import { formatClock, formatCountdown, formatDuration, formatShortInstant } from "@/lib/times";
import { useNow } from "@/lib/use-now";
import { type Governor, type SyncOutcome, type SyncRun, toIpcError, type WorkspaceState } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { texts } from "../texts";
import styles from "./governor-panel.module.css";
import { accountShare, progressText, waitsUntil } from "./sync-summary";

function Running({ run }: { run: SyncRun }) {
  return (
    <section className={styles.section}>
      {run.accounts.map((account) => (
        <div key={account.accountId} className={styles.progress}>
          <div className={styles.line}>
            <span className="ellipsis">{account.name}</span>
            <span className={styles.quiet}>{texts.sync.stage[account.stage]}</span>
          </div>
          <ProgressLine label={account.name} share={accountShare(account)} />
          {account.stage !== "waiting" && account.stage !== "done" && (
            <div className={`${styles.quiet} tnum`}>{progressText(account)}</div>
          )}
        </div>
      ))}
    </section>
  );
}

function Limit({ governor, name, nowMs }: { governor: Governor; name: string; nowMs: number }) {
  const { usagePercent, layer, resumesAtMs, waiting } = governor;
  const waits = resumesAtMs !== null && resumesAtMs > nowMs;
  return (
    <tr>
      <td className="ellipsis">{name}</td>
      <td className={styles.quiet}>{layer.replaceAll("_", " ")}</td>
      <td>
        <UsageMeter label={name} percent={usagePercent} />
      </td>
      <td className={`${styles.number} tnum`}>{formatRate(usagePercent, { digits: 0 })}</td>
      <td className={`${styles.number} ${waits ? styles.waits : styles.quiet} tnum`}>
        {waits && texts.sync.frees(formatCountdown(resumesAtMs - nowMs))}
        {!waits && waiting > 0 && texts.sync.waiting(waiting)}
      </td>
    </tr>
  );
}

interface LastProps {
  last: SyncOutcome;
  nowMs: number;
  /** Names of accounts by id. */
  names: ReadonlyMap<string, string>;
}

function Last({ last, nowMs, names }: LastProps) {
  return (
    <section className={styles.section}>
      <div className={styles.line}>
        <b>{texts.sync.lastTitle}</b>
        <span className={`${styles.quiet} tnum`}>{formatShortInstant(last.finishedAtMs, nowMs)}</span>
      </div>
      <p>{texts.sync.result[last.result]}</p>
      <p className={`${styles.quiet} tnum`}>
        {texts.sync.lastCounts(formatCount(last.rows), formatCount(last.calls))}
      </p>
      {last.problems.map((problem) => (
        <p key={`${problem.accountId}${problem.error.code}`} className={styles.problem}>
          {problem.accountName !== null && <b>{problem.accountName}: </b>}
          {joinSentences(problem.error.message, problem.error.remedy)}
        </p>
      ))}
      {last.differences.map(({ accountId, firstDay, days, text }) => (
        <p key={`${accountId}${firstDay}${text}`} className={styles.quiet}>
          {names.has(accountId) && <b>{names.get(accountId)}: </b>}
          {texts.sync.difference(text, days - 1)}
        </p>
      ))}
    </section>
  );
}

/** What sync is doing, Meta's limits, what went wrong, and the two acts. */
export function GovernorPanel({ workspace }: { workspace: WorkspaceState }) {
  const { sync, accounts, connection } = workspace;
  const { notice } = useFrameActs();
  const now = useNow(1_000);
  const start = useStartSync();
  const cancel = useCancelSync();
  const onError = (error: unknown) => notice(toIpcError(error));
  const until = waitsUntil(sync, now);
  const names = new Map(accounts.map(({ id, name }) => [id, name]));
  const development = sync.governors.some(({ tier }) => tier === "development_access");

  return (
    <div className={styles.panel}>
      {until !== null && <p className={styles.wait}>{texts.sync.waitsLong(formatDuration(until - now))}</p>}
      {sync.running !== null ? (
        <Running run={sync.running} />
      ) : (
        sync.last && <Last last={sync.last} nowMs={now} names={names} />
      )}
      {sync.governors.length > 0 && (
        <section className={styles.section}>
          <div className={styles.line}>
            <b>{texts.sync.limits}</b>
            <span className={styles.quiet}>{texts.sync.limitsHint}</span>
          </div>
          <table className={styles.limits}>
            <tbody>
              {sync.governors.map((governor) => (
                <Limit
                  key={governor.accountId}
                  governor={governor}
                  name={names.get(governor.accountId) ?? governor.accountId}
                  nowMs={now}
                />
              ))}
            </tbody>
          </table>
          {development && <p className={styles.quiet}>{texts.sync.development}</p>}
        </section>
      )}
      <div className={styles.foot}>
        <span className={`${styles.quiet} tnum`}>
          {texts.sync.next} {sync.nextAtMs === null ? texts.sync.manual : formatClock(sync.nextAtMs)}
        </span>
        {sync.running === null ? (
          <Button
            kind="primary"
            keys="Ctrl+R"
            disabled={connection.status === "ended"}
            busy={start.isPending}
            onClick={() => start.mutate([], { onError })}
          >
            {texts.sync.now}
          </Button>
        ) : (
          <Button
            icon="stop"
            busy={cancel.isPending || sync.running.cancelling}
            onClick={() => cancel.mutate(undefined, { onError })}
          >
            {texts.sync.cancel}
          </Button>
        )}
      </div>
    </div>
  );
}
