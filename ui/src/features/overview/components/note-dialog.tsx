import { type FormEvent, useId, useState } from "react";
import { toIpcError } from "@/api/errors";
import { useDeleteNote, useSaveNote } from "@/api/overview";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Select } from "@/components/ui/select";
import { ErrorState } from "@/components/ui/view-states";
import { formatDay } from "@/lib/days";
import type { Account, Note } from "@/platform";
import { texts } from "../texts";
import styles from "./forms.module.css";

const words = texts.note;
const MOST = 2_000;

interface NoteDialogProps {
  day: string;
  /** The note that is changed; `null` makes a new one. */
  note: Note | null;
  /** Accounts a new note can be about. */
  accounts: readonly Account[];
  onClose: () => void;
}

/** Writes a note on a day of an account. */
export function NoteDialog({ day, note, accounts, onClose }: NoteDialogProps) {
  const id = useId();
  const [text, setText] = useState(note?.text ?? "");
  const [accountId, setAccountId] = useState(note?.object.accountId ?? accounts[0]?.id ?? "");
  const save = useSaveNote();
  const remove = useDeleteNote();
  const error = save.error ?? remove.error;
  const busy = save.isPending || remove.isPending;
  const isEmpty = text.trim() === "";
  const handleSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (isEmpty || busy) return;
    const object = note?.object ?? { accountId, level: "account" as const, id: accountId };
    save.mutate({ id: note?.id ?? null, object, day, text }, { onSuccess: onClose });
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.title(formatDay(day, { weekday: true }))}
      description={words.text}
      actions={
        <>
          {note !== null && (
            <Button
              kind="danger"
              disabled={busy}
              onClick={() => remove.mutate(note.id, { onSuccess: onClose })}
            >
              {words.remove}
            </Button>
          )}
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button kind="primary" type="submit" form={`${id}-form`} busy={busy} disabled={isEmpty}>
            {words.save}
          </Button>
        </>
      }
    >
      <form id={`${id}-form`} className={styles.form} onSubmit={handleSubmit}>
        {note === null && accounts.length > 1 && (
          <Select
            label={words.account}
            value={accountId}
            options={accounts.map((account) => ({ value: account.id, label: account.name }))}
            onChange={setAccountId}
          />
        )}
        <div>
          <label htmlFor={id} className={styles.label}>
            {words.field}
          </label>
          <textarea
            id={id}
            className={styles.area}
            value={text}
            maxLength={MOST}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
        {error !== null && <ErrorState error={toIpcError(error)} />}
      </form>
    </Dialog>
  );
}
