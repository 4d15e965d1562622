import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import styles from "./floating.module.css";
import { Icon, type IconName } from "./icon";
import { Kbd } from "./kbd";

type MenuProps = {
  trigger: ReactNode;
  label: string;
  align?: ComponentProps<typeof Radix.Content>["align"];
  /** Where something else opens it too, such as a key. */
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  children: ReactNode;
};

/** A list of acts that hangs from a button. */
export function Menu({ trigger, label, align = "start", open, onOpenChange, children }: MenuProps) {
  const control = {
    ...(open === undefined ? {} : { open }),
    ...(onOpenChange === undefined ? {} : { onOpenChange }),
  };
  return (
    <Radix.Root modal={false} {...control}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={label}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className={styles.menu}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

type ItemProps = {
  icon?: IconName;
  keys?: string;
  disabled?: boolean;
  /** Quiet text at the end of the row. */
  end?: ReactNode;
  onSelect: () => void;
  children: ReactNode;
};

export function MenuItem({ icon, keys, disabled = false, end, onSelect, children }: ItemProps) {
  return (
    <Radix.Item className={styles.item} disabled={disabled} onSelect={onSelect}>
      {icon !== undefined && <Icon name={icon} />}
      {children}
      {(end !== undefined || keys !== undefined) && (
        <span className={styles.end}>{keys === undefined ? end : <Kbd keys={keys} />}</span>
      )}
    </Radix.Item>
  );
}

type CheckProps = {
  checked: boolean;
  onChange: (checked: boolean) => void;
  disabled?: boolean;
  children: ReactNode;
};

/** An item that is on or off; the menu stays open so that several can be set. */
export function MenuCheck({ checked, onChange, disabled = false, children }: CheckProps) {
  return (
    <Radix.CheckboxItem
      className={styles.item}
      checked={checked}
      disabled={disabled}
      onCheckedChange={onChange}
      onSelect={(event) => event.preventDefault()}
    >
      <span className={styles.tick}>
        <Radix.ItemIndicator>
          <Icon name="check" />
        </Radix.ItemIndicator>
      </span>
      {children}
    </Radix.CheckboxItem>
  );
}

type RadioProps<T extends string> = {
  value: T;
  options: readonly { value: T; label: string; end?: ReactNode }[];
  onChange: (value: T) => void;
};

export function MenuRadio<T extends string>({ value, options, onChange }: RadioProps<T>) {
  const handleChange = (next: string) => {
    const option = options.find((candidate) => candidate.value === next);
    if (option !== undefined) onChange(option.value);
  };
  return (
    <Radix.RadioGroup value={value} onValueChange={handleChange}>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} className={styles.item} value={option.value}>
          <span className={styles.tick}>
            <Radix.ItemIndicator>
              <Icon name="check" />
            </Radix.ItemIndicator>
          </span>
          {option.label}
          {option.end !== undefined && <span className={styles.end}>{option.end}</span>}
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <Radix.Label className={styles.label}>{children}</Radix.Label>
);

export const MenuSeparator = () => <Radix.Separator className={styles.separator} />;
