import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { usePlatform } from "@/api/platform-context";
import { NO_CONSENT, useSending } from "@/api/sending";
import { useSaveDraft } from "@/api/writes";
import { ConsentDialog } from "@/components/changes/consent-dialog";
import { PreviewBody } from "@/components/changes/preview-body";
import { isDone, outcomeWords } from "@/components/changes/words";
import { Button } from "@/components/ui/button";
import { ErrorState } from "@/components/ui/view-states";
import { useHotkeys } from "@/lib/use-hotkeys";
import { type ChangePreview, type SettingsForm, toIpcError } from "@/platform";
import { asked } from "./asked";
import styles from "./form.module.css";
import type { ChangedSetting } from "./settings-form";
import { formTexts as texts } from "./texts";

interface FormSendProps {
  form: SettingsForm;
  changed: readonly ChangedSetting[];
  /** Whether the core's own rules refuse something of it; it is said beside the settings. */
  refused: boolean;
  online: boolean;
  /** Why nothing may be sent, in words. */
  blocked: string | null;
  /** Something was sent or kept: what is live is read again, and what was typed is dropped. */
  onSettled: () => Promise<void>;
}

/** The foot of the form: one look at everything that was changed, and one send. */
export function FormSend({ form, changed, refused, online, blocked, onSettled }: FormSendProps) {
  const platform = usePlatform();
  const sending = useSending();
  const save = useSaveDraft();
  const [consenting, setConsenting] = useState(false);
  const [kept, setKept] = useState<string | null>(null);
  const look = useMutation({
    mutationFn: () => platform.previewChanges(asked(form, changed, online ? "live" : "local")),
  });
  const key = JSON.stringify(changed);
  const looked = useRef("");
  const preview = looked.current === key ? (look.data ?? null) : null;
  const hasRefused = refused || changed.some(({ typed }) => typed.kind === "refused");
  const ready = changed.length > 0 && !hasRefused && blocked === null && !sending.busy;

  const handleLook = (): void => {
    looked.current = key;
    setKept(null);
    sending.reset();
    look.mutate();
  };
  const canSend = (of: ChangePreview): boolean => of.checked !== "local" && of.canBeSent > 0;
  const handleSend = (): void => {
    if (preview === null || !canSend(preview)) return;
    if (preview.asks || preview.amountsToType.length > 0) setConsenting(true);
    else sending.send(preview.id, NO_CONSENT);
  };
  const handleKeep = (): void => {
    if (preview === null) return;
    const name = texts.draftName(form.name).slice(0, 200);
    save.mutate(
      { previewId: preview.id, name },
      {
        onSuccess: () => {
          setKept(name);
          void onSettled();
        },
      },
    );
  };
  useHotkeys(
    [
      {
        keys: "Ctrl+Enter",
        label: texts.keys.send,
        group: texts.keyGroup,
        everywhere: true,
        run: () => (preview === null ? handleLook() : handleSend()),
      },
    ],
    ready,
  );
  const rows = sending.detail?.rows ?? null;
  const succeeded = rows?.every(({ outcome }) => isDone(outcome)) ?? false;
  const settled = useRef(onSettled);
  settled.current = onSettled;
  useEffect(() => {
    if (succeeded) void settled.current();
  }, [succeeded]);

  if (changed.length === 0 && rows === null && kept === null && !sending.busy) return null;
  return (
    <section className={styles.send} aria-label={texts.title(changed.length)} data-testid="form-send">
      {look.error !== null && <ErrorState error={toIpcError(look.error)} />}
      {sending.error !== null && <ErrorState error={sending.error} />}
      {save.error !== null && <ErrorState error={toIpcError(save.error)} />}
      {kept !== null && <p className={styles.done}>{texts.kept(kept)}</p>}
      {preview !== null && rows === null && changed.length > 0 && (
        <>
          <b className={styles.sendTitle}>{texts.title(changed.length)}</b>
          <PreviewBody preview={preview} named={false} timeZone={form.timeZone} />
        </>
      )}
      {rows?.map((row) => (
        <p key={row.item} className={isDone(row.outcome) ? styles.done : styles.error} role="status">
          {outcomeWords(row)}
        </p>
      ))}
      {changed.length > 0 && (
        <div className={styles.sendActs}>
          {!online && <span className={styles.quiet}>{texts.offline}</span>}
          <span className={styles.grow} />
          {preview === null ? (
            <Button
              kind="primary"
              keys="Ctrl+Enter"
              busy={look.isPending}
              disabled={!ready}
              data-testid="form-look"
              onClick={handleLook}
            >
              {texts.review(changed.length)}
            </Button>
          ) : (
            <>
              <Button busy={save.isPending} data-testid="form-keep" onClick={handleKeep}>
                {texts.keep}
              </Button>
              {online && (
                <Button
                  kind="primary"
                  keys="Ctrl+Enter"
                  busy={sending.busy}
                  disabled={!ready || !canSend(preview)}
                  data-testid="form-confirm"
                  onClick={handleSend}
                >
                  {texts.send(changed.length)}
                </Button>
              )}
            </>
          )}
        </div>
      )}
      {consenting && preview !== null && (
        <ConsentDialog
          preview={preview}
          rows={preview.rows}
          onOpenChange={() => setConsenting(false)}
          onConsent={(consent) => {
            setConsenting(false);
            sending.send(preview.id, consent);
          }}
        />
      )}
    </section>
  );
}
