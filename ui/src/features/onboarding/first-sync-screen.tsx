import { useCancelSync } from "@/api/sync";
import { Button } from "@/components/ui/button";
import { ProgressLine } from "@/components/ui/progress-line";
import { formatCount } from "@/lib/numbers";
import { useHotkeys } from "@/lib/use-hotkeys";
import { type AccountProgress, toIpcError, type WorkspaceState } from "@/platform";
import { useFrameActs } from "@/view/acts";
import styles from "./first-sync-screen.module.css";
import { OnboardingLayout } from "./layout";
import { texts } from "./texts";

function Account({ progress }: { progress: AccountProgress }) {
  const { name, stage, done, total } = progress;
  const share = stage === "done" ? 1 : total === null ? null : total === 0 ? 0 : done / total;
  const counts = texts.firstSync.of(formatCount(done), total === null ? null : formatCount(total));
  const moving = stage !== "waiting" && stage !== "done" && stage !== "failed";
  return (
    <li className={styles.account}>
      <span className={`${styles.name} ellipsis`}>{name}</span>
      <ProgressLine label={name} share={stage === "waiting" ? 0 : share} />
      <span className={styles.stage}>{texts.firstSync.stages[stage]}</span>
      <span className={`${styles.counts} tnum`}>{moving && counts}</span>
    </li>
  );
}

type Props = { workspace: WorkspaceState; onOpen: () => void };

/** The first figures on their way. Nobody has to wait for them. */
export function FirstSyncScreen({ workspace, onOpen }: Props) {
  const { notice } = useFrameActs();
  const cancel = useCancelSync();
  const run = workspace.sync.running;
  const rows = Math.max(0, ...(run?.accounts.map((account) => account.rows) ?? []));
  // The demo has no steps before it.
  const byToken = workspace.connection.method === "system_user";
  const step = workspace.kind === "meta" ? { step: "sync" as const, byToken } : {};
  useHotkeys([{ keys: "Enter", label: texts.firstSync.open, group: texts.steps.sync, run: onOpen }]);
  return (
    <OnboardingLayout title={texts.firstSync.title} text={texts.firstSync.text} {...step}>
      <ul className={styles.accounts} data-testid="first-sync">
        {run?.accounts.map((progress) => (
          <Account key={progress.accountId} progress={progress} />
        ))}
      </ul>
      <div className={styles.acts}>
        <Button kind="primary" size="large" keys="Enter" data-testid="open-now" onClick={onOpen}>
          {texts.firstSync.open}
        </Button>
        <Button
          size="large"
          icon="stop"
          data-testid="sync-cancel"
          busy={run?.cancelling === true}
          onClick={() => cancel.mutate(undefined, { onError: (error) => notice(toIpcError(error)) })}
        >
          {texts.firstSync.stop}
        </Button>
        <span className={`${styles.rows} tnum`}>{texts.firstSync.rows(formatCount(rows))}</span>
      </div>
    </OnboardingLayout>
  );
}
