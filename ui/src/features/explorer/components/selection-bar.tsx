import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Tooltip } from "@/components/ui/tooltip";
import { formatCount } from "@/lib/numbers";
import type { ObjectLevel } from "@/platform";
import { actTexts } from "../acts/texts";
import { OBJECT_ACTS, type ObjectActKind } from "../acts/use-object-acts";
import styles from "../explorer-page.module.css";
import { countOf, hasSelection, type Selection } from "../model/selection";
import { selectedWords } from "../model/sentences";
import { LEVEL_WORDS } from "../model/words";
import { explorerTexts as texts } from "../texts";
import { TOTAL_HEIGHT } from "./tree-table";

/** Room the bar takes over the totals, in pixels, with the gaps above and below it. */
export const BAR_HEIGHT = 56;

interface SelectionBarProps {
  selection: Selection;
  /** Rows of the present list. */
  total: number;
  /** Level of all rows in a flat list. */
  flat: ObjectLevel | null;
  /** Rows of totals at the foot of the table, which the bar leaves in sight. */
  totalRows: number;
  onAll: () => void;
  /** `null` where nothing that is selected can be changed. */
  onEdit: (() => void) | null;
  onCopySettings: () => void;
  onCopy: () => void;
  onAct: (kind: ObjectActKind) => void;
  onClear: () => void;
}

/** Floats over the table while rows are selected. It says how many of what, and offers what can be done with them now. */
export function SelectionBar({ selection, total, flat, totalRows, ...props }: SelectionBarProps) {
  if (!hasSelection(selection)) return null;
  const isAll = selection.whole !== null ? selection.marked.size === 0 : countOf(selection, total) >= total;
  return (
    <div
      className={styles.selection}
      style={{ bottom: totalRows * TOTAL_HEIGHT + 14 }}
      role="toolbar"
      aria-label={texts.selection.label}
    >
      <span className={styles.selected} role="status">
        {selectedWords(selection, total)}
      </span>
      {!isAll && (
        <Button kind="quiet" size="small" keys="Ctrl+A" onClick={props.onAll}>
          {texts.selection.all(formatCount(total), flat === null ? null : LEVEL_WORDS[flat].many)}
        </Button>
      )}
      {props.onEdit !== null && (
        <Button size="small" icon="pencil" keys="E" onClick={props.onEdit} data-testid="bulk-edit">
          {texts.selection.change}
        </Button>
      )}
      <Button kind="quiet" size="small" icon="copy" keys="Ctrl+C" onClick={props.onCopy}>
        {texts.selection.copy}
      </Button>
      {props.onEdit !== null && (
        <Tooltip text={texts.selection.settingsHint}>
          <Button kind="quiet" size="small" keys="Ctrl+Shift+C" onClick={props.onCopySettings}>
            {texts.selection.settings}
          </Button>
        </Tooltip>
      )}
      <Menu
        label={actTexts.menu}
        align="end"
        trigger={<Button kind="quiet" size="small" icon="more" iconOnly aria-label={actTexts.menu} />}
      >
        {OBJECT_ACTS.map(({ kind, icon, keys, label }) => (
          <MenuItem key={kind} icon={icon} keys={keys} onSelect={() => props.onAct(kind)}>
            {label}
          </MenuItem>
        ))}
      </Menu>
      <Button kind="quiet" size="small" icon="close" keys="Escape" onClick={props.onClear}>
        {texts.selection.clear}
      </Button>
    </div>
  );
}
