import { useEffect } from "react";
import { useSending } from "@/api/sending";
import { PreviewBody } from "@/components/changes/preview-body";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/view-states";
import { type MetaRule, type MetaRuleAct, toIpcError } from "@/platform";
import { useMetaRulePreview } from "../api/meta";
import styles from "./meta.module.css";
import { texts } from "./texts";
import { useSent } from "./use-sent";

type Props = {
  rule: MetaRule;
  act: MetaRuleAct;
  /** Why nothing can be sent now. */
  block: string | null;
  onClose: () => void;
  onDone: () => void;
};

/** Shows what switching or deleting one of Meta's rules does, and sends it on a yes. */
export function ActDialog({ rule, act, block, onClose, onDone }: Props) {
  const look = useMetaRulePreview();
  const sending = useSending();
  const { mutate } = look;
  const { accountId, id } = rule;
  useEffect(() => mutate({ accountId, id, act }), [mutate, accountId, id, act]);
  const problem = useSent(sending, onDone);
  const preview = look.data;
  const error = look.isError ? toIpcError(look.error) : sending.error;
  const ready = preview !== undefined && preview.canBeSent > 0 && block === null && problem === null;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={texts.act.title[act](rule.name)}
      wide
      actions={
        <>
          <Button onClick={onClose}>{texts.cancel}</Button>
          <Button
            kind={act === "delete" ? "danger" : "primary"}
            busy={sending.busy}
            disabled={!ready}
            data-testid="meta-send"
            onClick={() => {
              if (preview !== undefined && ready) sending.send(preview.id, { asked: true, amounts: [] });
            }}
          >
            {texts.act.yes[act]}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        {error !== null && <ErrorState error={error} />}
        {block !== null && <p className={styles.bad}>{block}</p>}
        {problem !== null && (
          <p className={styles.bad} role="alert">
            {problem}
          </p>
        )}
        {look.isPending && <p className={styles.quiet}>{texts.act.looking}</p>}
        {preview !== undefined && <PreviewBody preview={preview} named={false} most={1} />}
      </div>
    </Dialog>
  );
}
