import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useAppState } from "@/api/app-state";
import {
  useBeginSignIn,
  useCancelSignIn,
  useConnectSystemUser,
  useSignInStatus,
  useStartDemo,
} from "@/api/sign-in";
import { useOpenWorkspace } from "@/api/workspaces";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/view-states";
import { useHotkeys } from "@/lib/use-hotkeys";
import { type SignInStatus, toIpcError } from "@/platform";
import { AllTheSame } from "./components/all-the-same";
import { AppForm } from "./components/app-form";
import { StartScreen } from "./components/start-screen";
import { TokenForm } from "./components/token-form";
import { isWaiting, WaitingActs, waitingWords } from "./components/waiting";
import { OnboardingLayout } from "./layout";
import { texts } from "./texts";

type Way = "start" | "app" | "token";

/** Leaves for the frame once a sign-in that was under way here is done. */
function useLeaveWhenDone(status: SignInStatus): void {
  const navigate = useNavigate();
  const before = useRef(status.phase);
  useEffect(() => {
    const wasUnderWay = before.current !== "idle" && before.current !== "done" && before.current !== "failed";
    before.current = status.phase;
    if (status.phase === "done" && wasUnderWay) void navigate({ to: "/", search: {} });
  }, [status.phase, navigate]);
}

/** From the first screen to an account picker: what is shown follows the sign-in. */
export function WelcomePage() {
  const state = useAppState();
  const status = useSignInStatus();
  const [way, setWay] = useState<Way>("start");
  const navigate = useNavigate();
  const demo = useStartDemo();
  const begin = useBeginSignIn();
  const token = useConnectSystemUser();
  const cancel = useCancelSignIn();
  const open = useOpenWorkspace();
  useLeaveWhenDone(status);

  const reset = () => {
    for (const mutation of [demo, begin, token, open]) mutation.reset();
    if (status.phase === "failed") cancel.mutate();
  };
  const back = () => {
    reset();
    if (way !== "start") setWay("start");
    else if (state?.workspace) void navigate({ to: "/" });
  };
  useHotkeys(
    [{ keys: "Escape", label: texts.start.back, group: texts.steps.label, everywhere: true, run: back }],
    !isWaiting(status),
  );

  // Done, but its accounts are still on their way here.
  const settling = status.phase === "done" && state?.workspace?.accounts.length === 0;
  const waiting = isWaiting(status) ? status : settling ? ({ phase: "exchanging" } as const) : null;
  // The demo's workspace is opened before its sign-in is through, so it tells the two apart even after a reload.
  const ofDemo = way === "start" && (status.phase === "starting_demo" || state?.workspace?.kind === "demo");
  if (waiting !== null) {
    const { title, text } = waitingWords(waiting, ofDemo);
    return (
      <OnboardingLayout
        title={title}
        text={text}
        {...(ofDemo ? {} : { step: "sign_in", byToken: way === "token" })}
      >
        <WaitingActs status={waiting} onCancel={() => cancel.mutate()} />
      </OnboardingLayout>
    );
  }

  const failure = [demo, begin, token, open]
    .map(({ error: thrown }) => thrown)
    .find((thrown) => thrown !== null);
  const failed = status.phase === "failed" ? status.error : failure ? toIpcError(failure) : null;
  const choose = (next: Way) => () => {
    reset();
    setWay(next);
  };
  // The answer to a sign-in of an earlier run started the program; its own sentence says that nothing was sent.
  const interrupted = way === "start" && failed?.code === "foreign_link";
  const startDemo = () => {
    reset();
    demo.mutate();
  };
  const startAgain = state?.workspace?.kind === "demo" ? startDemo : choose("app");
  const wayOut = interrupted ? (
    <Button onClick={startAgain}>{texts.failed.startAgain}</Button>
  ) : (
    failed?.code === "link_handler" && <AllTheSame begin={begin} />
  );
  const error = failed !== null && failed.code !== "cancelled" && (
    <ErrorState error={failed} {...(interrupted ? {} : { still: texts.failed.nothing })} action={wayOut} />
  );

  if (way === "app")
    return (
      <AppForm busy={begin.isPending} error={error} onSubmit={(input) => begin.mutate(input)} onBack={back} />
    );
  if (way === "token")
    return (
      <TokenForm
        busy={token.isPending}
        error={error}
        onSubmit={(input) => token.mutate(input)}
        onBack={back}
      />
    );
  const others = state?.workspaces.filter(({ id }) => id !== state.workspace?.id) ?? [];
  return (
    <StartScreen
      workspaces={others}
      busy={demo.isPending || open.isPending}
      error={error}
      onDemo={() => demo.mutate()}
      onConnect={choose("app")}
      onToken={choose("token")}
      onOpen={(id) => open.mutate(id, { onSuccess: () => void navigate({ to: "/", search: {} }) })}
    />
  );
}
