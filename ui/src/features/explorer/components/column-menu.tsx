import { Button } from "@/components/ui/button";
import { Menu, MenuCheck, MenuItem, MenuSeparator } from "@/components/ui/menu";
import type { ExplorerColumn } from "@/platform";
import styles from "../explorer-page.module.css";
import { COLUMNS, shownColumns, toggledColumn } from "../model/columns";
import { explorerTexts as texts } from "../texts";

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
      label={texts.columns.title}
      align="end"
      trigger={
        <Button icon="columns" aria-label={texts.columns.shown(shown.size)}>
          {texts.columns.title}
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
          {folded.includes(spec.key) && <span className={styles.noRoom}>{texts.columns.noRoom}</span>}
        </MenuCheck>
      ))}
      <MenuSeparator />
      <MenuItem icon="restore" onSelect={() => onColumns([])}>
        {texts.columns.standard}
      </MenuItem>
      <MenuItem icon="restore" onSelect={onStandardWidths}>
        {texts.columns.standardWidths}
      </MenuItem>
    </Menu>
  );
}
