import { Button } from "@/components/ui/button";
import type { IconName } from "@/components/ui/icon";
import type { ExplorerRow } from "@/platform";
import { editableOf } from "../editing/editable";
import { editTexts } from "../editing/texts";
import type { EditField } from "../model/tree-keys";
import styles from "./drawer.module.css";

/** Edits of the object of the drawer. */
export interface DrawerEditing {
  /** Why nothing may be sent, in words. */
  blocked: string | null;
  onEdit: (row: ExplorerRow, field: EditField) => void;
}

const ACTS: readonly { field: EditField; icon: IconName; keys: string }[] = [
  { field: "status", icon: "pause", keys: "P" },
  { field: "budget", icon: "pencil", keys: "B" },
  { field: "name", icon: "pencil", keys: "F2" },
];

/** The acts people need most, beside the status; what the object has not is left out. */
export function DrawerActs({ row, blocked, onEdit }: DrawerEditing & { row: ExplorerRow }) {
  const acts = ACTS.flatMap((act) => {
    const what = editableOf(row, act.field);
    return what.can ? [{ ...act, starts: what.kind === "status" && what.to === "ACTIVE" }] : [];
  });
  return (
    <span className={styles.acts}>
      {acts.map(({ field, icon, keys, starts }) => (
        <Button
          key={field}
          size="small"
          icon={starts ? "play" : icon}
          keys={keys}
          disabled={blocked !== null}
          title={blocked ?? undefined}
          onClick={() => onEdit(row, field)}
        >
          {words(field, starts)}
        </Button>
      ))}
    </span>
  );
}

function words(field: EditField, starts: boolean): string {
  if (field === "status") return starts ? editTexts.verbs.start : editTexts.verbs.pause;
  return field === "name" ? editTexts.keys.name : editTexts.fields[field];
}
