import type { DiffTone } from "./diff-rows";
import styles from "./diff-table.module.css";

/** A shape for each tone, on a grid of 10: colour is never the only sign. */
const SHAPES: Readonly<Record<DiffTone, string>> = {
  ok: "M1.500 5.300 4 7.800 8.700 2.500",
  note: "M5 1a4 4 0 1 1 0 8A4 4 0 0 1 5 1zM5 4.600v2.200M5 3h.01",
  asks: "M5 1.200 9.300 8.800H.7zM5 4v2M5 7.400h.01",
  changed: "M5 .8 9.200 5 5 9.200.8 5z",
  refused: "M1.500 1.500h7v7h-7zM3.500 3.500l3 3M6.500 3.500l-3 3",
  busy: "M5 1.200a3.800 3.800 0 1 1 0 7.600A3.800 3.800 0 0 1 5 1.200z",
  unclear: "M3.400 3.300a1.700 1.700 0 1 1 2.300 1.700c-.5.2-.7.5-.7 1.100M5 8h.01",
};

/** The shape beside the word of a check or an outcome. */
export function DiffMark({ tone }: { tone: DiffTone }) {
  return (
    <svg
      className={`${styles.mark} ${styles[tone]}`}
      viewBox="0 0 10 10"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.3}
      strokeLinecap="round"
      strokeLinejoin="round"
      strokeDasharray={tone === "busy" ? "1.6 1.8" : undefined}
      aria-hidden="true"
    >
      <path d={SHAPES[tone]} />
    </svg>
  );
}
