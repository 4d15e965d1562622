import { type FormEvent, type ReactNode, useState } from "react";
import { Button, ButtonRow } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import type { ConnectSystemUser } from "@/platform";
import styles from "../forms.module.css";
import { OnboardingLayout } from "../layout";
import { texts } from "../texts";
import { SecretField } from "./secret-field";

type Props = {
  busy: boolean;
  error: ReactNode;
  onSubmit: (input: ConnectSystemUser) => void;
  onBack: () => void;
};

/** Connecting with a token that was made in Business settings. */
export function TokenForm({ busy, error, onSubmit, onBack }: Props) {
  const [workspace, setWorkspace] = useState("");
  const [token, setToken] = useState("");
  const [secret, setSecret] = useState("");
  const [tried, setTried] = useState(false);
  const missing = (value: string) => (tried && value.trim() === "" ? texts.app.required : undefined);

  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (workspace.trim() === "" || token.trim() === "") return;
    onSubmit({
      workspaceName: workspace.trim(),
      token: token.trim(),
      appSecret: secret.trim() === "" ? null : secret.trim(),
    });
  };

  return (
    <OnboardingLayout title={texts.token.title} text={texts.token.text} step="sign_in" byToken>
      <form className={styles.form} onSubmit={handleSubmit} noValidate>
        {error}
        <TextField
          label={texts.app.workspace}
          hint={texts.app.workspaceHint}
          value={workspace}
          error={missing(workspace)}
          autoFocus
          onChange={(event) => setWorkspace(event.target.value)}
        />
        <SecretField
          label={texts.token.token}
          hint={texts.token.tokenHint}
          value={token}
          error={missing(token)}
          onChange={setToken}
        />
        <SecretField
          label={texts.token.secret}
          hint={texts.token.secretHint}
          value={secret}
          onChange={setSecret}
        />
        <ButtonRow>
          <Button kind="primary" size="large" type="submit" busy={busy}>
            {texts.token.next}
          </Button>
          <Button kind="quiet" size="large" keys="Escape" onClick={onBack}>
            {texts.start.back}
          </Button>
        </ButtonRow>
      </form>
    </OnboardingLayout>
  );
}
