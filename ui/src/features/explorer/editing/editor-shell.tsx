import { type FormEvent, type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { toIpcError } from "@/api/errors";
import { useApplyChanges, useSaveDraft } from "@/api/writes";
import { PreviewBody } from "@/components/changes/preview-body";
import { showSame } from "@/components/changes/words";
import { parseMoney } from "@/components/money-field/amounts";
import { MoneyField } from "@/components/money-field/money-field";
import { Button, type ButtonProps } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/view-states";
import { formatMoney } from "@/lib/money";
import type { ChangeEdit, ChangeFinding, ChangePreview, ExplorerRow, IpcError } from "@/platform";
import { keyOf } from "./editable";
import styles from "./editor.module.css";
import { editTexts } from "./texts";
import { useLook } from "./use-look";

/** What every editor is given. */
export interface EditorProps {
  row: ExplorerRow;
  timeZone: string | undefined;
  /** Whether Meta can be reached; if not, changes wait in Drafts. */
  online: boolean;
  /** Why nothing may be sent, in words. */
  blocked: string | null;
  onClose: () => void;
  onSent: (changeId: string) => void;
  onSaved: () => void;
}

interface ShellProps extends EditorProps {
  /** What the fields ask for; `null` while they ask for nothing that makes sense. */
  edits: readonly ChangeEdit[] | null;
  /** Whether the person types it, so that asking waits for a rest. */
  typed: boolean;
  /** What sending does, as a verb. */
  verb: string;
  /** Name of a draft of it. */
  draftName: string;
  /** What stands in place of the diff while nothing is asked for. */
  idle?: string | null;
  /** Findings that the fields say themselves. */
  isSaid?: (finding: ChangeFinding) => boolean;
  children?: ReactNode;
}

/** Drafts have names of up to 200 characters and without control characters. */
const draftNameOf = (text: string): string =>
  [...text.replace(/\p{Cc}/gu, " ")].slice(0, 200).join("").trim() || "Change";

/** A preview every row of which goes out without another question. */
const goesOut = (preview: ChangePreview): boolean =>
  preview.canBeSent > 0 && preview.canBeSent === preview.rowCount && preview.refusals.length === 0;

const hasConflict = (preview: ChangePreview): boolean => preview.rows.some((row) => row.conflicts.length > 0);

/**
 * The fields of a setting with the exact difference below them. Enter sends what is shown: while Meta is still being
 * looked at, it goes out only if nothing is different there.
 */
export function EditorShell({
  edits,
  typed,
  verb,
  draftName,
  idle = null,
  isSaid,
  children,
  ...props
}: ShellProps) {
  const { row, online, blocked } = props;
  const look = useLook(keyOf(row), edits, { online, typed });
  const apply = useApplyChanges();
  const save = useSaveDraft();
  const [armed, setArmed] = useState<ChangePreview | null>(null);
  const [again, setAgain] = useState("");
  const [failure, setFailure] = useState<IpcError | null>(null);
  const sendButton = useRef<HTMLButtonElement>(null);
  const form = useRef<HTMLFormElement>(null);
  const { preview, checked } = look;
  const problem = preview?.problem ?? null;
  const asDraft = !online || look.error !== null || (checked && problem !== null);
  const amount = preview?.amountsToType[0] ?? null;
  const retyped = amount === null ? null : parseMoney(again, row.currency);
  const isRetyped = amount === null || (retyped?.kind === "value" && retyped.value === amount);
  const ready = preview !== null && goesOut(preview) && blocked === null;
  const pending = apply.isPending || save.isPending;

  const send = (shown: ChangePreview, asked: boolean): void => {
    setArmed(null);
    setFailure(null);
    const input = { previewId: shown.id, asked, amounts: shown.amountsToType };
    apply.mutate(input, {
      onSuccess: (run) => props.onSent(run.changeId),
      onError: (error) => setFailure(toIpcError(error)),
    });
  };
  const keep = (shown: ChangePreview): void => {
    setFailure(null);
    save.mutate(
      { previewId: shown.id, name: draftNameOf(draftName) },
      { onSuccess: props.onSaved, onError: (error) => setFailure(toIpcError(error)) },
    );
  };

  // A yes given while Meta was being looked at holds for exactly what was on the screen then.
  useEffect(() => {
    if (armed === null || preview === null) return;
    if (!showSame(armed, preview)) setArmed(null);
    else if (checked) {
      setArmed(null);
      const unasked = !preview.asks && preview.amountsToType.length === 0;
      if (goesOut(preview) && unasked && preview.problem === null) send(preview, false);
    }
  });

  // Where there is nothing to type, Enter belongs to the button as soon as it can be pressed.
  const canPress = ready && !pending;
  useEffect(() => {
    if (canPress && !(form.current?.contains(document.activeElement) ?? true)) sendButton.current?.focus();
  }, [canPress]);

  const enter = (event: FormEvent): void => {
    event.preventDefault();
    if (!ready || pending || preview === null) return;
    if (asDraft) return keep(preview);
    if (amount !== null && !isRetyped) {
      form.current?.querySelector<HTMLInputElement>("[data-again] input")?.focus();
    } else if (!checked) {
      if (!preview.asks && amount === null) setArmed(preview);
    } else if (preview.asks && document.activeElement !== sendButton.current) {
      // What asks first is answered on its own button, never by the Enter that ended the typing.
      sendButton.current?.focus();
    } else send(preview, preview.asks);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter") return;
    // A held key repeats itself: only the first press is a yes. With Ctrl it sends from wherever one is.
    if (event.repeat || event.ctrlKey || event.metaKey) event.preventDefault();
    if (!event.repeat && (event.ctrlKey || event.metaKey)) form.current?.requestSubmit();
  };

  return (
    <form ref={form} className={styles.editor} onSubmit={enter} onKeyDown={onKeyDown}>
      {children}
      <div aria-live="polite" className={styles.shown}>
        {preview !== null && (
          <PreviewBody preview={preview} named={false} timeZone={props.timeZone} isSaid={isSaid} />
        )}
        {preview === null && look.error === null && (
          <p className={styles.idle}>{look.busy ? editTexts.looking : idle}</p>
        )}
      </div>
      {amount !== null && preview !== null && !asDraft && (
        <div data-again="">
          <MoneyField
            label={editTexts.again(formatMoney(amount, row.currency))}
            text={again}
            onText={setAgain}
            currency={row.currency}
            size="small"
            hint={retyped?.kind === "value" && !isRetyped ? editTexts.notSame : undefined}
          />
        </div>
      )}
      {look.error !== null && <ErrorState error={look.error} />}
      {failure !== null && <ErrorState error={failure} />}
      <div className={styles.foot}>
        <p className={styles.status} role="status">
          {blocked ??
            statusWords({ look: { checked, busy: look.busy, preview }, armed: armed !== null, online })}
        </p>
        {(look.error !== null || (preview !== null && hasConflict(preview))) && (
          <Button size="small" onClick={look.again}>
            {look.error !== null ? editTexts.verbs.again : editTexts.verbs.fresh}
          </Button>
        )}
        <SendButton
          ref={sendButton}
          asDraft={asDraft}
          asks={preview?.asks === true && checked}
          verb={verb}
          busy={pending}
          disabled={!ready || (!asDraft && !isRetyped)}
        />
      </div>
    </form>
  );
}

interface StatusInput {
  look: { checked: boolean; busy: boolean; preview: ChangePreview | null };
  armed: boolean;
  online: boolean;
}

function statusWords({ look, armed, online }: StatusInput): string {
  if (!online) return editTexts.offline;
  if (armed) return editTexts.armed;
  const { preview, checked, busy } = look;
  if (preview === null) return "";
  if (!checked) return busy ? editTexts.checking : "";
  return preview.problem === null
    ? editTexts.checked
    : editTexts.unseen(preview.problem.message.replace(/\.$/, ""));
}

interface SendButtonProps extends Pick<ButtonProps, "ref" | "busy" | "disabled"> {
  asDraft: boolean;
  asks: boolean;
  verb: string;
}

function SendButton({ asDraft, asks, verb, ...rest }: SendButtonProps) {
  const words = asDraft ? editTexts.verbs.draft : asks ? editTexts.verbs.yes : verb;
  return (
    <Button {...rest} type="submit" kind="primary" size="small" keys="Enter" data-testid="send">
      {words}
    </Button>
  );
}
