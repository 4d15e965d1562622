import { Popover } from "radix-ui";
import { type RefObject, useRef } from "react";
import { nameWords } from "@/components/changes/words";
import type { ExplorerRow } from "@/platform";
import type { EditField } from "../model/tree-keys";
import { type Editable, editableOf } from "./editable";
import styles from "./editor.module.css";
import type { EditorProps } from "./editor-shell";
import { AmountEditor, BidEditor, NameEditor, ScheduleEditor, StatusEditor } from "./editors";
import { editTexts } from "./texts";

/** What is being edited. */
export interface OpenEdit {
  row: ExplorerRow;
  field: EditField;
  /** What was typed on the cell already. */
  typed: string | undefined;
  /** What can be edited, as it was when it was opened: what is seen meanwhile is told by the difference. */
  what: Extract<Editable, { can: true }>;
}

/** An edit of the row, or why there is none. */
export function openEdit(
  row: ExplorerRow,
  field: EditField,
  typed: string | undefined,
): OpenEdit | { why: string } {
  const what = editableOf(row, field);
  return what.can ? { row, field, typed, what } : { why: what.why };
}

interface Props extends Omit<EditorProps, "row"> {
  edit: OpenEdit;
  /** Where the cell is now; `null` while it is not on the screen. */
  cellRect: (edit: OpenEdit) => DOMRect | null;
  /** Takes the keyboard back. */
  onClosed: () => void;
}

/** Where the cell is, or was when it was last seen: what scrolls away takes nothing along. */
function useAnchor(
  edit: OpenEdit,
  cellRect: Props["cellRect"],
): RefObject<{ getBoundingClientRect: () => DOMRect }> {
  // Where the row is not on the screen it hangs from what was pressed.
  const last = useRef(document.activeElement?.getBoundingClientRect() ?? null);
  const latest = useRef({ edit, cellRect });
  latest.current = { edit, cellRect };
  return useRef({
    getBoundingClientRect: () => {
      const now = latest.current.cellRect(latest.current.edit);
      last.current = now ?? last.current;
      return last.current ?? new DOMRect(0, 0, 0, 0);
    },
  });
}

function Editor({ edit, ...props }: EditorProps & { edit: OpenEdit }) {
  const { what, typed } = edit;
  switch (what.kind) {
    case "status":
      return <StatusEditor {...props} to={what.to} />;
    case "budget":
      return <AmountEditor {...props} field={what.field} nowMinor={what.nowMinor} typed={typed} />;
    case "bid":
      return <BidEditor {...props} />;
    case "name":
      return <NameEditor {...props} typed={typed} />;
    case "schedule":
      return <ScheduleEditor {...props} />;
  }
}

/** The editor of a cell, hanging from it. Esc drops what was typed. */
export function CellEditor({ edit, cellRect, onClosed, ...props }: Props) {
  const anchor = useAnchor(edit, cellRect);
  const { row, field } = edit;
  const title = editTexts.fields[field];
  return (
    <Popover.Root open onOpenChange={(open) => !open && props.onClose()}>
      <Popover.Anchor virtualRef={anchor} />
      <Popover.Portal>
        <Popover.Content
          className={styles.popover}
          aria-label={`${title} of ${row.name}`}
          data-testid="cell-editor"
          align="start"
          sideOffset={2}
          collisionPadding={8}
          updatePositionStrategy="always"
          // Focus may be taken back by what closes elsewhere, such as the palette; only a click drops the edit.
          onFocusOutside={(event) => event.preventDefault()}
          onCloseAutoFocus={(event) => {
            event.preventDefault();
            onClosed();
          }}
        >
          <div className={styles.head}>
            <b>{title}</b>
            <span className={styles.name}>{nameWords(row.name, row.id)}</span>
          </div>
          <Editor {...props} row={row} edit={edit} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
