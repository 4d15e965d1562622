import { useState } from "react";
import { useAuditCheck, useExportAudit } from "@/api/activity";
import { toIpcError } from "@/api/errors";
import { PathField } from "@/components/path-field/path-field";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Icon } from "@/components/ui/icon";
import { RadioGroup } from "@/components/ui/radio-group";
import { formatCount } from "@/lib/numbers";
import type { Account, AuditCheck } from "@/platform";
import { texts } from "../texts";
import styles from "./audit-bar.module.css";

function verdictWords(check: AuditCheck): string {
  if (check.sound) {
    return check.entries === 0 ? texts.audit.empty : texts.audit.sound(formatCount(check.entries));
  }
  return check.entry === null ? texts.audit.brokenSomewhere : texts.audit.broken(formatCount(check.entry));
}

/** Whether the audit log is whole, and the ways to check it again and to take it out. */
export function AuditBar({ account }: { account: Account | null }) {
  const check = useAuditCheck();
  const [exporting, setExporting] = useState(false);
  const sound = check.data?.sound ?? true;
  return (
    <div className={styles.audit}>
      <span
        className={styles.verdict}
        role={sound ? "status" : "alert"}
        data-sound={check.data === undefined ? undefined : sound}
        title={check.data?.message ?? undefined}
        data-testid="audit-verdict"
      >
        {check.data !== undefined && <Icon name={sound ? "check" : "warning"} />}
        {check.isError
          ? texts.audit.failed
          : check.data === undefined
            ? texts.audit.checking
            : verdictWords(check.data)}
      </span>
      <Button kind="quiet" size="small" busy={check.isFetching} onClick={() => void check.refetch()}>
        {texts.audit.verify}
      </Button>
      <Button size="small" icon="download" onClick={() => setExporting(true)}>
        {texts.audit.export}
      </Button>
      <ExportDialog open={exporting} onClose={() => setExporting(false)} account={account} />
    </div>
  );
}

type Kind = "readable" | "lines";

function Choice({ label, hint }: { label: string; hint: string }) {
  return (
    <span className={styles.choice}>
      {label}
      <span className={styles.quiet}>{hint}</span>
    </span>
  );
}

function ExportDialog(props: { open: boolean; onClose: () => void; account: Account | null }) {
  const { open, onClose, account } = props;
  const write = useExportAudit();
  const [kind, setKind] = useState<Kind>("readable");
  const [path, setPath] = useState("");
  const [missing, setMissing] = useState(false);
  const [only, setOnly] = useState<"account" | "all">("all");
  const run = (): void => {
    setMissing(path.trim() === "");
    if (path.trim() === "") return;
    const readable = kind === "readable";
    const accountId = readable && only === "account" ? (account?.id ?? null) : null;
    write.mutate({ path: path.trim(), readable, accountId });
  };
  const refused = write.error === null ? undefined : toIpcError(write.error).message;
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (next) return;
        write.reset();
        onClose();
      }}
      title={texts.audit.title}
      description={texts.audit.text}
      actions={
        <>
          <Button onClick={onClose}>{texts.audit.cancel}</Button>
          <Button kind="primary" icon="download" busy={write.isPending} onClick={run}>
            {texts.audit.write}
          </Button>
        </>
      }
    >
      <form
        className={styles.export}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <RadioGroup
          label={texts.audit.title}
          value={kind}
          onChange={setKind}
          options={[
            {
              value: "readable",
              label: <Choice label={texts.audit.readable} hint={texts.audit.readableHint} />,
            },
            { value: "lines", label: <Choice label={texts.audit.lines} hint={texts.audit.linesHint} /> },
          ]}
        />
        {kind === "readable" && account !== null && (
          <RadioGroup
            label={texts.audit.account}
            value={only}
            onChange={setOnly}
            options={[
              { value: "all", label: texts.audit.all },
              { value: "account", label: account.name },
            ]}
          />
        )}
        <PathField
          label={texts.audit.path}
          placeholder={texts.audit.pathPlaceholder}
          purpose={kind === "readable" ? "save_audit_page" : "save_audit_lines"}
          suggested={kind === "readable" ? "changes.html" : "audit-log.jsonl"}
          value={path}
          error={missing ? texts.audit.pathMissing : refused}
          onPath={setPath}
        />
        {write.data !== undefined && (
          <output className={styles.written}>
            {texts.audit.written(write.data.path, formatCount(write.data.entries))}
          </output>
        )}
      </form>
    </Dialog>
  );
}
