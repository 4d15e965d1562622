import { formatDuration, formatInstant } from "@/lib/times";
import { whyTexts as texts } from "./texts";
import styles from "./why.module.css";

/** Figures older than this are said to be old when something is decided by them. */
const OLD_AFTER_MS = 2 * 3_600_000;

type Props = {
  readMs: number | null;
  /** When it was decided, or now where it is still to be. */
  atMs: number;
  timeZone: string | undefined;
  short?: boolean;
};

/** How old the figures were by which something was decided. */
export function FiguresAge({ readMs, atMs, timeZone, short = false }: Props) {
  if (readMs === null) return <span className={styles.quiet}>{short ? "—" : texts.noFigures}</span>;
  const age = formatDuration(Math.max(0, atMs - readMs));
  const title = formatInstant(readMs, timeZone === undefined ? {} : { timeZone });
  return (
    <span className={atMs - readMs > OLD_AFTER_MS ? styles.old : styles.quiet} title={title}>
      {short ? texts.figuresAge(age) : texts.figures(age)}
    </span>
  );
}
