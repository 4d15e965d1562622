import { type ReactNode, useId } from "react";
import styles from "./panel.module.css";

type Props = {
  title: string;
  /** Quiet words beside the title. */
  note?: string;
  /** At the right end of the head. */
  end?: ReactNode;
  children: ReactNode;
  testId?: string;
};

/** A part of the overview with its head. */
export function Panel({ title, note, end, children, testId }: Props) {
  const id = useId();
  return (
    <section className={styles.panel} aria-labelledby={id} data-testid={testId}>
      <header className={styles.head}>
        <h2 id={id}>{title}</h2>
        {note !== undefined && <span className={styles.note}>{note}</span>}
        <span className={styles.grow} />
        {end}
      </header>
      {children}
    </section>
  );
}

/** Where a part has nothing to say. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className={styles.nothing}>{children}</p>;
}
