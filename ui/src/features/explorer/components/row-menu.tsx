import { ContextMenu } from "radix-ui";
import floating from "@/components/ui/floating.module.css";
import { Icon, type IconName } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import type { ExplorerRow } from "@/platform";
import { OBJECT_ACTS, type ObjectActKind } from "../acts/use-object-acts";
import { editableOf } from "../editing/editable";
import { editTexts } from "../editing/texts";
import type { EditField } from "../model/tree-keys";
import styles from "./row-menu.module.css";

const ITEMS: readonly { field: EditField; icon: IconName; keys: string }[] = [
  { field: "status", icon: "pause", keys: "P" },
  { field: "budget", icon: "pencil", keys: "B" },
  { field: "bid", icon: "pencil", keys: "Shift+B" },
  { field: "schedule", icon: "calendar", keys: "Shift+E" },
  { field: "name", icon: "pencil", keys: "F2" },
];

interface Props {
  /** The row it is about; `undefined` before it was ever opened. */
  row: ExplorerRow | undefined;
  /** Why nothing may be sent, in words. */
  blocked: string | null;
  onEdit: (field: EditField) => void;
  onAct: (kind: ObjectActKind, row: ExplorerRow) => void;
  /** Takes the keyboard back, unless an editor has it. */
  onClosed: () => void;
}

/** What can be done with one row. What cannot is there too, with the reason. */
export function RowMenu({ row, blocked, onEdit, onAct, onClosed }: Props) {
  return (
    <ContextMenu.Portal>
      <ContextMenu.Content
        className={floating.menu}
        aria-label={editTexts.menu}
        collisionPadding={8}
        onCloseAutoFocus={(event) => {
          event.preventDefault();
          onClosed();
        }}
      >
        {row !== undefined &&
          ITEMS.map(({ field, icon, keys }) => {
            const what = editableOf(row, field);
            const why = what.can ? blocked : what.why;
            return (
              <ContextMenu.Item
                key={field}
                className={floating.item}
                disabled={why !== null}
                title={why ?? undefined}
                onSelect={() => onEdit(field)}
              >
                <Icon name={what.can && what.kind === "status" && what.to === "ACTIVE" ? "play" : icon} />
                {label(field, what.can && what.kind === "status" ? what.to : null)}
                <span className={floating.end}>
                  <Kbd keys={keys} />
                </span>
              </ContextMenu.Item>
            );
          })}
        {row !== undefined && row.level !== "account" && (
          <>
            <ContextMenu.Separator className={floating.separator} />
            {OBJECT_ACTS.map(({ kind, icon, keys, label: words }) => (
              <ContextMenu.Item key={kind} className={floating.item} onSelect={() => onAct(kind, row)}>
                <Icon name={icon} />
                {words}
                <span className={floating.end}>
                  <Kbd keys={keys} />
                </span>
              </ContextMenu.Item>
            ))}
          </>
        )}
        {blocked !== null && <ContextMenu.Label className={styles.why}>{blocked}</ContextMenu.Label>}
      </ContextMenu.Content>
    </ContextMenu.Portal>
  );
}

function label(field: EditField, to: "ACTIVE" | "PAUSED" | null): string {
  if (to === null) return editTexts.keys[field];
  return to === "PAUSED" ? editTexts.verbs.pause : editTexts.verbs.start;
}
