import type { ComponentProps, ReactNode } from "react";
import styles from "./button.module.css";
import { Icon, type IconName } from "./icon";
import { Kbd } from "./kbd";

type Look = {
  /** `plain` has an edge, `primary` is the one act of a view, `quiet` has no edge, `danger` is red. */
  kind?: "plain" | "primary" | "quiet" | "danger";
  size?: "normal" | "small" | "large";
  icon?: IconName;
  /** The key that does the same, printed on the button. */
  keys?: string;
  /** Shows that the act is under way; the button keeps its width and cannot be pressed again. */
  busy?: boolean;
  /** No visible words: give `aria-label` as well. */
  iconOnly?: boolean;
};

export type ButtonProps = Look & ComponentProps<"button">;

export function Button({
  kind = "plain",
  size = "normal",
  icon,
  keys,
  busy = false,
  iconOnly = false,
  className,
  children,
  disabled,
  ...rest
}: ButtonProps) {
  const classes = [styles.button, styles[kind], styles[size], iconOnly && styles.iconOnly, className];
  return (
    <button
      type="button"
      className={classes.filter(Boolean).join(" ")}
      disabled={disabled === true || busy}
      aria-busy={busy || undefined}
      {...rest}
    >
      {icon !== undefined && <Icon name={icon} />}
      {children}
      {keys !== undefined && <Kbd keys={keys} onFill={kind === "primary" && disabled !== true && !busy} />}
    </button>
  );
}

/** Buttons in a row, with the usual gap. */
export function ButtonRow({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}
