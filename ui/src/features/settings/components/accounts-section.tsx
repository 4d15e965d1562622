import { useNavigate } from "@tanstack/react-router";
import { Button } from "@/components/ui/button";
import { FreshnessStamp } from "@/components/ui/freshness-stamp";
import { formatDay } from "@/lib/days";
import { formatCount } from "@/lib/numbers";
import type { Account, WorkspaceState } from "@/platform";
import { texts } from "../texts";
import { Row, Section } from "./row";
import styles from "./settings.module.css";

const daysOf = ({ since, until }: Account): string =>
  since === null || until === null
    ? texts.accounts.none
    : texts.accounts.days(formatDay(since, { year: true }), formatDay(until, { year: true }));

function Line({ account }: { account: Account }) {
  return (
    <tr>
      <td className="ellipsis">{account.name}</td>
      <td>{account.currency}</td>
      <td className={styles.quiet}>{account.timeZone.replaceAll("_", " ")}</td>
      <td className="tnum">{daysOf(account)}</td>
      <td className={`${styles.number} tnum`}>{formatCount(account.counts.ads)}</td>
      <td className={styles.number}>
        <FreshnessStamp pulledAtMs={account.syncedAtMs} />
      </td>
    </tr>
  );
}

/** What is kept of which account. */
export function AccountsSection({ workspace }: { workspace: WorkspaceState }) {
  const navigate = useNavigate();
  const { columns } = texts.accounts;
  return (
    <Section id="accounts" title="Accounts">
      <Row
        label={texts.accounts.label}
        hint={texts.accounts.hint}
        words={workspace.accounts.map(({ name }) => name).join(" ")}
        end={
          <Button
            disabled={workspace.connection.status === "ended" || workspace.connection.status === "none"}
            onClick={() => void navigate({ to: "/accounts", search: true })}
          >
            {texts.accounts.choose}
          </Button>
        }
      >
        <table className={styles.table}>
          <thead>
            <tr>
              <th>{columns.name}</th>
              <th>{columns.currency}</th>
              <th>{columns.zone}</th>
              <th>{columns.days}</th>
              <th className={styles.number}>{columns.objects}</th>
              <th className={styles.number}>{columns.synced}</th>
            </tr>
          </thead>
          <tbody>
            {workspace.accounts.map((account) => (
              <Line key={account.id} account={account} />
            ))}
          </tbody>
        </table>
      </Row>
    </Section>
  );
}
