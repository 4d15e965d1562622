import type { MarkStack } from "./chart-data";
import { dayX } from "./plot-options";
import styles from "./time-chart.module.css";

interface MarkLaneProps {
  stacks: readonly MarkStack[];
  count: number;
  width: number;
  height: number;
  /** Day whose marks stand out. */
  active: number | null;
  /** Day whose marks stay open. */
  pinned: number | null;
  /** Says what happened on a day. */
  label: (stack: MarkStack) => string;
  onHover: (day: number | null) => void;
  onPin: (day: number | null) => void;
}

function MarkShape({ source }: { source: MarkStack["source"] }) {
  switch (source) {
    case "sextant":
      return <path d="M8 4l4.5 8h-9z" fill="var(--accent-text)" />;
    case "outside":
      return (
        <path d="M8 3.5l4.5 4.5L8 12.500 3.500 8z" fill="none" stroke="var(--warn-text)" strokeWidth="1.5" />
      );
    case "meta":
      return <circle cx="8" cy="8" r="3.6" fill="none" stroke="var(--info-text)" strokeWidth="1.5" />;
    case "note":
      return (
        <path
          d="M5 13V3.500h6.500L9.500 6l2 2.500H5"
          fill="none"
          stroke="var(--info-text)"
          strokeWidth="1.5"
        />
      );
    case "mixed":
      return <path d="M4 5.500h8M4 8h8M4 10.500h8" stroke="var(--text-1)" strokeWidth="1.5" />;
  }
}

/** Changes above the plots: hovering shows one, pressing pins it, several of a day stack with a count. */
export function MarkLane({
  stacks,
  count,
  width,
  height,
  active,
  pinned,
  label,
  onHover,
  onPin,
}: MarkLaneProps) {
  return (
    <div className={styles.lane}>
      {stacks.map((stack) => {
        const x = dayX(stack.day, count, width);
        return (
          <div key={stack.day}>
            <span
              className={styles.drop}
              data-on={active === stack.day || undefined}
              style={{ left: x, height }}
              aria-hidden="true"
            />
            <button
              type="button"
              className={styles.mark}
              style={{ left: x - 12 }}
              aria-label={label(stack)}
              aria-pressed={pinned === stack.day}
              onMouseEnter={() => onHover(stack.day)}
              onMouseLeave={() => onHover(null)}
              onFocus={() => onHover(stack.day)}
              onBlur={() => onHover(null)}
              onClick={() => onPin(pinned === stack.day ? null : stack.day)}
            >
              <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
                <MarkShape source={stack.source} />
              </svg>
              {stack.marks.length > 1 && <span className={styles.count}>{stack.marks.length}</span>}
            </button>
          </div>
        );
      })}
    </div>
  );
}
