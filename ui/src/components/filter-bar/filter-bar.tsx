import type { ReactNode } from "react";
import styles from "./filter-bar.module.css";

/** What of a list is shown: choices, a text, conditions. */
export function FilterBar({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.bar} role="toolbar" aria-label={label}>
      {children}
    </div>
  );
}

interface ChoicesProps<T> {
  label: string;
  options: readonly { key: string; value: T; label: ReactNode }[];
  isOn: (value: T) => boolean;
  onPress: (value: T) => void;
}

/** Choices side by side, each pressed or not. */
export function FilterChoices<T>({ label, options, isOn, onPress }: ChoicesProps<T>) {
  return (
    <fieldset className={styles.choices} aria-label={label}>
      {options.map((option) => (
        <button
          key={option.key}
          type="button"
          aria-pressed={isOn(option.value)}
          onClick={() => onPress(option.value)}
        >
          {option.label}
        </button>
      ))}
    </fieldset>
  );
}
