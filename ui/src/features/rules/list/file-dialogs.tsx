import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useSettings } from "@/api/settings";
import { PathField } from "@/components/path-field/path-field";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { type RuleRow, toIpcError } from "@/platform";
import { useExportRules, useImportRules } from "../api/rules";
import { slug } from "../model/ids";
import { texts } from "../texts";
import styles from "./file-dialogs.module.css";

type FormProps = {
  onClose: () => void;
  title: string;
  text: string;
  confirm: string;
  busy: boolean;
  onSubmit: () => void;
  children: ReactNode;
  after?: ReactNode;
};

function FileForm({ onClose, title, text, confirm, busy, onSubmit, children, after }: FormProps) {
  const form = useId();
  const handleSubmit = (event: FormEvent): void => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={title}
      description={text}
      actions={
        <>
          <Button onClick={onClose}>{texts.close}</Button>
          <Button kind="primary" type="submit" form={form} busy={busy}>
            {confirm}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={handleSubmit} noValidate>
        {children}
      </form>
      {after}
    </Dialog>
  );
}

const messageOf = (error: unknown): string | undefined =>
  error === null ? undefined : toIpcError(error).message;

/** Writes one rule, or all of them, to a file. */
export function ExportDialog({ rule, onClose }: { rule: RuleRow | null; onClose: () => void }) {
  const settings = useSettings();
  const write = useExportRules();
  const [typed, setTyped] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const name = `${rule === null ? "rules" : slug(rule.name)}.sextant-rules.json`;
  const folder = settings?.dataFolder ?? "";
  const divider = folder.includes("\\") ? "\\" : "/";
  const path = typed ?? (folder === "" ? "" : `${folder}${divider}${name}`);
  const missing = tried && path.trim() === "" ? texts.exporting.missing : undefined;
  const handleSubmit = (): void => {
    setTried(true);
    if (path.trim() !== "") write.mutate({ ids: rule === null ? [] : [rule.id], path: path.trim() });
  };
  return (
    <FileForm
      onClose={onClose}
      title={rule === null ? texts.exporting.title : texts.exporting.one(rule.name)}
      text={texts.exporting.text}
      confirm={texts.exporting.confirm}
      busy={write.isPending}
      onSubmit={handleSubmit}
      after={write.isSuccess && <output>{texts.exporting.saved(write.variables.path)}</output>}
    >
      <PathField
        label={texts.exporting.label}
        purpose="save_rules"
        suggested={name}
        value={path}
        error={missing ?? messageOf(write.error)}
        onPath={setTyped}
      />
    </FileForm>
  );
}

/** A colleague's file. What is new or changed begins in shadow; what has faults is left out and said. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const read = useImportRules();
  const [path, setPath] = useState("");
  const [tried, setTried] = useState(false);
  const missing = tried && path.trim() === "" ? texts.importing.missing : undefined;
  const handleSubmit = (): void => {
    setTried(true);
    if (path.trim() !== "") read.mutate(path.trim());
  };
  const result = read.data;
  return (
    <FileForm
      onClose={onClose}
      title={texts.importing.title}
      text={texts.importing.text}
      confirm={texts.importing.confirm}
      busy={read.isPending}
      onSubmit={handleSubmit}
      after={
        result !== undefined && (
          <output className={styles.result}>
            {result.imported.length > 0 && <p>{texts.importing.imported(result.imported)}</p>}
            {result.unchanged.length > 0 && <p>{texts.importing.unchanged(result.unchanged.length)}</p>}
            {result.refused.length > 0 && (
              <>
                <p className={styles.refused}>{texts.importing.refused(result.refused.length)}</p>
                <ul className={styles.faults}>
                  {result.refused.map((fault) => (
                    <li key={`${fault.place} ${fault.what}`}>
                      <code>{fault.place}</code> {fault.what}. {fault.remedy}
                    </li>
                  ))}
                </ul>
              </>
            )}
          </output>
        )
      }
    >
      <PathField
        label={texts.importing.label}
        purpose="open_rules"
        value={path}
        error={missing ?? messageOf(read.error)}
        onPath={setPath}
      />
    </FileForm>
  );
}
