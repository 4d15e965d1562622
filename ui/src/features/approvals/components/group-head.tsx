import { Link } from "@tanstack/react-router";
import { Button } from "@/components/ui/button";
import { formatDuration, formatInstant } from "@/lib/times";
import type { Account } from "@/platform";
import { actsWords, moneyWords, type QueueGroup } from "../model/queue";
import { texts } from "../texts";
import styles from "./approvals.module.css";

/** Less than this is little time. */
const SOON_MS = 3_600_000;

interface GroupHeadProps {
  group: QueueGroup;
  account: Account | undefined;
  nowMs: number;
  /** Why nothing can be approved. */
  block: string | null;
  busy: boolean;
  onAnswer: (approve: boolean) => void;
}

/** Which rule asks, where, why, for what in all, and until when. */
export function GroupHead({ group, account, nowMs, block, busy, onAnswer }: GroupHeadProps) {
  const { run, because, expiresMs } = group.group;
  const { waiting } = group;
  const decisions = waiting.map(({ decision }) => decision);
  const money = moneyWords(decisions);
  const left = expiresMs - nowMs;
  return (
    <div className={styles.group} data-testid="approval-group">
      <div className={styles.groupWords}>
        <p className={styles.groupTitle}>
          <bdi className={styles.rule}>{run.ruleName}</bdi>
          <span className={styles.quiet}>{account?.name ?? run.accountId}</span>
          <span
            className={waiting.length > 0 && left < SOON_MS ? styles.soon : styles.quiet}
            title={formatInstant(expiresMs, account === undefined ? {} : { timeZone: account.timeZone })}
          >
            {waiting.length > 0 && left > 0 ? texts.group.expires(formatDuration(left)) : texts.group.over}
          </span>
        </p>
        <p className={styles.because}>
          {waiting.length > 0 && (
            <span className={styles.what}>
              {actsWords(decisions)}
              {money === null ? "" : `: ${money}`}
            </span>
          )}
          <span className={styles.quiet} title={because}>
            {because}
          </span>
        </p>
      </div>
      <Link to="/rules/runs/{-$run}" params={{ run: run.id }} search={true} className={styles.link ?? ""}>
        {texts.group.run}
      </Link>
      {waiting.length > 1 && (
        <>
          <Button size="small" disabled={busy} onClick={() => onAnswer(false)}>
            {texts.group.refuseAll}
          </Button>
          <Button
            size="small"
            disabled={busy || block !== null}
            title={block ?? undefined}
            onClick={() => onAnswer(true)}
          >
            {texts.group.approveAll(waiting.length)}
          </Button>
        </>
      )}
    </div>
  );
}
