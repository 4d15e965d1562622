import { Button } from "@/components/ui/button";
import { Menu, MenuCheck, MenuItem, MenuSeparator } from "@/components/ui/menu";
import type { ExplorerColumn } from "@/platform";
import type { OwnFigure } from "@/view/view-analysis";
import { analysisTexts } from "../analysis-texts";
import styles from "../explorer-page.module.css";
import { ALL_COLUMNS, type ColumnKey, columnSpec, shownColumns, toggledColumn } from "../model/columns";
import { explorerTexts as texts } from "../texts";

interface ColumnMenuProps {
  kept: readonly ExplorerColumn[];
  /** Columns that would be shown if there were room for them. */
  folded: readonly ColumnKey[];
  onColumns: (columns: ExplorerColumn[]) => void;
  onStandardWidths: () => void;
  /** Figures of the person's own; their dialog opens from here. */
  own: readonly OwnFigure[];
  onOwn: (at: number | null) => void;
  onTargets: () => void;
}

/** Which columns are shown; kept in the settings. */
export function ColumnMenu(props: ColumnMenuProps) {
  const { kept, folded, onColumns, onStandardWidths, own, onOwn, onTargets } = props;
  const shown = new Set<ColumnKey>(shownColumns(kept).map((spec) => spec.key));
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
      {ALL_COLUMNS.map((key) => (
        <MenuCheck
          key={key}
          checked={shown.has(key)}
          disabled={key === "name"}
          onChange={() => onColumns(toggledColumn(kept, key))}
        >
          {columnSpec(key).label}
          {folded.includes(key) && <span className={styles.noRoom}>{texts.columns.noRoom}</span>}
        </MenuCheck>
      ))}
      <MenuSeparator />
      {own.map(({ name }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: figures are known by their places.
        <MenuItem key={at} icon="pencil" onSelect={() => onOwn(at)}>
          {analysisTexts.own.edit(name)}
        </MenuItem>
      ))}
      <MenuItem icon="plus" keys="Shift+N" onSelect={() => onOwn(null)}>
        {analysisTexts.own.add}
      </MenuItem>
      <MenuItem onSelect={onTargets}>{analysisTexts.targets.open}</MenuItem>
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
