import { useEffect } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/view-states";
import { type MetaRule, toIpcError } from "@/platform";
import { useImportMetaRule } from "../api/meta";
import { useRuleGo } from "../model/links";
import { LostList } from "./lost-list";
import styles from "./meta.module.css";
import { texts } from "./texts";

/** Reads one of Meta's rules as one of ours and says what could not be carried over. */
export function ImportMetaDialog({ rule, onClose }: { rule: MetaRule; onClose: () => void }) {
  const read = useImportMetaRule();
  const go = useRuleGo();
  const { mutate } = read;
  const { accountId, id } = rule;
  useEffect(() => mutate({ accountId, id }), [mutate, accountId, id]);
  const done = read.data;
  const words = texts.importDialog;
  const ruleId = done?.ruleId ?? null;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={words.title(rule.name)}
      wide
      actions={
        <>
          <Button onClick={onClose}>{texts.close}</Button>
          <Button
            kind="primary"
            disabled={ruleId === null}
            onClick={() => {
              if (ruleId !== null) go.rule(ruleId);
            }}
          >
            {words.open}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        {read.isPending && <p className={styles.quiet}>{texts.act.looking}</p>}
        {read.isError && <ErrorState error={toIpcError(read.error)} />}
        {done !== undefined && (
          <>
            <p role="status">
              {ruleId === null
                ? words.none
                : done.unchanged
                  ? texts.unchanged(rule.name)
                  : done.lost.length === 0
                    ? words.whole
                    : words.lost}
            </p>
            <LostList lost={done.lost} />
          </>
        )}
      </div>
    </Dialog>
  );
}
