import styles from "./sparkline.module.css";

interface SparklineProps {
  /** By day; `null` leaves a gap. */
  values: readonly (number | null)[];
  /** The first day that is still maturing; `null` where all have matured. */
  maturing: number | null;
}

const WIDTH = 72;
const HEIGHT = 22;

/** The points of the days that have a value, as parts of a path without bridging gaps. */
function pathOf(values: readonly (number | null)[], from: number, to: number, most: number): string {
  const step = values.length > 1 ? WIDTH / (values.length - 1) : 0;
  let path = "";
  let down = false;
  for (let at = from; at <= to; at += 1) {
    const value = values[at] ?? null;
    if (value === null) {
      down = false;
      continue;
    }
    const y = HEIGHT - 1 - (most > 0 ? (value / most) * (HEIGHT - 2) : 0);
    path += `${down ? "L" : "M"}${(at * step).toFixed(1)} ${y.toFixed(1)}`;
    down = true;
  }
  return path;
}

/** How a figure went, as small as a word. Decoration: the figures beside it say it in digits. */
export function Sparkline({ values, maturing }: SparklineProps) {
  const most = values.reduce<number>((largest, value) => Math.max(largest, value ?? 0), 0);
  const last = values.length - 1;
  const until = maturing === null ? last : Math.max(0, maturing - 1);
  return (
    <svg
      className={styles.spark}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      aria-hidden="true"
    >
      <path className={styles.line} d={pathOf(values, 0, until, most)} />
      {maturing !== null && <path className={styles.open} d={pathOf(values, until, last, most)} />}
    </svg>
  );
}
