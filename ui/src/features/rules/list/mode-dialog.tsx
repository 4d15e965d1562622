import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/view-states";
import { formatMoney } from "@/lib/money";
import { type IpcError, type RuleLimits, type RuleMode, type RuleRow, toIpcError } from "@/platform";
import { useLimits } from "../api/rules";
import { worstFirst } from "../model/modes";
import { texts } from "../texts";
import { FindingList } from "./finding-tags";
import styles from "./mode-dialog.module.css";

type Asked = Pick<RuleRow, "name" | "mode" | "findings" | "shadowedMonth" | "accountIds" | "words">;

type Props = {
  rule: Asked;
  to: RuleMode;
  busy: boolean;
  error: IpcError | null;
  /** Left out where there are no looks yet. */
  onRuns?: (() => void) | undefined;
  onClose: () => void;
  onConfirm: () => void;
};

function limitWords(limits: RuleLimits): string {
  if (!limits.mayAct) return texts.changing.mayNot;
  const { raisedADayMinor, currency, actsADay } = limits;
  return texts.changing.limit(
    actsADay,
    raisedADayMinor === null
      ? texts.changing.quarter
      : texts.changing.raised(formatMoney(raisedADayMinor, currency)),
  );
}

function Limits({ accountIds }: { accountIds: readonly string[] }) {
  const limits = useLimits(true);
  const mine = limits.data?.filter(
    ({ accountId }) => accountIds.length === 0 || accountIds.includes(accountId),
  );
  if (limits.isError) return <ErrorState error={toIpcError(limits.error)} />;
  if (mine === undefined || mine.length === 0) return null;
  return (
    <>
      <h3>{texts.changing.limits}</h3>
      <dl className={styles.limits}>
        {mine.map((one) => (
          <div key={one.accountId} data-warn={!one.mayAct || undefined}>
            <dt>
              <bdi>{one.accountName}</bdi>
            </dt>
            <dd>{limitWords(one)}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** Asked before a rule does more than it did: what it would have done, what is unwise about it, what holds it back. */
export function ModeDialog({ rule, to, busy, error, onRuns, onClose, onConfirm }: Props) {
  const toAuto = to === "auto";
  return (
    <AlertDialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={texts.changing.title(rule.name, texts.modes[to])}
      description={texts.changing.to[to]}
      confirm={texts.changing.confirm(texts.modes[to])}
      cancel={texts.cancel}
      busy={busy}
      onConfirm={onConfirm}
    >
      <div className={styles.body}>
        {rule.mode === "shadow" && (
          <p className={styles.shadow}>
            {texts.changing.shadowed(rule.shadowedMonth)}
            {rule.shadowedMonth > 0 && onRuns !== undefined && (
              <Button size="small" kind="quiet" onClick={onRuns}>
                {texts.changing.runs}
              </Button>
            )}
          </p>
        )}
        {toAuto && (
          <>
            <h3>{texts.changing.findings}</h3>
            {rule.findings.length === 0 ? (
              <p>{texts.changing.none}</p>
            ) : (
              <FindingList findings={worstFirst(rule.findings)} />
            )}
            <h3>{texts.changing.guards}</h3>
            <ul className={styles.guards}>
              {rule.words.guards.map((guard) => (
                <li key={guard}>{guard}</li>
              ))}
            </ul>
            <Limits accountIds={rule.accountIds} />
          </>
        )}
        {error !== null && <ErrorState error={error} still={texts.changing.failed} />}
      </div>
    </AlertDialog>
  );
}
