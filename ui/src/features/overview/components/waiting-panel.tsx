import { Link } from "@tanstack/react-router";
import { Button } from "@/components/ui/button";
import { ActDiff } from "@/components/why/act-diff";
import { mainReason, withMoney } from "@/components/why/decision";
import { formatCount } from "@/lib/numbers";
import { formatShortInstant } from "@/lib/times";
import type { Account } from "@/platform";
import type { Waiting } from "../model/waiting";
import { texts } from "../texts";
import { Nothing, Panel } from "./panel";
import styles from "./side.module.css";

const words = texts.waiting;
/** Requests that are shown; the rest has a page of its own. */
const MOST = 3;

interface WaitingPanelProps {
  rows: readonly Waiting[];
  accounts: readonly Account[];
  nowMs: number;
  focused: Waiting | undefined;
  /** Why nothing can be sent. */
  block: string | null;
  busy: boolean;
  onFocus: (id: string) => void;
  onAnswer: (row: Waiting, approve: boolean) => void;
  onWhy: () => void;
}

/** What waits for a person: what would change, and why. */
export function WaitingPanel(props: WaitingPanelProps) {
  const { rows, accounts, nowMs, focused, block, busy, onFocus, onAnswer, onWhy } = props;
  const first = Math.max(
    0,
    Math.min(
      rows.findIndex(({ id }) => id === focused?.id),
      rows.length - MOST,
    ),
  );
  return (
    <Panel
      title={words.title}
      note={rows.length > 0 ? formatCount(rows.length) : ""}
      testId="overview-waiting"
      end={
        <Link to="/approvals" search={true} className={styles.link ?? ""}>
          {words.all}
        </Link>
      }
    >
      {rows.length === 0 && <Nothing>{words.none}</Nothing>}
      <ul className={styles.list}>
        {rows.slice(first, first + MOST).map((row) => {
          const account = accounts.find(({ id }) => id === row.group.run.accountId);
          const reason = mainReason(row.decision.reasons);
          const isFocused = row.id === focused?.id;
          return (
            <li key={row.id} className={styles.item} data-on={isFocused || undefined}>
              <button
                type="button"
                className={styles.name}
                aria-pressed={isFocused}
                onClick={() => onFocus(row.id)}
              >
                <bdi className={styles.grow}>{row.decision.name || row.decision.object.id}</bdi>
                <span className={styles.quiet}>
                  {words.expires(formatShortInstant(row.group.expiresMs, nowMs, {}))}
                </span>
              </button>
              <ActDiff {...row.decision} />
              {reason !== null && (
                <span className={styles.quiet}>
                  {withMoney(reason.what, account?.currency ?? "")} (
                  {withMoney(reason.seen ?? "", account?.currency ?? "")})
                </span>
              )}
              {isFocused && (
                <span className={styles.acts}>
                  <Button
                    kind="primary"
                    size="small"
                    keys="A"
                    disabled={busy || block !== null}
                    title={block ?? undefined}
                    onClick={() => onAnswer(row, true)}
                  >
                    {words.approve}
                  </Button>
                  <Button size="small" keys="R" disabled={busy} onClick={() => onAnswer(row, false)}>
                    {words.reject}
                  </Button>
                  <Button kind="quiet" size="small" keys="W" onClick={onWhy}>
                    {words.why}
                  </Button>
                  <span className={styles.grow} />
                  <span className={styles.quiet}>{words.of(rows.indexOf(row) + 1, rows.length)}</span>
                </span>
              )}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
