import { AlertDialog } from "@/components/ui/alert-dialog";
import { ActDiff } from "@/components/why/act-diff";
import { ObjectName } from "@/components/why/object-name";
import { actsWords, moneyWords, type QueueRow } from "../model/queue";
import { texts } from "../texts";
import styles from "./approvals.module.css";

/** Rows that are named; of the others the number is said. */
const MOST = 200;

interface ConfirmApprovalProps {
  /** What would be approved; `null` asks nothing. */
  rows: readonly QueueRow[] | null;
  onAnswer: (yes: boolean) => void;
}

/** Shows exactly what would be sent before several acts are approved. */
export function ConfirmApproval({ rows, onAnswer }: ConfirmApprovalProps) {
  const all = rows ?? [];
  const decisions = all.map(({ decision }) => decision);
  const rules = [...new Set(all.map(({ group }) => group.run.ruleName))];
  return (
    <AlertDialog
      open={rows !== null}
      onOpenChange={(open) => {
        if (!open) onAnswer(false);
      }}
      title={texts.confirm.title(all.length, rules)}
      description={texts.confirm.text(actsWords(decisions), moneyWords(decisions))}
      confirm={texts.confirm.confirm(all.length)}
      cancel={texts.confirm.cancel}
      onConfirm={() => onAnswer(true)}
    >
      <ul className={styles.sends} aria-label={texts.confirm.list}>
        {all.slice(0, MOST).map(({ id, decision }) => (
          <li key={id}>
            <ObjectName name={decision.name} id={decision.object.id} path={decision.path} />
            <ActDiff {...decision} />
          </li>
        ))}
        {all.length > MOST && <li className={styles.quiet}>{texts.confirm.more(all.length - MOST)}</li>}
      </ul>
    </AlertDialog>
  );
}
