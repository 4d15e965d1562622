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

/** What is being waited for, in words. */
export function waitingWords(status: WaitingStatus): { title: string; text: string } {
  switch (status.phase) {
    case "starting_demo":
      return { title: texts.waiting.demo, text: texts.waiting.demoText };
    case "waiting_for_browser":
      return {
        title: texts.waiting.browser,
        text: status.browserOpened ? texts.waiting.browserText : texts.waiting.noBrowser,
      };
    case "exchanging":
      return { title: texts.waiting.exchanging, text: texts.waiting.exchangingText };
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
