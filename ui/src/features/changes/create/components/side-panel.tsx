import { useState } from "react";
import { toIpcError } from "@/api/errors";
import { useApplyChanges, useSaveDraft, useWriteState } from "@/api/writes";
import { writesBlocked } from "@/components/changes/words";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Icon } from "@/components/ui/icon";
import { useHotkeys } from "@/lib/use-hotkeys";
import type { IpcError, NewObject, WorkspaceState } from "@/platform";
import styles from "../create.module.css";
import type { CreateLook } from "../hooks/use-create-look";
import type { Unreadable } from "../model/new-objects";
import { texts } from "../texts";
import { MadeList } from "./made-list";

type Props = {
  workspace: WorkspaceState;
  objects: readonly NewObject[];
  unreadable: readonly Unreadable[];
  look: CreateLook;
  isTouched: (level: string, field: string) => boolean;
  onAttempt: () => void;
  onSent: (changeId: string) => void;
};

/** What will be made, what is still to do, and the way to make it: looked at by the core, checked by Meta, then sent. */
export function SidePanel({ workspace, objects, unreadable, look, isTouched, onAttempt, onSent }: Props) {
  const t = texts.side;
  const state = useWriteState();
  const apply = useApplyChanges();
  const save = useSaveDraft();
  const [asked, setAsked] = useState<string | null>(null);
  const [drafted, setDrafted] = useState<string | null>(null);
  const [failed, setFailed] = useState<IpcError | null>(null);
  const { preview } = look;
  const blocked = writesBlocked(state, workspace);
  const online = workspace.online;
  const fits =
    look.current &&
    preview !== null &&
    unreadable.length === 0 &&
    preview.refusals.length === 0 &&
    preview.canBeSent === objects.length;
  const accepted = fits && look.checked;
  const consented = preview !== null && (!preview.asks || asked === preview.planHash);
  const canSend = accepted && consented && blocked === null && !apply.isPending;

  const send = (): void => {
    if (!canSend || preview === null) return;
    setFailed(null);
    apply.mutate(
      { previewId: preview.id, asked: preview.asks, amounts: [] },
      { onSuccess: (run) => onSent(run.changeId), onError: (error) => setFailed(toIpcError(error)) },
    );
  };
  const act = (): void => {
    onAttempt();
    if (accepted) send();
    else if (fits && !look.checking) look.check();
  };
  const draft = (): void => {
    if (preview === null) return;
    const name = preview.rows[0]?.name ?? texts.title.campaign;
    save.mutate(
      { previewId: preview.id, name },
      { onSuccess: (info) => setDrafted(info.name), onError: (error) => setFailed(toIpcError(error)) },
    );
  };
  useHotkeys([
    {
      keys: "Ctrl+Enter",
      label: accepted ? t.make(objects.length) : t.check,
      group: texts.keyGroup,
      everywhere: true,
      run: act,
    },
  ]);
  const partly = objects.length > 1 && objects.some(({ parentItem }) => parentItem !== null);
  const problem = failed ?? look.error ?? (look.current ? preview?.problem : null) ?? null;

  return (
    <>
      <div className={styles.sideBody}>
        <h2 className={styles.sideTitle}>{t.title}</h2>
        <MadeList objects={objects} preview={preview} unreadable={unreadable} isTouched={isTouched} />
        {look.current &&
          preview?.refusals.map(({ why, name }) => (
            <p key={`${name}${why}`} className={styles.said} role="alert">
              {why}
            </p>
          ))}
        {fits && !look.checked && !look.checking && <p className={styles.quiet}>{t.ready}</p>}
        {look.checking && (
          <p className={styles.quiet} role="status">
            {t.checking}
          </p>
        )}
        {accepted && (
          <p className={styles.good} role="status">
            <Icon name="check" />
            <span>{partly ? t.partly : t.checked}</span>
          </p>
        )}
        {accepted && preview?.asks === true && (
          <Checkbox checked={consented} onChange={(yes) => setAsked(yes ? preview.planHash : null)}>
            {t.asked}
          </Checkbox>
        )}
        {problem !== null && (
          <p className={styles.said} role="alert">
            {problem.message}
          </p>
        )}
        {!online && <p className={styles.quiet}>{t.offline}</p>}
        {blocked !== null && <p className={styles.said}>{blocked}</p>}
        {drafted !== null && (
          <p className={styles.good} role="status">
            {t.drafted(drafted)}
          </p>
        )}
        <p className={styles.quiet}>{texts.paused}</p>
      </div>
      <div className={styles.acts}>
        <Button onClick={draft} disabled={!fits || drafted !== null} busy={save.isPending}>
          {t.draft}
        </Button>
        {online && (
          <Button
            kind="primary"
            data-testid="create-act"
            keys="Ctrl+Enter"
            onClick={act}
            // With something missing it says what, beside the fields.
            disabled={!look.current || (accepted && !canSend)}
            busy={look.checking || apply.isPending}
          >
            {accepted ? t.make(objects.length) : t.check}
          </Button>
        )}
      </div>
    </>
  );
}
