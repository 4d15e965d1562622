import { type FormEvent, type ReactNode, useId, useState } from "react";
import { useSettings } from "@/api/settings";
import { PathField } from "@/components/path-field/path-field";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/text-field";
import { type DraftInfo, toIpcError } from "@/platform";
import { useDeleteDraft, useExportDraft, useImportDraft, useRenameDraft } from "./api";
import { texts } from "./texts";

interface OneFieldProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  /** The field, which sends the form with Enter. */
  children: ReactNode;
  confirm: string;
  busy: boolean;
  onSubmit: () => void;
  after?: ReactNode;
}

/** A dialog that asks for one thing. */
function OneField(props: OneFieldProps) {
  const form = useId();
  const handleSubmit = (event: FormEvent): void => {
    event.preventDefault();
    props.onSubmit();
  };
  return (
    <Dialog
      open={props.open}
      onOpenChange={props.onOpenChange}
      title={props.title}
      {...(props.description === undefined ? {} : { description: props.description })}
      actions={
        <>
          <Button onClick={() => props.onOpenChange(false)}>{texts.cancel}</Button>
          <Button kind="primary" type="submit" form={form} busy={props.busy}>
            {props.confirm}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={handleSubmit} noValidate>
        {props.children}
      </form>
      {props.after}
    </Dialog>
  );
}

interface ForDraft {
  draft: DraftInfo;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

const messageOf = (error: unknown): string | undefined =>
  error === null ? undefined : toIpcError(error).message;

export function RenameDialog({ draft, open, onOpenChange }: ForDraft) {
  const rename = useRenameDraft();
  const [name, setName] = useState(draft.name);
  return (
    <OneField
      open={open}
      onOpenChange={onOpenChange}
      title={texts.renaming.title}
      confirm={texts.renaming.confirm}
      busy={rename.isPending}
      onSubmit={() => rename.mutate({ id: draft.id, name }, { onSuccess: () => onOpenChange(false) })}
    >
      <TextField
        label={texts.renaming.label}
        value={name}
        error={messageOf(rename.error)}
        onChange={(event) => setName(event.target.value)}
      />
    </OneField>
  );
}

export function DeleteDialog({ draft, open, onOpenChange, onDeleted }: ForDraft & { onDeleted: () => void }) {
  const remove = useDeleteDraft();
  return (
    <AlertDialog
      open={open}
      onOpenChange={onOpenChange}
      title={texts.deleting.title(draft.name)}
      description={texts.deleting.text(draft.rows)}
      confirm={texts.deleting.confirm}
      danger
      busy={remove.isPending}
      onConfirm={() => remove.mutate(draft.id, { onSuccess: onDeleted })}
    />
  );
}

/** A file name a person would give: letters, digits and single dashes. */
function fileName(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-|-$/g, "");
  return `${plain === "" ? "draft" : plain.slice(0, 60).toLowerCase()}.sextant-draft.json`;
}

export function ExportDialog({ draft, open, onOpenChange }: ForDraft) {
  const settings = useSettings();
  const write = useExportDraft();
  const [typed, setTyped] = useState<string | null>(null);
  const [tried, setTried] = useState(false);
  const folder = settings?.dataFolder ?? "";
  const divider = folder.includes("\\") ? "\\" : "/";
  const path = typed ?? (folder === "" ? "" : `${folder}${divider}${fileName(draft.name)}`);
  const missing = tried && path.trim() === "" ? texts.exporting.missing : undefined;
  const handleSubmit = (): void => {
    setTried(true);
    if (path.trim() !== "") write.mutate({ id: draft.id, path: path.trim() });
  };
  return (
    <OneField
      open={open}
      onOpenChange={onOpenChange}
      title={texts.exporting.title}
      description={texts.exporting.text}
      confirm={texts.exporting.confirm}
      busy={write.isPending}
      onSubmit={handleSubmit}
      after={write.isSuccess ? <output>{texts.exporting.saved(write.variables.path)}</output> : undefined}
    >
      <PathField
        label={texts.exporting.label}
        purpose="save_draft"
        suggested={fileName(draft.name)}
        value={path}
        error={missing ?? messageOf(write.error)}
        onPath={setTyped}
      />
    </OneField>
  );
}

interface ImportProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onImported: (draft: DraftInfo) => void;
}

/** A colleague's file. It becomes a draft and nothing else: it is looked at before anything of it is sent. */
export function ImportDialog({ open, onOpenChange, onImported }: ImportProps) {
  const read = useImportDraft();
  const [path, setPath] = useState("");
  const [tried, setTried] = useState(false);
  const missing = tried && path.trim() === "" ? texts.importing.missing : undefined;
  const handleSubmit = (): void => {
    setTried(true);
    if (path.trim() === "") return;
    read.mutate(path.trim(), {
      onSuccess: (draft) => {
        onOpenChange(false);
        setPath("");
        setTried(false);
        onImported(draft);
      },
    });
  };
  return (
    <OneField
      open={open}
      onOpenChange={onOpenChange}
      title={texts.importing.title}
      description={texts.importing.text}
      confirm={texts.importing.confirm}
      busy={read.isPending}
      onSubmit={handleSubmit}
    >
      <PathField
        label={texts.importing.label}
        purpose="open_draft"
        value={path}
        error={missing ?? messageOf(read.error)}
        onPath={setPath}
      />
    </OneField>
  );
}
