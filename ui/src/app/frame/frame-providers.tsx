import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useCallback, useEffect, useMemo, useState } from "react";
import { applyEvent, type FeaturesSwitched } from "@/api/events";
import { usePlatform } from "@/api/platform-context";
import { useSettings } from "@/api/settings";
import { useCancelSignIn, useSignInStatus } from "@/api/sign-in";
import { Button } from "@/components/ui/button";
import { SignInAgain } from "@/features/onboarding/sign-in-again";
import { hotkeyRegistry } from "@/lib/hotkeys";
import { keepLook } from "@/lib/last-look";
import type { AppEvent, AppState, IpcError } from "@/platform";
import { type FrameActs, FrameActsContext } from "@/view/acts";
import { CommandPalette } from "../palette/command-palette";
import { texts } from "../texts";
import { KeyMap } from "./key-map";
import { LiveRegion, useAnnouncer } from "./live-region";
import { Notice } from "./notice";
import { ActBar } from "./writes/act-bar";
import { AllowWrites } from "./writes/kill-switch";
import { useWriteActs } from "./writes/use-write-acts";

/** Light or dark, row height and keys, as the settings say. */
function useAppearance(): void {
  const settings = useSettings();
  useEffect(() => {
    if (settings === undefined) return;
    const root = document.documentElement;
    keepLook({ theme: settings.theme });
    if (settings.theme === "system") delete root.dataset.theme;
    else root.dataset.theme = settings.theme;
    root.dataset.density = settings.density;
    hotkeyRegistry.singleKeysOn = settings.singleLetterKeys;
  }, [settings]);
}

function useHotkeyListener(): void {
  useEffect(() => {
    window.addEventListener("keydown", hotkeyRegistry.handle);
    return () => window.removeEventListener("keydown", hotkeyRegistry.handle);
  }, []);
}

/** Listens to the program and applies what it says. */
function usePlatformEvents(
  notice: (error: IpcError) => void,
  switched: (event: FeaturesSwitched) => void,
): void {
  const platform = usePlatform();
  const client = useQueryClient();
  const navigate = useNavigate();
  useEffect(() => {
    const go = (to: string) => void navigate({ href: to });
    const apply = (event: AppEvent) => applyEvent(client, event, { navigate: go, notice, switched });
    const listening = platform.onEvent(apply);
    // The state was asked for before anybody listened: what changed in between was said to nobody.
    void listening.then(() => apply({ kind: "state_changed" }));
    return () => void listening.then((stop) => stop());
  }, [platform, client, navigate, notice, switched]);
}

/** The answer to a sign-in of an earlier run started the program: what became of it, and the way to begin again. */
function InterruptedSignIn({ error, onAgain }: { error: IpcError; onAgain: () => void }) {
  const cancel = useCancelSignIn();
  const again = (
    <Button size="small" onClick={onAgain}>
      {texts.ended.action}
    </Button>
  );
  return <Notice error={error} onDismiss={() => cancel.mutate()} action={again} />;
}

/** An automatic feature turned without us: what, where, and the way to it. */
function SwitchedNotice({ event, onDismiss }: { event: FeaturesSwitched; onDismiss: () => void }) {
  const navigate = useNavigate();
  const show = (
    <Button
      size="small"
      onClick={() => {
        onDismiss();
        void navigate({ to: "/activity", search: true });
      }}
    >
      {texts.notice.activity}
    </Button>
  );
  const error: IpcError = {
    code: "refused",
    message: texts.notice.switched(event.accountName),
    remedy: event.text,
    retryAfterMs: null,
    traceId: null,
  };
  return <Notice error={error} onDismiss={onDismiss} action={show} />;
}

/** What floats above every screen: palette, key map, one notice, and the acts that open them. */
export function FrameProviders({ state, children }: { state: AppState; children: ReactNode }) {
  const [paletteOpen, setPaletteOpen] = useState(false);
  const [keysOpen, setKeysOpen] = useState(false);
  const [signingIn, setSigningIn] = useState(false);
  const [shown, setShown] = useState<IpcError | null>(null);
  const { text, announce } = useAnnouncer();
  const signIn = useSignInStatus();
  const failed = signIn.phase === "failed" && state.workspace !== null ? signIn.error : null;
  const interrupted = failed?.code === "foreign_link" && !signingIn ? failed : null;
  const [switched, setSwitched] = useState<FeaturesSwitched | null>(null);
  const notice = useCallback((error: IpcError) => setShown(error), []);
  const writes = useWriteActs(notice);
  useAppearance();
  useHotkeyListener();
  usePlatformEvents(notice, setSwitched);

  const acts = useMemo<FrameActs>(
    () => ({
      openPalette: () => setPaletteOpen(true),
      openKeyMap: () => setKeysOpen(true),
      signInAgain: () => setSigningIn(true),
      notice,
      announce,
      ...writes.acts,
    }),
    [notice, announce, writes.acts],
  );

  return (
    <FrameActsContext value={acts}>
      {children}
      {shown === null && interrupted !== null && (
        <InterruptedSignIn error={interrupted} onAgain={() => setSigningIn(true)} />
      )}
      {shown === null && switched !== null && (
        <SwitchedNotice event={switched} onDismiss={() => setSwitched(null)} />
      )}
      {shown !== null && <Notice error={shown} onDismiss={() => setShown(null)} />}
      <CommandPalette open={paletteOpen} onOpenChange={setPaletteOpen} state={state} />
      <KeyMap open={keysOpen} onOpenChange={setKeysOpen} />
      {state.workspace !== null && (
        <SignInAgain open={signingIn} onOpenChange={setSigningIn} workspace={state.workspace} />
      )}
      {state.workspace !== null && (
        <>
          <ActBar
            key={state.workspace.id}
            workspace={state.workspace}
            wish={writes.wish}
            onWishEnd={writes.endWish}
          />
          <AllowWrites {...writes.dialog} />
        </>
      )}
      <LiveRegion text={text} />
    </FrameActsContext>
  );
}
