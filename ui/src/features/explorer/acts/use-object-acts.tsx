import { type ReactNode, useState } from "react";
import type { IconName } from "@/components/ui/icon";
import { useHotkeys } from "@/lib/use-hotkeys";
import type { ExplorerRow } from "@/platform";
import type { RowsRequest } from "../api/rows";
import { isSelected, NO_SELECTION, type Selection } from "../model/selection";
import { explorerTexts } from "../texts";
import { DuplicateDialog } from "./duplicate-dialog";
import { StatusDialog } from "./status-dialog";
import { type Targets, targetsOf } from "./targets";
import { actTexts as texts } from "./texts";

export type ObjectActKind = "duplicate" | "archive" | "delete";

/** Acts on objects as a whole, with their keys. */
export const OBJECT_ACTS: readonly { kind: ObjectActKind; icon: IconName; keys: string; label: string }[] = [
  { kind: "duplicate", icon: "copy", keys: "D", label: texts.keys.duplicate },
  { kind: "archive", icon: "backup", keys: "Shift+Delete", label: texts.keys.archive },
  { kind: "delete", icon: "trash", keys: "Delete", label: texts.keys.delete },
];

interface ObjectActsInput {
  selection: Selection;
  request: RowsRequest;
  total: number;
  focused: ExplorerRow | undefined;
  /** Gives the keyboard back to the table. */
  onClosed: () => void;
}

/** Archive, delete and duplicate: what they are about, and the dialog that asks. */
export interface ObjectActs {
  /** With a row that is not selected, the act is about that one alone. */
  ask: (kind: ObjectActKind, row?: ExplorerRow) => void;
  /** Why nothing was asked, or what was said last. */
  said: string | null;
  dialog: ReactNode;
}

export function useObjectActs({ selection, request, total, focused, onClosed }: ObjectActsInput): ObjectActs {
  const [asked, setAsked] = useState<{ kind: ObjectActKind; targets: Targets } | null>(null);
  const [said, setSaid] = useState<string | null>(null);
  const ask = (kind: ObjectActKind, row?: ExplorerRow): void => {
    const alone = row !== undefined && !isSelected(selection, row.id);
    const targets = targetsOf({
      selection: alone ? NO_SELECTION : selection,
      request,
      total,
      focused: row ?? focused,
    });
    if ("why" in targets) return setSaid(targets.why);
    setSaid(null);
    setAsked({ kind, targets });
  };
  useHotkeys(
    OBJECT_ACTS.map(({ kind, keys, label }) => ({
      keys,
      label,
      group: explorerTexts.keys.group,
      run: () => ask(kind),
    })),
    asked === null,
  );
  const close = (): void => setAsked(null);
  const handlers = { onClose: close, onClosed, onSaid: setSaid };
  const dialog =
    asked === null ? null : asked.kind === "duplicate" ? (
      <DuplicateDialog targets={asked.targets} request={request} {...handlers} />
    ) : (
      <StatusDialog kind={asked.kind} targets={asked.targets} {...handlers} />
    );
  return { ask, said, dialog };
}
