import type { ReactNode } from "react";
import styles from "./status-dot.module.css";

/** The shapes of status. Each is told apart without its colour. */
export type StatusShape =
  | "active"
  | "learning"
  | "review"
  | "limited"
  | "rejected"
  | "paused"
  | "archived"
  | "deleted"
  | "draft"
  | "unknown";

type Props = {
  shape: StatusShape;
  /** The word. Hidden only where the same word stands in the row already. */
  word: string;
  hideWord?: boolean;
};

const MARKS: Record<StatusShape, ReactNode> = {
  active: <circle cx="5" cy="5" r="4" fill="currentColor" />,
  learning: (
    <>
      <circle cx="5" cy="5" r="3.300" fill="none" stroke="currentColor" strokeWidth="1.400" />
      <path d="M5 1.700a3.300 3.300 0 0 0 0 6.600z" fill="currentColor" />
    </>
  ),
  review: (
    <circle
      cx="5"
      cy="5"
      r="3.400"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.500"
      strokeDasharray="2.100 1.460"
    />
  ),
  limited: <path d="M5 1 9.500 9h-9z" fill="currentColor" />,
  rejected: <rect x="1" y="1" width="8" height="8" rx="1" fill="currentColor" />,
  paused: <circle cx="5" cy="5" r="3.300" fill="none" stroke="currentColor" strokeWidth="1.400" />,
  archived: (
    <rect
      x="1.500"
      y="1.500"
      width="7"
      height="7"
      rx="1"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.400"
    />
  ),
  deleted: <path d="M1.500 5h7" fill="none" stroke="currentColor" strokeWidth="1.600" />,
  draft: (
    <path
      d="m1.500 8.500.5-2.300L6.600 1.600l1.800 1.800L3.800 8z"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.300"
    />
  ),
  unknown: (
    <path
      d="M3 3.600a2 2 0 1 1 2.700 1.900c-.5.2-.7.500-.7 1M5 8.500h.01"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.400"
    />
  ),
};

/** A status: shape, colour and word together. */
export function StatusDot({ shape, word, hideWord = false }: Props) {
  return (
    <span className={styles.status}>
      <svg
        className={`${styles.mark} ${styles[shape]}`}
        width="10"
        height="10"
        viewBox="0 0 10 10"
        aria-hidden="true"
      >
        {MARKS[shape]}
      </svg>
      <span
        className={hideWord ? "visually-hidden" : `${styles.word} ${shape === "rejected" ? styles.bad : ""}`}
      >
        {word}
      </span>
    </span>
  );
}
