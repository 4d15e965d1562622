import { Button } from "@/components/ui/button";
import { Menu, MenuCheck, MenuItem, MenuSeparator } from "@/components/ui/menu";
import type { ExplorerColumn } from "@/platform";
import styles from "../explorer-page.module.css";
import { COLUMNS, shownColumns, toggledColumn } from "../model/columns";

interface ColumnMenuProps {
  kept: readonly ExplorerColumn[];
  /** Columns that would be shown if there were room for them. */
  folded: readonly ExplorerColumn[];
  onColumns: (columns: ExplorerColumn[]) => void;
  onStandardWidths: () => void;
}

/** Which columns are shown; kept in the settings. */
export function ColumnMenu({ kept, folded, onColumns, onStandardWidths }: ColumnMenuProps) {
  const shown = new Set(shownColumns(kept).map((spec) => spec.key));
  return (
    <Menu
      label="Columns"
      align="end"
      trigger={
        <Button icon="columns" aria-label={`Columns, ${shown.size} shown`}>
          Columns
        </Button>
      }
    >
      {COLUMNS.map((spec) => (
        <MenuCheck
          key={spec.key}
          checked={shown.has(spec.key)}
          disabled={spec.key === "name"}
          onChange={() => onColumns(toggledColumn(kept, spec.key))}
        >
          {spec.label}
          {folded.includes(spec.key) && <span className={styles.noRoom}>no room</span>}
        </MenuCheck>
      ))}
      <MenuSeparator />
      <MenuItem icon="restore" onSelect={() => onColumns([])}>
        Standard columns
      </MenuItem>
      <MenuItem icon="restore" onSelect={onStandardWidths}>
        Standard widths
      </MenuItem>
    </Menu>
  );
}
