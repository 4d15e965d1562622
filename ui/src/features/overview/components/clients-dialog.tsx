import { type FormEvent, useState } from "react";
import { toIpcError } from "@/api/errors";
import { useClients, useDeleteClient, useSaveClient } from "@/api/overview";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/text-field";
import { ErrorState } from "@/components/ui/view-states";
import type { Account, Client } from "@/platform";
import { texts } from "../texts";
import styles from "./forms.module.css";

const words = texts.clients;

/** The accounts of a client by name. */
const namesOf = (client: Client, accounts: readonly Account[]): string =>
  client.accountIds.map((id) => accounts.find((account) => account.id === id)?.name ?? id).join(", ");

/** Makes, changes and dissolves clients. */
export function ClientsDialog({ accounts, onClose }: { accounts: readonly Account[]; onClose: () => void }) {
  const clients = useClients().data ?? [];
  const save = useSaveClient();
  const remove = useDeleteClient();
  const [id, setId] = useState<string | null>(null);
  const [name, setName] = useState("");
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [asked, setAsked] = useState(false);
  const error = save.error ?? remove.error;
  const edit = (client: Client | null): void => {
    setId(client?.id ?? null);
    setName(client?.name ?? "");
    setChosen(client?.accountIds ?? []);
    setAsked(false);
  };
  const handleSubmit = (event: FormEvent): void => {
    event.preventDefault();
    setAsked(true);
    if (name.trim() === "" || chosen.length === 0 || save.isPending) return;
    save.mutate({ id, name, accountIds: [...chosen] }, { onSuccess: () => edit(null) });
  };
  const choose = (account: string, on: boolean): void =>
    setChosen((before) => (on ? [...before, account] : before.filter((one) => one !== account)));
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.title}
      description={words.text}
      actions={
        <>
          <Button onClick={onClose}>{words.done}</Button>
          <Button kind="primary" type="submit" form="client-form" busy={save.isPending}>
            {id === null ? words.add : words.save}
          </Button>
        </>
      }
    >
      {clients.length === 0 ? (
        <p className={styles.quiet}>{words.none}</p>
      ) : (
        <ul className={styles.list}>
          {clients.map((client) => (
            <li key={client.id} className={styles.client}>
              <button type="button" className={styles.grow} onClick={() => edit(client)}>
                <bdi>{client.name}</bdi> <span className={styles.quiet}>{namesOf(client, accounts)}</span>
              </button>
              <Button
                kind="quiet"
                size="small"
                icon="trash"
                iconOnly
                aria-label={words.remove(client.name)}
                disabled={remove.isPending}
                onClick={() => remove.mutate(client.id)}
              />
            </li>
          ))}
        </ul>
      )}
      <form id="client-form" className={styles.form} onSubmit={handleSubmit}>
        <TextField
          label={words.name}
          value={name}
          maxLength={100}
          error={asked && name.trim() === "" ? words.nameMissing : undefined}
          onChange={(event) => setName(event.target.value)}
        />
        <fieldset className={styles.checks}>
          <legend className={styles.label}>{words.accounts}</legend>
          {accounts.map((account) => (
            <Checkbox
              key={account.id}
              checked={chosen.includes(account.id)}
              onChange={(on) => choose(account.id, on)}
            >
              {account.name} · {account.currency}
            </Checkbox>
          ))}
          {asked && chosen.length === 0 && <p role="alert">{words.accountsMissing}</p>}
        </fieldset>
        {error !== null && <ErrorState error={toIpcError(error)} />}
      </form>
    </Dialog>
  );
}
