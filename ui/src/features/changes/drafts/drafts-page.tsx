import { useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { PageHead } from "@/components/page-head/page-head";
import { Button } from "@/components/ui/button";
import { EmptyState, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { useHotkeys } from "@/lib/use-hotkeys";
import { useNow } from "@/lib/use-now";
import { type DraftInfo, toIpcError } from "@/platform";
import { useDrafts, useStandings } from "./api";
import { ImportDialog } from "./draft-dialogs";
import { DraftList } from "./draft-list";
import { DraftView } from "./draft-view";
import styles from "./drafts-page.module.css";
import { type DraftGroup, groupDrafts } from "./model";
import { canAsk, useOpenDraft } from "./navigate";
import { texts } from "./texts";

function useGroups(drafts: readonly DraftInfo[]): DraftGroup[] {
  const workspace = useWorkspace();
  const standings = useStandings(drafts, canAsk(workspace));
  const accounts = workspace?.accounts;
  return useMemo(() => {
    const name = (id: string) => accounts?.find((account) => account.id === id)?.name ?? texts.account(id);
    return groupDrafts(drafts, standings, name, texts.groups);
  }, [drafts, standings, accounts]);
}

const NO_DRAFTS: DraftInfo[] = [];

/** What waits to be sent. Nothing is sent without being opened. */
export function DraftsPage() {
  const list = useDrafts();
  const { draft: openId } = useParams({ strict: false });
  const open = useOpenDraft();
  const now = useNow(30_000);
  const [importing, setImporting] = useState(false);
  /** The draft that was just sent: it is gone from the list, but what became of it is still shown. */
  const [sent, setSent] = useState<DraftInfo | null>(null);
  const drafts = list.data ?? NO_DRAFTS;
  const groups = useGroups(drafts);
  const opened =
    drafts.find(({ id }) => id === openId) ?? (sent !== null && sent.id === openId ? sent : undefined);
  useHotkeys(
    [{ keys: "Escape", label: texts.acts.back, group: texts.group, run: () => open(null) }],
    openId !== undefined,
  );

  return (
    <div className={styles.page}>
      <PageHead title={texts.title} note={drafts.length > 0 ? texts.count(drafts.length) : ""}>
        <Button icon="folder" data-testid="import-draft" onClick={() => setImporting(true)}>
          {texts.importing.button}
        </Button>
      </PageHead>
      {list.error !== null && (
        <div className={styles.failure}>
          <ErrorState
            error={toIpcError(list.error)}
            action={<Button onClick={() => void list.refetch()}>{texts.tryAgain}</Button>}
          />
        </div>
      )}
      {list.isPending && <LoadingRows label={texts.reading} />}
      {list.data !== undefined && drafts.length === 0 && opened === undefined && (
        <EmptyState title={texts.empty.title} text={texts.empty.text} />
      )}
      {(drafts.length > 0 || opened !== undefined) && (
        <div className={styles.body}>
          <DraftList groups={groups} openId={openId ?? null} nowMs={now} onOpen={open} />
          {opened === undefined ? (
            <p className={styles.hint}>{openId === undefined ? texts.nothingChosen : texts.view.gone}</p>
          ) : (
            <DraftView
              key={opened.id}
              draft={opened}
              nowMs={now}
              onSending={() => setSent(opened)}
              onRead={() => {
                setSent(null);
                if (drafts.every(({ id }) => id !== opened.id)) open(null);
              }}
              onClose={() => {
                setSent(null);
                open(null);
              }}
            />
          )}
        </div>
      )}
      <ImportDialog open={importing} onOpenChange={setImporting} onImported={({ id }) => open(id)} />
    </div>
  );
}
