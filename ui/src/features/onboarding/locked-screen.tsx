import { type FormEvent, useState } from "react";
import { useCreateVault, useOpenWorkspace, useRetryKeyring, useUnlockVault } from "@/api/workspaces";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/view-states";
import { joinSentences } from "@/lib/sentences";
import { type AppState, toIpcError } from "@/platform";
import { OtherWorkspaces } from "./components/other-workspaces";
import { RecoveryForm, SHORTEST_PASSPHRASE } from "./components/recovery-form";
import { SecretField } from "./components/secret-field";
import styles from "./forms.module.css";
import { OnboardingLayout } from "./layout";
import locked from "./locked-screen.module.css";
import { texts } from "./texts";

/** The vault's passphrase, and what to do for somebody who has lost it. */
function Unlock({ state }: { state: AppState }) {
  const unlock = useUnlockVault();
  const open = useOpenWorkspace();
  const { problem, keys } = state;
  const [passphrase, setPassphrase] = useState("");
  const error = unlock.error === null ? null : toIpcError(unlock.error);
  // The passphrase may have come from the environment: that it is wrong is said before anybody has typed one.
  const wrong = [error, problem?.error].find((known) => known?.code === "wrong_passphrase");
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (passphrase !== "") unlock.mutate(passphrase);
  };
  return (
    <OnboardingLayout
      title={texts.locked.unlockTitle(problem?.workspaceName ?? "Sextant")}
      text={texts.locked.unlockText}
    >
      <form className={styles.form} onSubmit={handleSubmit}>
        <SecretField
          label={texts.locked.passphrase}
          value={passphrase}
          autoFocus
          error={wrong?.message}
          onChange={setPassphrase}
        />
        {error !== null && error.code !== "wrong_passphrase" && <ErrorState error={error} />}
        <div>
          <Button kind="primary" size="large" type="submit" keys="Enter" busy={unlock.isPending}>
            {texts.locked.unlock}
          </Button>
        </div>
      </form>
      {open.error !== null && <ErrorState error={toIpcError(open.error)} />}
      {problem !== null && (
        <>
          <section className={locked.forgotten}>
            {problem.hasRecoveryKey && <p className={locked.text}>{texts.locked.forgotten}</p>}
            <RecoveryForm problem={problem} keys={keys} />
          </section>
          <OtherWorkspaces state={state} open={open} />
        </>
      )}
    </OnboardingLayout>
  );
}

function CreateVault() {
  const create = useCreateVault();
  const [passphrase, setPassphrase] = useState("");
  const [repeat, setRepeat] = useState("");
  const [tried, setTried] = useState(false);
  const short = passphrase.length < SHORTEST_PASSPHRASE;
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!short && passphrase === repeat) create.mutate(passphrase);
  };
  return (
    <form className={styles.form} onSubmit={handleSubmit}>
      <h2 className={locked.heading}>{texts.locked.vaultTitle}</h2>
      <p className={locked.text}>{texts.locked.vaultText}</p>
      {create.error !== null && <ErrorState error={toIpcError(create.error)} />}
      <SecretField
        label={texts.locked.passphrase}
        value={passphrase}
        error={tried && short ? texts.locked.shortError : undefined}
        onChange={setPassphrase}
      />
      <SecretField
        label={texts.locked.repeat}
        value={repeat}
        error={tried && !short && passphrase !== repeat ? texts.locked.repeatError : undefined}
        onChange={setRepeat}
      />
      <div>
        <Button type="submit" size="large" icon="lock" busy={create.isPending}>
          {texts.locked.create}
        </Button>
      </div>
    </form>
  );
}

/** No key can be had yet: unlock the vault, start the keyring, or make a vault. */
export function LockedScreen({ state }: { state: AppState }) {
  const retry = useRetryKeyring();
  const { keys } = state;
  if (keys.vaultLocked || state.problem?.error.code === "wrong_passphrase") return <Unlock state={state} />;
  return (
    <OnboardingLayout title={texts.locked.noKeyringTitle} text={texts.locked.noKeyringText}>
      <section className={locked.keyring}>
        <p>{joinSentences(keys.message)}</p>
        {keys.remedy !== null && <p className={locked.text}>{joinSentences(keys.remedy)}</p>}
        {retry.error !== null && <ErrorState error={toIpcError(retry.error)} />}
        <div className={locked.act}>
          <Button
            kind="primary"
            size="large"
            icon="refresh"
            busy={retry.isPending}
            onClick={() => retry.mutate()}
          >
            {texts.locked.retry}
          </Button>
          <span className={locked.state}>{keys.keyringState}</span>
        </div>
      </section>
      <CreateVault />
    </OnboardingLayout>
  );
}
