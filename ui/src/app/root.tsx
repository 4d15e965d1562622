import { useQuery } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";
import { appStateQuery } from "@/api/app-state";
import { usePlatform } from "@/api/platform-context";
import { useSignInStatus } from "@/api/sign-in";
import { ErrorState } from "@/components/ui/view-states";
import { ChoosingScreen } from "@/features/onboarding/choosing-screen";
import { FirstSyncScreen } from "@/features/onboarding/first-sync-screen";
import { LockedScreen } from "@/features/onboarding/locked-screen";
import { ProblemScreen } from "@/features/onboarding/problem-screen";
import { WelcomePage } from "@/features/onboarding/welcome-page";
import { keepLook } from "@/lib/last-look";
import { type AppState, type SignInStatus, toIpcError, type WorkspaceState } from "@/platform";
import { Frame } from "./frame/frame";
import { FrameProviders } from "./frame/frame-providers";
import { useFirstSync } from "./use-first-sync";

type Place = "problem" | "locked" | "welcome" | "choosing" | "first_sync" | "frame";

/** Which of the screens the state asks for. Nothing but the frame needs an open workspace. */
function placeFor(state: AppState, signIn: SignInStatus, firstSync: boolean): Place {
  if (state.problem !== null) {
    const wrong = state.problem.error.code === "wrong_passphrase";
    return wrong || state.keys.vaultLocked ? "locked" : "problem";
  }
  if (signIn.phase === "choosing_accounts") return "choosing";
  if (state.workspace === null) {
    const noKeys = state.keys.vaultLocked || (!state.keys.keyringReady && !state.keys.vaultExists);
    return noKeys ? "locked" : "welcome";
  }
  if (state.workspace.accounts.length === 0) return placeForEmpty(state.workspace);
  return firstSync ? "first_sync" : "frame";
}

/** A workspace is opened before its sign-in is through; until it has accounts there is nothing to frame. */
function placeForEmpty({ kind, connection }: WorkspaceState): Place {
  const signedIn = connection.status === "signed_in" || connection.status === "ending_soon";
  return kind === "meta" && signedIn ? "choosing" : "welcome";
}

function Screen({ state }: { state: AppState }) {
  const signIn = useSignInStatus();
  const firstSync = useFirstSync(state.workspace);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const place = placeFor(state, signIn, firstSync.waiting);
  useEffect(() => keepLook({ frame: place === "frame" }), [place]);
  // A person may ask for another workspace while one is open.
  if (place === "frame" && path === "/welcome") return <WelcomePage />;
  switch (place) {
    case "problem":
      return <ProblemScreen state={state} />;
    case "locked":
      return <LockedScreen state={state} />;
    case "welcome":
      return <WelcomePage />;
    case "choosing":
      return <ChoosingScreen />;
    case "first_sync":
      return state.workspace && <FirstSyncScreen workspace={state.workspace} onOpen={firstSync.openNow} />;
    case "frame":
      return state.workspace && <Frame state={state} workspace={state.workspace} />;
  }
}

/** The outermost part of every address. */
export function Root() {
  const query = useQuery(appStateQuery(usePlatform()));
  if (query.error !== null) return <ErrorState error={toIpcError(query.error)} />;
  if (query.data === undefined) return null;
  return (
    <FrameProviders state={query.data}>
      <Screen state={query.data} />
    </FrameProviders>
  );
}
