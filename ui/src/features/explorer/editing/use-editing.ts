import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { useChange, useWriteState } from "@/api/writes";
import { isDone, outcomeWords, writesBlocked } from "@/components/changes/words";
import type { ExplorerRow } from "@/platform";
import type { TreeTableHandle } from "../components/tree-table";
import type { EditField } from "../model/tree-keys";
import { type OpenEdit, openEdit } from "./cell-editor";
import { editTexts } from "./texts";

/** Milliseconds a sentence stays in the status line. */
const SAID_MS = 6_000;

interface Wanted {
  row: ExplorerRow | undefined;
  /** `null` where the focused column shows no setting. */
  field: EditField | null;
  typed?: string | undefined;
  /** Rows that are selected; an edit of one row is none of theirs. */
  selected: number;
}

/** Editing in the table: which cell, why not, and what became of it. */
export function useEditing({ table }: { table: RefObject<TreeTableHandle | null> }) {
  const workspace = useWorkspace();
  const state = useWriteState();
  const [edit, setEdit] = useState<OpenEdit | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  /** The act that was sent from here last. */
  const [sentId, setSentId] = useState<string | null>(null);
  const came = useRef<Element | null>(null);
  const blocked = writesBlocked(state, workspace);
  const online = workspace?.online === true && workspace.connection.status !== "ended";

  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);

  const begin = ({ row, field, typed, selected }: Wanted): void => {
    if (row === undefined) return;
    if (field === null) return setSaid(editTexts.no.column);
    if (selected > 1) return setSaid(editTexts.selected(selected));
    const opened = openEdit(row, field, typed);
    if ("why" in opened) return setSaid(opened.why);
    if (blocked !== null) return setSaid(blocked);
    setSaid(null);
    came.current = document.activeElement;
    setEdit(opened);
  };
  const close = useCallback(() => setEdit(null), []);
  const failed = useFailure(sentId);

  return {
    edit,
    begin,
    close,
    /** Gives the keyboard back to where it was; a menu it came from is gone by then. */
    closed: () => {
      const { current: from } = came;
      if (from instanceof HTMLElement && from !== document.body && from.isConnected) {
        from.focus({ preventScroll: true });
      } else table.current?.focus();
    },
    sent: (changeId: string) => {
      setSentId(changeId);
      setEdit(null);
    },
    saved: () => {
      setSaid(editTexts.saved);
      setEdit(null);
    },
    blocked,
    online,
    sentId,
    /** What the status line says. */
    said,
    /** Why what was sent last is not as it was asked for; it stays until something else is sent. */
    failed,
  };
}

/** Why the row that was sent last is not as it was asked for; `null` where it is. */
function useFailure(sentId: string | null): string | null {
  const state = useWriteState();
  const sent = useChange(sentId);
  if (sentId === null || state?.run?.changeId !== sentId || !state.run.ended) return null;
  const row = sent?.rows.find(({ outcome }) => !isDone(outcome) && outcome !== "planned");
  return row === undefined ? null : outcomeWords(row);
}
