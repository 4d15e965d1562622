import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { usePlatform } from "@/api/platform-context";
import { PreviewBody } from "@/components/changes/preview-body";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState, LoadingRows } from "@/components/ui/view-states";
import type { WantedChange } from "@/platform";
import { ActOutcome } from "./act-outcome";
import styles from "./acts.module.css";
import { countAll, type Targets } from "./targets";
import { actTexts as texts } from "./texts";
import { useActPreview } from "./use-act-preview";

/** Objects whose descendants are looked up. */
const MOST_LOOKED_BELOW = 500;

interface StatusDialogProps {
  kind: "archive" | "delete";
  targets: Targets;
  onClose: () => void;
  /** The dialog has gone. */
  onClosed: () => void;
  /** Something to say in the status line. */
  onSaid: (text: string) => void;
}

/** What goes along, by what is here. */
function useBelow({ objects, counts }: Targets) {
  const platform = usePlatform();
  const asks = objects.length > 0 && objects.length <= MOST_LOOKED_BELOW;
  const below = useQuery({
    queryKey: ["below", objects],
    queryFn: () => platform.listBelow({ objects }),
    enabled: asks,
    staleTime: 0,
  });
  const onlyAds = counts.every(([level]) => level === "ad");
  if (onlyAds) return null;
  if (!asks) return texts.belowUnknown;
  if (below.data === undefined || below.data.adSets + below.data.ads === 0) return null;
  return texts.below(below.data, counts);
}

/** Archiving or deleting: what it is about, what goes along, what cannot be done, and one button that says it all. */
export function StatusDialog({ kind, targets, onClose, onClosed, onSaid }: StatusDialogProps) {
  const words = texts[kind];
  const { counts } = targets;
  const below = useBelow(targets);
  const wanted = useMemo(() => {
    const value = { kind: "status" as const, value: kind === "delete" ? "DELETED" : "ARCHIVED" };
    const change: WantedChange = {
      selection: targets.selection,
      edit: { edit: "set", field: "status", value },
    };
    return { changes: [change], new: [] };
  }, [kind, targets]);
  const act = useActPreview(wanted);
  const { preview, sending, online, blocked } = act;
  const sent = sending.changeId !== null;
  const can = preview !== null && preview.canBeSent > 0 && blocked === null;
  const handleKeep = (): void =>
    act.keep(words.confirm(counts), () => {
      onSaid(texts.kept);
      onClose();
    });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      onClosed={onClosed}
      title={words.title(counts)}
      description={words.text(counts)}
      actions={
        sent ? (
          <Button onClick={onClose}>{texts.close}</Button>
        ) : (
          <>
            <Button onClick={onClose}>{texts.cancel}</Button>
            {online ? (
              <Button
                kind="danger"
                icon={kind === "delete" ? "trash" : "backup"}
                data-testid="confirm"
                busy={act.looking || sending.busy}
                disabled={!can}
                onClick={() => preview !== null && sending.send(preview.id, { asked: true, amounts: [] })}
              >
                {words.confirm(counts)}
              </Button>
            ) : (
              <Button data-testid="keep" busy={act.keeping} disabled={preview === null} onClick={handleKeep}>
                {texts.keep}
              </Button>
            )}
          </>
        )
      }
    >
      <div className={styles.body}>
        {below !== null && !sent && <p className={styles.below}>{below}</p>}
        {blocked !== null && !sent && <p className={styles.blocked}>{blocked}</p>}
        {!online && !sent && <p className={styles.quiet}>{texts.offline}</p>}
        {act.error !== null && <ErrorState error={act.error} />}
        {sent ? (
          <ActOutcome sending={sending} />
        ) : preview === null ? (
          act.error === null && (
            <LoadingRows label={texts.looking} rows={Math.min(4, Math.max(1, countAll(targets)))} />
          )
        ) : (
          <PreviewBody preview={preview} named />
        )}
      </div>
    </Dialog>
  );
}
