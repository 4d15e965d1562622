import { useEffect, useState } from "react";
import { type TakeBack, usePreviewTakeBack } from "@/api/activity";
import { toIpcError } from "@/api/errors";
import { useApplyChanges } from "@/api/writes";
import { PreviewBody } from "@/components/changes/preview-body";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/text-field";
import { ErrorState } from "@/components/ui/view-states";
import { formatMoney } from "@/lib/money";
import { joinSentences } from "@/lib/sentences";
import { useHotkeys } from "@/lib/use-hotkeys";
import styles from "./activity.module.css";
import { texts } from "./texts";

/** Rows shown; of the others the number is said. */
const MOST = 50;

type Props = {
  /** What to take back; `null` closes the dialog. */
  what: TakeBack | null;
  onClose: () => void;
  onSent: () => void;
};

/** Shows exactly what taking something back would do, and sends it on a yes. */
export function TakeBackDialog({ what, onClose, onSent }: Props) {
  const look = usePreviewTakeBack();
  const send = useApplyChanges();
  const [typed, setTyped] = useState("");
  const { mutate, reset } = look;
  useEffect(() => {
    setTyped("");
    reset();
    if (what !== null) mutate(what);
  }, [what, mutate, reset]);
  const preview = look.data;
  const row = preview?.rows[0];
  const amount = preview?.amountsToType[0];
  const wanted = amount !== undefined && row ? formatMoney(amount, row.currency) : null;
  const isTyped = wanted === null || typed.trim() === wanted;
  const failed = look.error ?? send.error;
  const apply = (): void => {
    if (preview === undefined || preview.canBeSent === 0 || !isTyped) return;
    send.mutate(
      { previewId: preview.id, asked: true, amounts: preview.amountsToType },
      {
        onSuccess: () => {
          onSent();
          onClose();
        },
      },
    );
  };
  useHotkeys(
    [
      {
        keys: "Enter",
        label: texts.takeBack.sendKey,
        group: texts.takeBack.undo,
        everywhere: true,
        // A button that has the focus is pressed; everywhere else Enter means yes.
        run: ({ target }) => (target instanceof HTMLButtonElement ? target.click() : apply()),
      },
    ],
    what !== null,
  );
  return (
    <Dialog
      open={what !== null}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={what?.by === "put_back" ? texts.takeBack.putBack : texts.takeBack.undo}
      wide
      actions={
        <>
          <Button onClick={onClose}>{texts.takeBack.cancel}</Button>
          <Button
            kind="primary"
            keys="Enter"
            busy={send.isPending}
            disabled={preview === undefined || preview.canBeSent === 0 || !isTyped}
            data-testid="take-back-send"
            onClick={apply}
          >
            {texts.takeBack.send(preview?.canBeSent ?? 1)}
          </Button>
        </>
      }
    >
      <div className={styles.stack}>
        {failed !== null && (
          <ErrorState
            error={toIpcError(failed)}
            action={<Button onClick={() => what !== null && mutate(what)}>{texts.takeBack.retry}</Button>}
          />
        )}
        {look.isPending && <p className={styles.quiet}>{texts.takeBack.looking}</p>}
        {preview !== undefined && (
          <div className={styles.preview} data-testid="take-back-preview">
            {preview.problem !== null && (
              <p className={styles.warn}>{joinSentences(texts.takeBack.offline, preview.problem.message)}</p>
            )}
            {preview.rowCount === 0 && <p className={styles.quiet}>{texts.takeBack.nothing}</p>}
            <PreviewBody preview={preview} named most={MOST} />
          </div>
        )}
        {wanted !== null && (
          <TextField
            label={texts.takeBack.type(wanted)}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
          />
        )}
      </div>
    </Dialog>
  );
}
