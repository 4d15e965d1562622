import type { ReactNode } from "react";
import styles from "./tag.module.css";

export type TagTone = "neutral" | "accent" | "pos" | "neg" | "warn" | "info";

/** A short word in a frame. */
export function Tag({ tone = "neutral", children }: { tone?: TagTone; children: ReactNode }) {
  return <span className={`${styles.tag} ${styles[tone]}`}>{children}</span>;
}

/** For figures and days that Meta may still restate. */
export function MaturingTag({ children = "maturing" }: { children?: ReactNode }) {
  return <span className={styles.maturing}>{children}</span>;
}
