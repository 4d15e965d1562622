import type { ReactNode } from "react";
import styles from "./bulk-page.module.css";

/** A control with its name above it. The control names itself for screen readers. */
export function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.field}>
      <span className={styles.fieldLabel} aria-hidden="true">
        {label}
      </span>
      {children}
    </div>
  );
}
