import { Button } from "@/components/ui/button";
import { formatCountdown } from "@/lib/times";
import { useHotkeys } from "@/lib/use-hotkeys";
import { useNow } from "@/lib/use-now";
import type { SignInStatus } from "@/platform";
import { texts } from "../texts";
import styles from "./waiting.module.css";

export type WaitingStatus = Extract<
  SignInStatus,
  { phase: "starting_demo" | "waiting_for_browser" | "exchanging" }
>;

export const isWaiting = (status: SignInStatus): status is WaitingStatus =>
  status.phase === "starting_demo" || status.phase === "waiting_for_browser" || status.phase === "exchanging";

/** What is being waited for, in words. The demo's sign-in is its own page, and nothing of it is Meta's. */
export function waitingWords(status: WaitingStatus, ofDemo: boolean): { title: string; text: string } {
  const words = ofDemo ? texts.waiting.ofDemo : texts.waiting.ofMeta;
  switch (status.phase) {
    case "starting_demo":
      return { title: texts.waiting.demo, text: texts.waiting.demoText };
    case "waiting_for_browser":
      return status.browserOpened
        ? { title: words.browser, text: words.browserText }
        : { title: texts.waiting.noBrowser, text: words.noBrowserText };
    case "exchanging":
      return { title: words.exchanging, text: words.exchangingText };
  }
}

/** The time left and the way out. */
export function WaitingActs({ status, onCancel }: { status: WaitingStatus; onCancel: () => void }) {
  const now = useNow(1_000);
  useHotkeys([
    {
      keys: "Escape",
      label: texts.waiting.cancel,
      group: texts.steps.signIn,
      everywhere: true,
      run: onCancel,
    },
  ]);
  return (
    <div className={styles.waiting}>
      {status.phase === "waiting_for_browser" && (
        <span className={`${styles.left} tnum`} role="timer">
          {texts.waiting.left(formatCountdown(status.expiresAtMs - now))}
        </span>
      )}
      {status.phase !== "exchanging" && (
        <Button keys="Escape" onClick={onCancel}>
          {texts.waiting.cancel}
        </Button>
      )}
    </div>
  );
}
