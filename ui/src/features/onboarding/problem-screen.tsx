import { useState } from "react";
import { useOpenWorkspace, useRestoreBackup, useRetryKeyring } from "@/api/workspaces";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button, ButtonRow } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { ErrorState } from "@/components/ui/view-states";
import { formatBytes } from "@/lib/numbers";
import { formatShortInstant } from "@/lib/times";
import { useNow } from "@/lib/use-now";
import { type AppState, type BackupInfo, type ErrorCode, toIpcError } from "@/platform";
import { OtherWorkspaces } from "./components/other-workspaces";
import { RecoveryForm } from "./components/recovery-form";
import { OnboardingLayout } from "./layout";
import styles from "./problem-screen.module.css";
import { texts } from "./texts";

/** Where restoring a backup is a way out. */
const CAN_RESTORE: readonly ErrorCode[] = ["damaged", "not_found"];

/** Where asking again can help: nothing has to change in the files. */
const CAN_RETRY: readonly ErrorCode[] = [
  "already_open",
  "disk_full",
  "key_unavailable",
  "internal",
  "not_found",
  "offline",
];

type BackupsProps = { backups: BackupInfo[]; busy: boolean; onRestore: (name: string) => void };

function Backups({ backups, busy, onRestore }: BackupsProps) {
  const now = useNow(60_000);
  const [asked, setAsked] = useState<BackupInfo | null>(null);
  const when = asked === null ? "" : formatShortInstant(asked.createdAtMs, now);
  return (
    <section>
      <h2 className={styles.heading}>{texts.problem.backups}</h2>
      <p className={styles.text}>
        {backups.length === 0 ? texts.problem.noBackups : texts.problem.backupsText}
      </p>
      <ul className={styles.list}>
        {backups.map((backup) => (
          <li key={backup.name}>
            <Icon name="backup" />
            <span className="tnum">{formatShortInstant(backup.createdAtMs, now)}</span>
            <span className={`${styles.path} ellipsis`} title={backup.path}>
              {backup.name}
            </span>
            <span className={`${styles.quiet} tnum`}>{formatBytes(backup.bytes)}</span>
            <Button size="small" onClick={() => setAsked(backup)}>
              {texts.problem.restore}
            </Button>
          </li>
        ))}
      </ul>
      <AlertDialog
        open={asked !== null}
        onOpenChange={(open) => !open && setAsked(null)}
        title={texts.problem.restoreTitle(when)}
        description={texts.problem.restoreText}
        confirm={texts.problem.restoreConfirm}
        busy={busy}
        onConfirm={() => asked !== null && onRestore(asked.name)}
      />
    </section>
  );
}

/** The workspace that should be open is not: which file, what was kept, what can be done. */
export function ProblemScreen({ state }: { state: AppState }) {
  const open = useOpenWorkspace();
  const restore = useRestoreBackup();
  const retryKeyring = useRetryKeyring();
  const { problem } = state;
  if (problem === null) return null;
  const { error, backups, workspaceId, workspaceName } = problem;
  const failure = [open, restore, retryKeyring]
    .map(({ error: thrown }) => thrown)
    .find((thrown) => thrown !== null);
  return (
    <OnboardingLayout title={texts.problem.title(workspaceName)}>
      <div className={styles.column}>
        <ErrorState error={error} />
        {failure && <ErrorState error={toIpcError(failure)} />}
        {CAN_RETRY.includes(error.code) && (
          <ButtonRow>
            {error.code === "key_unavailable" ? (
              <Button kind="primary" busy={retryKeyring.isPending} onClick={() => retryKeyring.mutate()}>
                {texts.problem.retryKeyring}
              </Button>
            ) : (
              <Button kind="primary" busy={open.isPending} onClick={() => open.mutate(workspaceId)}>
                {texts.problem.again}
              </Button>
            )}
          </ButtonRow>
        )}
        {CAN_RESTORE.includes(error.code) && (
          <Backups backups={backups} busy={restore.isPending} onRestore={(name) => restore.mutate(name)} />
        )}
        {error.code === "key_unavailable" && <RecoveryForm problem={problem} keys={state.keys} />}
        <OtherWorkspaces state={state} open={open} />
      </div>
    </OnboardingLayout>
  );
}
