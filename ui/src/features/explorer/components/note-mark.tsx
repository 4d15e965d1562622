import { Icon, type IconName } from "@/components/ui/icon";
import type { RowNote } from "../editing/notes";
import styles from "./note-mark.module.css";

const ICONS: Record<RowNote["tone"], IconName> = {
  draft: "pencil",
  busy: "arrow-up",
  done: "check",
  failed: "warning",
};

/** What a cell says about a change of it: a pencil and the new value for a draft, a mark for what was sent. */
export function NoteMark({ note }: { note: RowNote }) {
  return (
    <span
      className={styles.mark}
      data-tone={note.tone}
      data-column={note.column}
      data-testid="row-note"
      title={note.title}
    >
      {note.tone === "draft" && note.after !== null && <span className={styles.arrow}>→</span>}
      {note.tone === "draft" && note.after !== null && <span className={styles.after}>{note.after}</span>}
      <Icon name={ICONS[note.tone]} size={11} />
      <span className="visually-hidden">{note.title}</span>
    </span>
  );
}
