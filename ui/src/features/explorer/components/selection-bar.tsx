import { Button } from "@/components/ui/button";
import styles from "../explorer-page.module.css";
import { TOTAL_HEIGHT } from "./tree-table";

interface SelectionBarProps {
  count: number;
  /** Rows of totals at the foot of the table, which the bar leaves in sight. */
  totalRows: number;
  onCopy: () => void;
  onClear: () => void;
}

/** Floats over the table while rows are selected. It offers what can be done with them now. */
export function SelectionBar({ count, totalRows, onCopy, onClear }: SelectionBarProps) {
  if (count === 0) return null;
  return (
    <div
      className={styles.selection}
      style={{ bottom: totalRows * TOTAL_HEIGHT + 14 }}
      role="toolbar"
      aria-label="Selected rows"
    >
      <span className={styles.selected}>
        {count} {count === 1 ? "row" : "rows"} selected
      </span>
      <Button kind="quiet" size="small" icon="copy" keys="Ctrl+C" onClick={onCopy}>
        Copy as table
      </Button>
      <Button kind="quiet" size="small" icon="close" keys="Escape" onClick={onClear}>
        Clear
      </Button>
    </div>
  );
}
