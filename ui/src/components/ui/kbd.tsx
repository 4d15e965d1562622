import { keyLabels } from "@/lib/hotkeys";
import styles from "./kbd.module.css";

/** A key as it stands on the keyboard. Screen readers hear it from `aria-keyshortcuts` of the act instead. */
export function Kbd({ keys, onFill = false }: { keys: string; onFill?: boolean }) {
  return (
    <span className={styles.keys} aria-hidden="true">
      {keyLabels(keys).map((label) => (
        <kbd key={label} className={onFill ? styles.onFill : undefined}>
          {label}
        </kbd>
      ))}
    </span>
  );
}
