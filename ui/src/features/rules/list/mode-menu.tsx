import { Icon } from "@/components/ui/icon";
import { Menu, MenuRadio } from "@/components/ui/menu";
import { Tag } from "@/components/ui/tag";
import type { RuleMode } from "@/platform";
import { MODE_TONES, MODES } from "../model/modes";
import { texts } from "../texts";
import styles from "./mode-menu.module.css";

type Props = {
  name: string;
  mode: RuleMode;
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  onMode: (mode: RuleMode) => void;
};

/** How far a rule may go, and the way to let it go further or less far. */
export function ModeMenu({ name, mode, open, onOpenChange, onMode }: Props) {
  return (
    <Menu
      label={texts.acts.mode}
      {...(open === undefined ? {} : { open })}
      {...(onOpenChange === undefined ? {} : { onOpenChange })}
      trigger={
        <button
          type="button"
          className={styles.chip}
          aria-label={texts.modeOf(name, texts.modes[mode])}
          data-testid="rule-mode"
        >
          <Tag tone={MODE_TONES[mode]}>{texts.modes[mode]}</Tag>
          <Icon name="chevron-down" size={10} />
        </button>
      }
    >
      <MenuRadio
        value={mode}
        options={MODES.map((value) => ({
          value,
          label: texts.modes[value],
          end: texts.modeHints[value],
        }))}
        onChange={onMode}
      />
    </Menu>
  );
}
