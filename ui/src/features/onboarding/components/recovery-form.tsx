import { type FormEvent, useState } from "react";
import { useRecoverWorkspace } from "@/api/workspaces";
import { Button, ButtonRow } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { ErrorState } from "@/components/ui/view-states";
import { joinSentences } from "@/lib/sentences";
import { type KeyStoreState, toIpcError, type WorkspaceProblem } from "@/platform";
import styles from "../forms.module.css";
import { texts } from "../texts";
import styles2 from "./recovery-form.module.css";
import { RECOVERY_KEY_LENGTH, recoveryKeyLength } from "./recovery-key";
import { SecretField } from "./secret-field";

/** Shorter ones would be the weakest lock in the whole program. */
export const SHORTEST_PASSPHRASE = 12;

type Props = { problem: WorkspaceProblem; keys: KeyStoreState };

function Fields({ problem, keys, onCancel }: Props & { onCancel: () => void }) {
  const recover = useRecoverWorkspace();
  const [key, setKey] = useState("");
  const [passphrase, setPassphrase] = useState("");
  const [tried, setTried] = useState(false);
  const length = recoveryKeyLength(key);
  // Without a keyring the key can be kept in a vault only, and for that a passphrase is needed.
  const asksPassphrase = !keys.keyringReady;
  const short = passphrase !== "" && passphrase.length < SHORTEST_PASSPHRASE;
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (length !== RECOVERY_KEY_LENGTH || short) return;
    const newPassphrase = asksPassphrase && passphrase !== "" ? passphrase : null;
    recover.mutate({ workspaceId: problem.workspaceId, recoveryKey: key, newPassphrase });
  };
  const handleKey = (typed: string) => {
    recover.reset();
    setKey(typed);
  };
  const error = recover.error === null ? null : toIpcError(recover.error);
  const refused = error?.code === "invalid_input" ? joinSentences(error.message, error.remedy) : undefined;
  const incomplete = tried && length !== RECOVERY_KEY_LENGTH ? texts.recovery.incomplete(length) : undefined;
  return (
    <form className={styles.form} onSubmit={handleSubmit} noValidate>
      <h2 className={styles2.heading}>{texts.recovery.title(problem.workspaceName)}</h2>
      <TextField
        label={texts.recovery.key}
        hint={texts.recovery.keyHint}
        placeholder={texts.recovery.placeholder}
        value={key}
        error={incomplete ?? refused}
        autoFocus
        mono
        onChange={(event) => handleKey(event.target.value)}
        end={<span className={`${styles.hint} tnum`}>{texts.recovery.count(length)}</span>}
      />
      {asksPassphrase && (
        <SecretField
          label={texts.recovery.passphrase}
          hint={texts.recovery.passphraseHint}
          value={passphrase}
          error={tried && short ? texts.locked.shortError : undefined}
          onChange={setPassphrase}
        />
      )}
      {!asksPassphrase && <p className={styles.hint}>{texts.recovery.kept}</p>}
      {error !== null && refused === undefined && <ErrorState error={error} />}
      <ButtonRow>
        <Button kind="primary" size="large" type="submit" icon="key" busy={recover.isPending}>
          {texts.recovery.open}
        </Button>
        <Button kind="quiet" size="large" onClick={onCancel}>
          {texts.recovery.cancel}
        </Button>
      </ButtonRow>
    </form>
  );
}

/** The way out where the key of a workspace is lost; it stays folded until somebody asks for it. */
export function RecoveryForm({ problem, keys }: Props) {
  const [open, setOpen] = useState(false);
  if (!problem.hasRecoveryKey) return <p className={styles.hint}>{texts.recovery.none}</p>;
  if (open) return <Fields problem={problem} keys={keys} onCancel={() => setOpen(false)} />;
  return (
    <div>
      <Button icon="key" data-testid="enter-recovery-key" onClick={() => setOpen(true)}>
        {texts.recovery.enter}
      </Button>
    </div>
  );
}
