import { type FormEvent, useEffect, useRef, useState } from "react";
import { useBeginSignIn, useCancelSignIn, useConnectSystemUser, useSignInStatus } from "@/api/sign-in";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/view-states";
import { type SignInStatus, toIpcError, type WorkspaceState } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { AllTheSame } from "./components/all-the-same";
import { bounceUrlError, lastRedirect, RedirectChoice } from "./components/redirect-choice";
import { SecretField } from "./components/secret-field";
import { isWaiting, WaitingActs, waitingWords } from "./components/waiting";
import styles from "./forms.module.css";
import { texts } from "./texts";

type Props = { open: boolean; onOpenChange: (open: boolean) => void; workspace: WorkspaceState };

function Body({ workspace, onDone }: { workspace: WorkspaceState; onDone: () => void }) {
  const status = useSignInStatus();
  const { announce } = useFrameActs();
  const begin = useBeginSignIn();
  const connect = useConnectSystemUser();
  const cancel = useCancelSignIn();
  const [redirect, setRedirect] = useState(() => lastRedirect(workspace.connection.bounceUrl));
  const [token, setToken] = useState("");
  const [tried, setTried] = useState(false);
  const before = useRef(status.phase);
  const byToken = workspace.connection.method === "system_user";

  useEffect(() => {
    const finished = status.phase === "done" && before.current !== "done";
    before.current = status.phase;
    if (!finished) return;
    announce(texts.again.done);
    onDone();
  }, [status.phase, announce, onDone]);

  if (isWaiting(status)) {
    const { title, text } = waitingWords(status, workspace.kind === "demo");
    return (
      <div className={styles.form}>
        <p>
          <b>{title}.</b> {text}
        </p>
        <WaitingActs status={status} onCancel={() => cancel.mutate()} />
      </div>
    );
  }

  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (byToken) {
      const input = { workspaceName: null, token: token.trim(), appSecret: null };
      const closeWhenDone = ({ phase }: SignInStatus) => phase === "done" && onDone();
      if (token.trim() !== "") connect.mutate(input, { onSuccess: closeWhenDone });
      return;
    }
    if (bounceUrlError(redirect) !== undefined) return;
    const bounceUrl = redirect.redirect === "bounce" ? redirect.bounceUrl.trim() : null;
    begin.mutate({
      workspaceName: null,
      appId: null,
      appSecret: null,
      redirect: redirect.redirect,
      bounceUrl,
      whoeverTakesLinks: false,
    });
  };
  const thrown = begin.error ?? connect.error;
  const failed = status.phase === "failed" ? status.error : thrown === null ? null : toIpcError(thrown);
  return (
    <form className={styles.form} onSubmit={handleSubmit} noValidate>
      {failed !== null && failed.code !== "cancelled" && (
        <ErrorState error={failed} action={failed.code === "link_handler" && <AllTheSame begin={begin} />} />
      )}
      {byToken && (
        <SecretField
          label={texts.token.token}
          hint={texts.token.tokenHint}
          value={token}
          autoFocus
          onChange={setToken}
        />
      )}
      {!byToken && workspace.kind === "meta" && (
        <RedirectChoice value={redirect} onChange={setRedirect} showErrors={tried} />
      )}
      <div>
        <Button kind="primary" type="submit" busy={begin.isPending || connect.isPending}>
          {byToken ? texts.again.check : texts.again.go}
        </Button>
      </div>
    </form>
  );
}

/** Signs the open workspace in again, in the way it signed in. */
export function SignInAgain({ open, onOpenChange, workspace }: Props) {
  const cancel = useCancelSignIn();
  const status = useSignInStatus();
  const handleOpenChange = (next: boolean) => {
    if (!next && (isWaiting(status) || status.phase === "failed")) cancel.mutate();
    onOpenChange(next);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={handleOpenChange}
      title={texts.again.title}
      description={workspace.kind === "demo" ? texts.again.demoText : texts.again.text}
    >
      <Body workspace={workspace} onDone={() => onOpenChange(false)} />
    </Dialog>
  );
}
