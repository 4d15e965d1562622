import { type ComponentProps, type ReactNode, useId } from "react";
import styles from "./fields.module.css";
import { Icon, type IconName } from "./icon";

type Props = Omit<ComponentProps<"input">, "size"> & {
  /** Always there for screen readers; `hideLabel` hides it from the eye where a heading says the same. */
  label: string;
  hideLabel?: boolean;
  /** What it is for, below the field. */
  hint?: ReactNode;
  /** Why it is refused. */
  error?: string | undefined;
  icon?: IconName;
  /** Ids, keys, paths. */
  mono?: boolean;
  size?: "small" | "normal";
  /** At the end, inside the box. */
  end?: ReactNode;
};

export function TextField(props: Props) {
  const {
    label,
    hideLabel = false,
    hint,
    error,
    icon,
    mono = false,
    size = "normal",
    end,
    className,
    ...input
  } = props;
  const id = useId();
  const described = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`]
    .filter(Boolean)
    .join(" ");
  return (
    <div className={[styles.field, className].filter(Boolean).join(" ")}>
      <label htmlFor={id} className={hideLabel ? "visually-hidden" : styles.label}>
        {label}
      </label>
      <div
        className={[styles.box, mono && styles.mono, size === "small" && styles.small]
          .filter(Boolean)
          .join(" ")}
        data-invalid={error !== undefined}
      >
        {icon !== undefined && <Icon name={icon} />}
        <input
          id={id}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          aria-invalid={error !== undefined || undefined}
          aria-describedby={described || undefined}
          {...input}
        />
        {end}
      </div>
      {error !== undefined && (
        <p id={`${id}-error`} className={styles.error} role="alert">
          {error}
        </p>
      )}
      {hint !== undefined && (
        <div id={`${id}-hint`} className={styles.hint}>
          {hint}
        </div>
      )}
    </div>
  );
}
