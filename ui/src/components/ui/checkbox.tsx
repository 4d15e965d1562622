import { Checkbox as Radix } from "radix-ui";
import { type ReactNode, useId } from "react";
import styles from "./fields.module.css";
import { Icon } from "./icon";

type Props = {
  checked: boolean | "indeterminate";
  onChange: (checked: boolean) => void;
  /** Needed where there is no visible text beside it. */
  label?: string;
  disabled?: boolean;
  /** Rows of a table take the focus themselves. */
  tabIndex?: number;
  children?: ReactNode;
};

export function Checkbox({ checked, onChange, label, disabled = false, tabIndex, children }: Props) {
  const id = useId();
  const box = (
    <Radix.Root
      id={id}
      className={styles.check}
      checked={checked}
      disabled={disabled}
      {...(tabIndex === undefined ? {} : { tabIndex })}
      {...(label === undefined ? {} : { "aria-label": label })}
      onCheckedChange={(next) => onChange(next === true)}
    >
      <Radix.Indicator>
        <Icon name={checked === "indeterminate" ? "minus" : "check"} size={11} />
      </Radix.Indicator>
    </Radix.Root>
  );
  if (children === undefined) return box;
  return (
    <span className={styles.checkLine}>
      {box}
      <label htmlFor={id}>{children}</label>
    </span>
  );
}
