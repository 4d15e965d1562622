import type { ReactNode } from "react";
import styles from "./page-head.module.css";

type Props = {
  title: string;
  titleTestId?: string;
  /** Left of the title, such as the way back. */
  before?: ReactNode;
  /** Right of the title, such as a choice of what the page is about. */
  beside?: ReactNode;
  /** Quiet words beside it: how many there are, what it is in. */
  note?: string;
  /** Acts, at the right. */
  children?: ReactNode;
};

/** The head of a page: its title, what there is, and what can be done. */
export function PageHead({ title, titleTestId, before, beside, note, children }: Props) {
  return (
    <header className={styles.head}>
      {before}
      <h1 data-testid={titleTestId}>{title}</h1>
      {beside}
      <span className={styles.note}>{note}</span>
      {children}
    </header>
  );
}
