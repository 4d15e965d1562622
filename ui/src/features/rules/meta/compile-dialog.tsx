import { useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { useSending } from "@/api/sending";
import { useWriteState } from "@/api/writes";
import { writesBlocked } from "@/components/changes/words";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Select } from "@/components/ui/select";
import { ErrorState } from "@/components/ui/view-states";
import { joinSentences } from "@/lib/sentences";
import { type RuleRow, toIpcError } from "@/platform";
import { useCompiledRule, useRefreshMetaRules } from "../api/meta";
import { LostList } from "./lost-list";
import styles from "./meta.module.css";
import { texts } from "./texts";
import { useSent } from "./use-sent";

const words = texts.compile;

type Props = { rule: RuleRow; onClose: () => void; onDone: (name: string) => void };

/** What one of our rules would be as one of Meta's, what is lost, and making it once that is accepted. */
export function CompileDialog({ rule, onClose, onDone }: Props) {
  const workspace = useWorkspace();
  const writes = useWriteState();
  const refresh = useRefreshMetaRules();
  const sending = useSending();
  const all = workspace?.accounts ?? [];
  const accounts = rule.accountIds.length === 0 ? all : all.filter(({ id }) => rule.accountIds.includes(id));
  const [account, setAccount] = useState<string | null>(accounts[0]?.id ?? null);
  const [isOn, setIsOn] = useState(false);
  const [accepted, setAccepted] = useState(false);
  const query = useCompiledRule(
    account === null ? null : { ruleId: rule.id, accountId: account, isOn, accepted },
  );
  const compiled = query.data;
  const problem = useSent(sending, () => {
    refresh();
    onDone(rule.name);
  });
  const block = writesBlocked(writes, workspace);
  const asks = compiled?.lost.some(({ effect }) => effect === "accept") === true;
  const preview = compiled?.preview ?? null;
  const error = query.isError ? toIpcError(query.error) : sending.error;
  const ready =
    preview !== null && preview.canBeSent > 0 && (accepted || !asks) && block === null && problem === null;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={words.title(rule.name)}
      description={words.text}
      wide
      actions={
        <>
          <Button onClick={onClose}>{texts.cancel}</Button>
          <Button
            kind="primary"
            busy={sending.busy}
            disabled={!ready || query.isFetching}
            data-testid="meta-compile"
            onClick={() => {
              if (preview !== null && ready) sending.send(preview.id, { asked: true, amounts: [] });
            }}
          >
            {words.send}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        <div className={styles.row}>
          {accounts.length > 1 && account !== null && (
            <Select
              label={words.account}
              value={account}
              options={accounts.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={setAccount}
            />
          )}
          <Checkbox checked={isOn} onChange={setIsOn}>
            {words.switchOn}
          </Checkbox>
        </div>
        {error !== null && <ErrorState error={error} />}
        {problem !== null && (
          <p className={styles.bad} role="alert">
            {problem}
          </p>
        )}
        {block !== null && <p className={styles.bad}>{block}</p>}
        {query.isPending && account !== null && <p className={styles.quiet}>{words.working}</p>}
        {compiled !== undefined && (
          <>
            {compiled.rule === null ? (
              <p className={styles.bad}>{words.refused}</p>
            ) : (
              <section className={styles.part}>
                <h3>{words.becomes}</h3>
                <ul>
                  <li>{joinSentences(compiled.rule.looks, compiled.rule.does)}</li>
                  {compiled.rule.conditions.map((condition) => (
                    <li key={condition}>{condition}</li>
                  ))}
                </ul>
              </section>
            )}
            <LostList lost={compiled.lost} />
            {compiled.rule !== null && asks && (
              <Checkbox checked={accepted} onChange={setAccepted}>
                {words.accept}
              </Checkbox>
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}
