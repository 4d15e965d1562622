import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { usePlatform } from "@/api/platform-context";
import { useApplyChanges, useChange, useWriteState } from "@/api/writes";
import { PreviewBody } from "@/components/changes/preview-body";
import { doneWords, isDone, writesBlocked } from "@/components/changes/words";
import { parseMoney } from "@/components/money-field/amounts";
import { MoneyField } from "@/components/money-field/money-field";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/view-states";
import { formatMoney } from "@/lib/money";
import { joinSentences } from "@/lib/sentences";
import { formatShortInstant } from "@/lib/times";
import { useNow } from "@/lib/use-now";
import { type Account, type ChangePreview, type IpcError, toIpcError } from "@/platform";
import { useOpenBulk } from "@/view/bulk-subject";
import { writesTexts } from "./texts";
import styles from "./writes.module.css";

const texts = writesTexts.preview;

/** Rows that are shown here: as many as come with a preview. */
const MOST_ROWS = 200;
/** Amounts that are typed here at most. */
const MOST_TYPED = 3;

interface Looked {
  preview: ChangePreview | null;
  error: IpcError | null;
}

/** What taking an act back would do, looked at once it is asked for. */
function useUndoLook(changeId: string): Looked & { again: () => void } {
  const platform = usePlatform();
  const [looked, setLooked] = useState<Looked>({ preview: null, error: null });
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another turn looks again.
  useEffect(() => {
    let isCurrent = true;
    setLooked({ preview: null, error: null });
    platform.previewUndo(changeId).then(
      (preview) => isCurrent && setLooked({ preview, error: null }),
      (error: unknown) => isCurrent && setLooked({ preview: null, error: toIpcError(error) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [platform, changeId, turn]);
  return { ...looked, again: () => setTurn((now) => now + 1) };
}

/** The amounts that have to be typed once more, with the currency of each. */
function amountsOf({ amountsToType, rows }: ChangePreview): { minor: number; currency: string }[] {
  return [...new Set(amountsToType)].map((minor) => {
    const row = rows.find(({ fields }) => fields.some(({ afterMinor }) => afterMinor === minor));
    return { minor, currency: row?.currency ?? "EUR" };
  });
}

interface Props {
  changeId: string;
  accounts: readonly Account[];
  onClose: () => void;
}

/** Shows what taking an act back would do before it is sent, and says why where it cannot be. */
export function UndoPreview({ changeId, accounts, onClose }: Props) {
  const { preview, error, again } = useUndoLook(changeId);
  const detail = useChange(changeId);
  const state = useWriteState();
  const now = useNow(60_000);
  const apply = useApplyChanges();
  const openBulk = useOpenBulk();
  const [typed, setTyped] = useState<readonly string[]>([]);
  const panel = useRef<HTMLFormElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const came = useRef(document.activeElement);
  const zone = accounts.find(({ id }) => id === detail?.rows[0]?.accountId)?.timeZone;
  const amounts = preview === null ? [] : amountsOf(preview);
  const blocked = writesBlocked(state, null) ?? preview?.problem?.message ?? null;
  const isTyped = amounts.every(({ minor, currency }, at) => {
    const read = parseMoney(typed[at] ?? "", currency);
    return read.kind === "value" && read.value === minor;
  });
  const isPossible = preview !== null && preview.canBeSent > 0;
  // What does not fit here is looked at where all of it is shown, before it is sent.
  const isLong = preview !== null && preview.rowCount > preview.rows.length;
  const canSend = isPossible && blocked === null && isTyped && amounts.length <= MOST_TYPED && !isLong;
  const failure = apply.error === null ? null : toIpcError(apply.error);

  const close = (): void => {
    onClose();
    if (came.current instanceof HTMLElement) came.current.focus({ preventScroll: true });
  };
  // The keyboard goes to the panel when it opens and to its button once there is something to say yes to.
  useEffect(() => panel.current?.focus(), []);
  useEffect(() => {
    if (canSend && document.activeElement === panel.current) button.current?.focus();
  }, [canSend]);

  const send = (event: FormEvent): void => {
    event.preventDefault();
    if (!canSend || apply.isPending) return;
    const input = { previewId: preview.id, asked: preview.asks, amounts: preview.amountsToType };
    apply.mutate(input, { onSuccess: close });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Enter" && event.repeat) event.preventDefault();
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close();
  };

  const done = detail?.rows.filter(({ outcome }) => isDone(outcome)) ?? [];
  const what = done.length === 0 ? (detail?.entry.what ?? "") : doneWords(done, zone);
  return (
    <form
      ref={panel}
      tabIndex={-1}
      className={styles.undo}
      aria-label={texts.title}
      data-testid="undo-preview"
      onSubmit={send}
      onKeyDown={onKeyDown}
    >
      <p className={styles.title}>{texts.title}</p>
      {detail !== undefined && (
        <p className={styles.more}>
          {texts.of(what, formatShortInstant(detail.entry.atMs, now), detail.entry.actor)}
        </p>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it may be longer than the bar, and is scrolled by keys too. */}
      <div aria-live="polite" className={styles.shown} tabIndex={0}>
        {preview === null && error === null && <p className={styles.more}>{texts.looking}</p>}
        {preview !== null && !isPossible && <p className={styles.title}>{texts.cannot}</p>}
        {preview !== null && <PreviewBody preview={preview} named most={MOST_ROWS} timeZone={zone} />}
        {blocked !== null && preview !== null && <p className={styles.blocked}>{joinSentences(blocked)}</p>}
        {amounts.length > MOST_TYPED && <p className={styles.blocked}>{texts.tooMany}</p>}
      </div>
      {isPossible &&
        amounts.length <= MOST_TYPED &&
        amounts.map(({ minor, currency }, at) => (
          <MoneyField
            key={minor}
            label={texts.again(formatMoney(minor, currency))}
            text={typed[at] ?? ""}
            onText={(text) =>
              setTyped((before) => amounts.map((_, other) => (other === at ? text : (before[other] ?? ""))))
            }
            currency={currency}
            size="small"
          />
        ))}
      {error !== null && (
        <ErrorState
          error={error}
          action={
            <Button size="small" onClick={again}>
              Try again
            </Button>
          }
        />
      )}
      {failure !== null && <ErrorState error={failure} />}
      <div className={styles.acts}>
        <Button size="small" keys="Escape" onClick={close}>
          {texts.leave}
        </Button>
        {isLong && (
          <Button
            kind="primary"
            size="small"
            onClick={() => {
              onClose();
              openBulk({ kind: "undo", changeId });
            }}
          >
            {texts.all(preview.rowCount)}
          </Button>
        )}
        <Button
          ref={button}
          hidden={isLong}
          type="submit"
          kind="primary"
          size="small"
          keys="Enter"
          busy={apply.isPending}
          disabled={!canSend}
          data-testid="undo-send"
        >
          {preview?.asks === true ? texts.yes : texts.back}
        </Button>
      </div>
    </form>
  );
}
