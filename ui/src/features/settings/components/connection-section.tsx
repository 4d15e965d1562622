import { useState } from "react";
import { useSignOut } from "@/api/workspaces";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { StatusDot, type StatusShape } from "@/components/ui/status-dot";
import { Tag } from "@/components/ui/tag";
import { formatDate, formatDuration, formatInstant } from "@/lib/times";
import { useNow } from "@/lib/use-now";
import { type Connection, type ConnectionStatus, toIpcError, type WorkspaceState } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { texts } from "../texts";
import { Row, Section } from "./row";
import styles from "./settings.module.css";

const SHAPES: Record<ConnectionStatus, StatusShape> = {
  none: "paused",
  signed_in: "active",
  ending_soon: "limited",
  ended: "rejected",
};

const WEEK = 7 * 86_400_000;

/** A date in the future with what is left of it; amber in the last week. */
function Clock({ atMs, never }: { atMs: number | null; never: boolean }) {
  const now = useNow(60_000);
  if (never) return <span>{texts.connection.never}</span>;
  if (atMs === null) return <span className={styles.quiet}>{texts.connection.unknown}</span>;
  const left = atMs - now;
  const tone = left <= 0 ? styles.neg : left < WEEK ? styles.warn : styles.quiet;
  return (
    <span className="tnum" title={formatInstant(atMs)}>
      {formatDate(atMs)}{" "}
      <span className={tone}>
        {left <= 0 ? texts.connection.passed : texts.connection.left(formatDuration(left))}
      </span>
    </span>
  );
}

function who({ userName, method }: Connection): string {
  if (method === null) return texts.connection.noName;
  return texts.connection.who(userName ?? texts.connection.noName, texts.connection.by[method]);
}

function Scopes({ connection }: { connection: Connection }) {
  return (
    <ul className={styles.scopes}>
      {connection.scopes.map(({ name, granted, required }) => (
        <li key={name}>
          <StatusDot
            shape={granted ? "active" : required ? "rejected" : "paused"}
            word={granted ? texts.connection.granted : texts.connection.missing}
          />
          <code>{name}</code>
          {required && <Tag>{texts.connection.required}</Tag>}
        </li>
      ))}
    </ul>
  );
}

/** Who is signed in, for how long, with what permissions. */
export function ConnectionSection({ workspace }: { workspace: WorkspaceState }) {
  const { signInAgain, notice } = useFrameActs();
  const signOut = useSignOut();
  const [asked, setAsked] = useState(false);
  const { connection } = workspace;
  const t = texts.connection;
  const handleSignOut = () =>
    signOut.mutate(undefined, {
      onError: (error) => notice(toIpcError(error)),
      onSettled: () => setAsked(false),
    });
  return (
    <Section id="connection" title="Connection">
      <Row
        label={t.status}
        hint={connection.cause ?? who(connection)}
        end={
          <>
            <StatusDot shape={SHAPES[connection.status]} word={t.words[connection.status]} />
            <Button onClick={signInAgain}>{t.again}</Button>
          </>
        }
      />
      <Row
        label={t.token}
        hint={t.tokenHint}
        end={<Clock atMs={connection.tokenExpiresAtMs} never={connection.tokenNeverExpires} />}
      />
      <Row
        label={t.access}
        hint={t.accessHint}
        end={<Clock atMs={connection.dataAccessExpiresAtMs} never={false} />}
      />
      {connection.appId !== null && (
        <Row label={t.app} hint={t.appHint} end={<code className="selectable">{connection.appId}</code>} />
      )}
      <Row
        label={t.proof}
        hint={t.proofHint}
        words="appsecret_proof"
        end={connection.hasAppSecret ? t.yes : t.no}
      />
      {connection.scopes.length > 0 && (
        <Row label={t.scopes} hint={t.scopesHint} words={connection.scopes.map(({ name }) => name).join(" ")}>
          <Scopes connection={connection} />
        </Row>
      )}
      <Row
        label={t.out}
        hint={t.outHint}
        end={
          <Button
            kind="danger"
            icon="log-out"
            disabled={connection.status === "none"}
            onClick={() => setAsked(true)}
          >
            {t.out}
          </Button>
        }
      />
      <AlertDialog
        open={asked}
        onOpenChange={setAsked}
        title={t.outTitle}
        description={t.outText}
        confirm={t.outConfirm}
        danger
        busy={signOut.isPending}
        onConfirm={handleSignOut}
      />
    </Section>
  );
}
