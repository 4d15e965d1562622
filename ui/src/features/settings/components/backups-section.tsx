import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/keys";
import { usePlatform } from "@/api/platform-context";
import { useRestoreBackup } from "@/api/workspaces";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { ErrorState } from "@/components/ui/view-states";
import { formatBytes } from "@/lib/numbers";
import { formatShortInstant } from "@/lib/times";
import { useNow } from "@/lib/use-now";
import { type BackupInfo, toIpcError } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { texts } from "../texts";
import { Row, Section } from "./row";
import styles from "./settings.module.css";
import { type SettingsProps, withPresent } from "./sync-section";

const KEPT = { "3": "3", "7": "7", "14": "14", "30": "30" };

function useCreateBackup() {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => platform.createBackup(),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.backups }),
  });
}

function List({ backups, onRestore }: { backups: BackupInfo[]; onRestore: (backup: BackupInfo) => void }) {
  const now = useNow(60_000);
  if (backups.length === 0) return <p className={styles.quiet}>{texts.backups.none}</p>;
  return (
    <table className={styles.table}>
      <tbody>
        {backups.map((backup) => (
          <tr key={backup.name}>
            <td className="tnum">{formatShortInstant(backup.createdAtMs, now)}</td>
            <td className={styles.path} title={backup.path}>
              {backup.name}
            </td>
            <td className={`${styles.number} ${styles.quiet} tnum`}>{formatBytes(backup.bytes)}</td>
            <td className={styles.number}>
              <Button size="small" icon="restore" onClick={() => onRestore(backup)}>
                {texts.backups.restore}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Making, listing and restoring backups of the open workspace. */
export function BackupsSection({ settings, onChange }: SettingsProps) {
  const platform = usePlatform();
  const { notice } = useFrameActs();
  const list = useQuery({ queryKey: keys.backups, queryFn: () => platform.listBackups() });
  const create = useCreateBackup();
  const restore = useRestoreBackup();
  const [asked, setAsked] = useState<BackupInfo | null>(null);
  const now = useNow(60_000);
  const onError = (error: unknown) => notice(toIpcError(error));
  const handleCreate = () => create.mutate(undefined, { onError });
  const handleRestore = () => {
    if (asked !== null) restore.mutate(asked.name, { onError, onSettled: () => setAsked(null) });
  };
  const t = texts.backups;
  return (
    <Section id="backups" title="Backups">
      <Row
        label={t.label}
        hint={t.hint}
        words="restore"
        end={
          <Button icon="backup" busy={create.isPending} onClick={handleCreate}>
            {t.now}
          </Button>
        }
      >
        {list.error !== null && <ErrorState error={toIpcError(list.error)} />}
        {list.data !== undefined && <List backups={list.data} onRestore={setAsked} />}
        {create.data !== undefined && <output className={styles.done}>{t.made(create.data.name)}</output>}
      </Row>
      <Row
        label={t.kept}
        hint={t.keptHint}
        end={
          <Select
            label={t.kept}
            value={String(settings.backupsKept)}
            options={withPresent(KEPT, settings.backupsKept, String)}
            onChange={(value) => onChange({ backupsKept: Number(value) })}
          />
        }
      />
      <Row
        label={t.folder}
        end={<span className={`${styles.path} selectable`}>{settings.backupFolder}</span>}
      />
      <AlertDialog
        open={asked !== null}
        onOpenChange={(open) => !open && setAsked(null)}
        title={t.restoreTitle(asked === null ? "" : formatShortInstant(asked.createdAtMs, now))}
        description={t.restoreText}
        confirm={t.restoreConfirm}
        busy={restore.isPending}
        onConfirm={handleRestore}
      />
    </Section>
  );
}
