import { type ReactNode, useId } from "react";
import styles from "../create.module.css";

/** A group of settings under a heading. */
export function Group({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <div role="group" className={styles.group} aria-labelledby={id}>
      <h3 id={id} className={styles.groupTitle}>
        {title}
      </h3>
      <div className={styles.fields}>{children}</div>
    </div>
  );
}
