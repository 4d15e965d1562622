import { useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { useWriteState } from "@/api/writes";
import { ConsentDialog } from "@/components/changes/consent-dialog";
import { effectWords, writesBlocked } from "@/components/changes/words";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Banner, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { joinSentences } from "@/lib/sentences";
import { formatDuration } from "@/lib/times";
import { useHotkeys } from "@/lib/use-hotkeys";
import { type DraftInfo, toIpcError } from "@/platform";
import { ConflictList } from "./conflict-list";
import { DeleteDialog, ExportDialog, RenameDialog } from "./draft-dialogs";
import { DraftResult } from "./draft-result";
import { DraftRows } from "./draft-rows";
import styles from "./draft-view.module.css";
import { rowState, rowsToSend } from "./model";
import { texts } from "./texts";
import { type OpenedDraft, useDraft } from "./use-draft";

interface DraftViewProps {
  draft: DraftInfo;
  nowMs: number;
  /** Something of it is sent now. */
  onSending: () => void;
  /** What became of it was read. */
  onRead: () => void;
  onClose: () => void;
}

/** How many rows stand how, and which would be sent. */
function counted(opened: OpenedDraft) {
  const states = opened.rows.map((row) => rowState(row, opened.choices));
  const count = (wanted: (typeof states)[number]): number =>
    states.filter((state) => state === wanted).length;
  return {
    ready: rowsToSend(opened.rows, opened.choices, opened.leftOut),
    conflicts: count("conflict"),
    refused: count("refused"),
    live: count("kept_live"),
  };
}

/** Why nothing of the draft can be sent right now, in words; `null` where it can. */
function useBlocked(opened: OpenedDraft): string | null {
  const workspace = useWorkspace();
  const writes = useWriteState();
  if (!opened.online) return texts.view.offline;
  const blocked = writesBlocked(writes, workspace);
  if (blocked !== null) return blocked;
  return opened.compared ? null : (opened.look?.preview.problem?.message ?? null);
}

/** One draft, looked at again: what would change, what somebody else changed meanwhile, and the send. */
export function DraftView({ draft, nowMs, onSending, onRead, onClose }: DraftViewProps) {
  const opened = useDraft(draft, onSending);
  const { look, sending, stage } = opened;
  const blocked = useBlocked(opened);
  const counts = counted(opened);
  const canSend = counts.ready.length > 0 && blocked === null && opened.compared && stage.kind !== "checking";
  const showsResult = sending.changeId !== null;
  useHotkeys(
    [
      {
        keys: "Ctrl+Enter",
        label: texts.acts.send,
        group: texts.group,
        everywhere: true,
        run: () => {
          if (canSend) void opened.send();
        },
      },
    ],
    !showsResult && stage.kind !== "asking",
  );
  const failure = opened.error ?? null;
  const hasNotice = failure !== null || stage.kind === "failed" || sending.error !== null;

  return (
    <section className={styles.view} aria-label={draft.name} data-testid="draft-view">
      <Head draft={draft} opened={opened} nowMs={nowMs} onDeleted={onClose} />
      {blocked !== null && !showsResult && (
        <Banner tone="neutral" testId="draft-blocked">
          {joinSentences(blocked)}
        </Banner>
      )}
      {stage.kind === "changed_again" && (
        <Banner tone="warn" testId="changed-again">
          {texts.view.changedAgain}
        </Banner>
      )}
      {hasNotice && (
        <div className={styles.notices}>
          {failure !== null && (
            <ErrorState
              error={toIpcError(failure)}
              action={<Button onClick={opened.lookAgain}>{texts.view.again}</Button>}
            />
          )}
          {stage.kind === "failed" && <ErrorState error={stage.error} />}
          {sending.error !== null && <ErrorState error={sending.error} />}
        </div>
      )}
      {look === null && failure === null && <LoadingRows label={texts.reading} rows={6} />}
      {showsResult ? (
        <DraftResult
          sending={sending}
          onClose={() => {
            opened.closeResult();
            onRead();
          }}
        />
      ) : (
        look !== null && (
          <>
            {opened.conflicts.length > 0 && <ConflictList draft={draft} opened={opened} nowMs={nowMs} />}
            <DraftRows opened={opened} />
          </>
        )
      )}
      {!showsResult && look !== null && (
        <footer className={styles.foot}>
          <span className={styles.summary} role="status">
            {texts.view.head(counts.ready.length, counts.conflicts, counts.refused, counts.live)}
            <Effect opened={opened} />
          </span>
          {counts.ready.length === 0 && counts.conflicts === 0 && counts.live > 0 ? (
            <Button kind="primary" data-testid="finish-draft" onClick={() => void opened.finish()}>
              {texts.view.finish}
            </Button>
          ) : (
            <Button
              kind="primary"
              keys="Ctrl+Enter"
              data-testid="send-draft"
              busy={stage.kind === "checking"}
              disabled={!canSend}
              onClick={() => void opened.send()}
            >
              {counts.ready.length === 0 ? texts.view.nothing : texts.view.send(counts.ready.length)}
            </Button>
          )}
        </footer>
      )}
      {stage.kind === "asking" && (
        <ConsentDialog
          preview={stage.preview}
          rows={stage.preview.rows}
          onOpenChange={() => opened.setStage({ kind: "looking_at_rows" })}
          onConsent={(consent) => opened.begin(stage.preview, consent)}
        />
      )}
    </section>
  );
}

/** What the whole draft may cost, where all of it would be sent. */
function Effect({ opened }: { opened: OpenedDraft }) {
  const everything = rowsToSend(opened.rows, opened.choices, opened.leftOut).length === opened.rows.length;
  const words = everything ? effectWords(opened.look?.preview.effects ?? []) : null;
  if (words === null) return null;
  return (
    <span className="tnum">
      {" "}
      · {texts.view.effect} {words}
    </span>
  );
}

interface HeadProps {
  draft: DraftInfo;
  opened: OpenedDraft;
  nowMs: number;
  onDeleted: () => void;
}

function Head({ draft, opened, nowMs, onDeleted }: HeadProps) {
  const [asked, setAsked] = useState<"rename" | "export" | "delete" | null>(null);
  const close = (open: boolean): void => {
    if (!open) setAsked(null);
  };
  const by = draft.fromFile ? draft.madeBy : null;
  const seen = opened.comparing
    ? texts.view.looking
    : opened.compared
      ? texts.view.looked
      : texts.view.notLooked;
  return (
    <header className={styles.head}>
      <div className={styles.titles}>
        <h2 className="ellipsis">
          <bdi>{draft.name}</bdi>
        </h2>
        <p className={styles.facts}>
          {draft.what} · {texts.view.made(`${formatDuration(nowMs - draft.madeAtMs)} ago`, by)} · {seen}
        </p>
        {draft.fromFile && <p className={styles.facts}>{texts.view.file}</p>}
      </div>
      <Button
        size="small"
        icon="refresh"
        busy={opened.comparing}
        disabled={!opened.online}
        data-testid="look-again"
        onClick={opened.lookAgain}
      >
        {texts.view.again}
      </Button>
      <Menu
        label={texts.view.more}
        align="end"
        trigger={
          <Button size="small" icon="more" iconOnly aria-label={texts.view.more} data-testid="draft-more" />
        }
      >
        <MenuItem icon="pencil" onSelect={() => setAsked("rename")}>
          {texts.view.rename}
        </MenuItem>
        <MenuItem icon="download" onSelect={() => setAsked("export")}>
          {texts.view.export}
        </MenuItem>
        <MenuItem icon="trash" onSelect={() => setAsked("delete")}>
          {texts.view.delete}
        </MenuItem>
      </Menu>
      {asked === "rename" && <RenameDialog draft={draft} open onOpenChange={close} />}
      {asked === "export" && <ExportDialog draft={draft} open onOpenChange={close} />}
      {asked === "delete" && <DeleteDialog draft={draft} open onOpenChange={close} onDeleted={onDeleted} />}
    </header>
  );
}
