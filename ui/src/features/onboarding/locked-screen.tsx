import { type FormEvent, useState } from "react";
import { useCreateVault, useRetryKeyring, useUnlockVault } from "@/api/workspaces";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/view-states";
import { type AppState, toIpcError } from "@/platform";
import { SecretField } from "./components/secret-field";
import styles from "./forms.module.css";
import { OnboardingLayout } from "./layout";
import locked from "./locked-screen.module.css";
import { texts } from "./texts";

/** Shorter ones would be the weakest lock in the whole program. */
const SHORTEST = 12;

function Unlock({ message }: { message: string }) {
  const unlock = useUnlockVault();
  const [passphrase, setPassphrase] = useState("");
  const error = unlock.error === null ? null : toIpcError(unlock.error);
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (passphrase !== "") unlock.mutate(passphrase);
  };
  return (
    <OnboardingLayout title={texts.locked.unlockTitle} text={message}>
      <form className={styles.form} onSubmit={handleSubmit}>
        <SecretField
          label={texts.locked.passphrase}
          value={passphrase}
          autoFocus
          error={error?.code === "wrong_passphrase" ? error.message : undefined}
          onChange={setPassphrase}
        />
        {error !== null && error.code !== "wrong_passphrase" && <ErrorState error={error} />}
        <div>
          <Button kind="primary" size="large" type="submit" keys="Enter" busy={unlock.isPending}>
            {texts.locked.unlock}
          </Button>
        </div>
      </form>
    </OnboardingLayout>
  );
}

function CreateVault() {
  const create = useCreateVault();
  const [passphrase, setPassphrase] = useState("");
  const [repeat, setRepeat] = useState("");
  const [tried, setTried] = useState(false);
  const short = passphrase.length < SHORTEST;
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
  if (keys.vaultLocked) return <Unlock message={keys.message || texts.locked.unlockText} />;
  return (
    <OnboardingLayout title={texts.locked.noKeyringTitle} text={texts.locked.noKeyringText}>
      <section className={locked.keyring}>
        <p>{keys.message}</p>
        {keys.remedy !== null && <p className={locked.text}>{keys.remedy}</p>}
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
