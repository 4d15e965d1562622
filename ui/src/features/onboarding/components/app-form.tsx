import { type FormEvent, type ReactNode, useState } from "react";
import { Button, ButtonRow } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import type { BeginSignIn } from "@/platform";
import styles from "../forms.module.css";
import { OnboardingLayout } from "../layout";
import { texts } from "../texts";
import { bounceUrlError, NO_BOUNCE, RedirectChoice } from "./redirect-choice";
import { SecretField } from "./secret-field";

type Values = { workspace: string; appId: string; secret: string };

/** Problems the page can see by itself; whatever else is wrong, the program says. */
function problemsOf({ workspace, appId, secret }: Values): Partial<Record<keyof Values, string>> {
  return {
    ...(workspace.trim() === "" ? { workspace: texts.app.required } : {}),
    ...(/^\d+$/.test(appId.trim())
      ? {}
      : { appId: appId.trim() === "" ? texts.app.required : texts.app.appIdError }),
    ...(secret.trim() === "" ? { secret: texts.app.required } : {}),
  };
}

function Help() {
  return (
    <aside className={styles.help}>
      <h2>{texts.app.help}</h2>
      <ol>
        {texts.app.helpSteps.map(([before, name, after]) => (
          <li key={name}>
            {before} <b>{name}</b> {after}
          </li>
        ))}
      </ol>
    </aside>
  );
}

type Props = { busy: boolean; error: ReactNode; onSubmit: (input: BeginSignIn) => void; onBack: () => void };

/** First step of connecting: which app asks, and where the answer comes back to. */
export function AppForm({ busy, error, onSubmit, onBack }: Props) {
  const [values, setValues] = useState<Values>({ workspace: "", appId: "", secret: "" });
  const [redirect, setRedirect] = useState(NO_BOUNCE);
  const [tried, setTried] = useState(false);
  const problems = problemsOf(values);
  const shown = tried ? problems : {};
  const set = (patch: Partial<Values>) => setValues({ ...values, ...patch });

  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(problems).length > 0 || bounceUrlError(redirect) !== undefined) return;
    onSubmit({
      workspaceName: values.workspace.trim(),
      appId: values.appId.trim(),
      appSecret: values.secret.trim(),
      redirect: redirect.redirect,
      bounceUrl: redirect.redirect === "bounce" ? redirect.bounceUrl.trim() : null,
      whoeverTakesLinks: false,
    });
  };

  return (
    <OnboardingLayout title={texts.app.title} text={texts.app.text} step="app">
      <div className={styles.columns}>
        <form className={styles.form} onSubmit={handleSubmit} noValidate>
          {error}
          <TextField
            label={texts.app.workspace}
            hint={texts.app.workspaceHint}
            value={values.workspace}
            error={shown.workspace}
            autoFocus
            onChange={(event) => set({ workspace: event.target.value })}
          />
          <TextField
            label={texts.app.appId}
            hint={texts.app.appIdHint}
            inputMode="numeric"
            mono
            value={values.appId}
            error={shown.appId}
            onChange={(event) => set({ appId: event.target.value })}
          />
          <SecretField
            label={texts.app.secret}
            hint={texts.app.secretHint}
            value={values.secret}
            error={shown.secret}
            onChange={(secret) => set({ secret })}
          />
          <RedirectChoice value={redirect} onChange={setRedirect} showErrors={tried} />
          <ButtonRow>
            <Button kind="primary" size="large" type="submit" icon="browser" busy={busy}>
              {texts.app.next}
            </Button>
            <Button kind="quiet" size="large" keys="Escape" onClick={onBack}>
              {texts.start.back}
            </Button>
          </ButtonRow>
        </form>
        <Help />
      </div>
    </OnboardingLayout>
  );
}
