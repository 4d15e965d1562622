import { Button, ButtonRow } from "@/components/ui/button";
import { DecisionPanel, PanelNote } from "@/components/why/decision-panel";
import type { Account } from "@/platform";
import type { QueueRow } from "../model/queue";
import { texts } from "../texts";

interface RequestPanelProps {
  row: QueueRow;
  account: Account | undefined;
  nowMs: number;
  /** Why nothing can be approved. */
  block: string | null;
  busy: boolean;
  onAnswer: (approve: boolean) => void;
  onShow: () => void;
  onClose: () => void;
}

/** One request whole, with yes and no. */
export function RequestPanel({ row, account, nowMs, block, busy, onAnswer, ...acts }: RequestPanelProps) {
  const { decision, group, state } = row;
  return (
    <DecisionPanel
      label={texts.panel}
      ruleName={group.run.ruleName}
      decision={decision}
      state={state}
      account={account}
      ageAtMs={nowMs}
      testId="approval"
      {...acts}
    >
      {state === "waiting" && (
        <ButtonRow>
          <Button
            kind="primary"
            keys="A"
            busy={busy}
            disabled={block !== null}
            onClick={() => onAnswer(true)}
          >
            {texts.approve(1)}
          </Button>
          <Button keys="R" disabled={busy} onClick={() => onAnswer(false)}>
            {texts.refuse(1)}
          </Button>
        </ButtonRow>
      )}
      {block !== null && state === "waiting" && <PanelNote>{block}</PanelNote>}
    </DecisionPanel>
  );
}
