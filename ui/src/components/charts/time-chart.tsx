import { type KeyboardEvent, type MouseEvent, useMemo, useState } from "react";
import { useWidth } from "@/lib/use-width";
import { type ChartMark, type MarkStack, maturingFrom, stackMarks } from "./chart-data";
import { MarkLane } from "./mark-lane";
import { PlotCanvas } from "./plot-canvas";
import { type ChartPlot, DAYS_HEIGHT, dayAtX, dayX } from "./plot-options";
import styles from "./time-chart.module.css";

export type { ChartMark } from "./chart-data";
export type { ChartPlot } from "./plot-options";

interface TimeChartProps {
  /** What the chart shows and how it went, for those who cannot see it. */
  summary: string;
  days: readonly string[];
  /** Writes a day under the axis. */
  dayLabel: (day: string) => string;
  /** From top to bottom. Keep each one's identity while its figures stay the same. */
  plots: readonly ChartPlot[];
  /** Whether each day may still be restated. */
  maturing: readonly boolean[];
  marks: readonly ChartMark[];
  /** Says what happened on the day of some marks. */
  markLabel: (stack: MarkStack) => string;
  /** Says all figures of a day, for the crosshair. */
  dayText: (day: number) => string;
  /** Day under the crosshair, and who changes it. */
  cursor: number | null;
  onCursor: (day: number | null) => void;
  /** Somebody chose a day, by pressing it or with Enter. */
  onChoose?: (day: number) => void;
  /** Day whose marks are pinned. */
  pinned: number | null;
  onPin: (day: number | null) => void;
}

/** The day a key leads to from the present one; `null` for a key that does not move. */
function steppedDay(key: string, from: number | null, count: number): number | null {
  const last = count - 1;
  const now = from ?? last;
  if (key === "ArrowLeft") return Math.max(0, from === null ? last : now - 1);
  if (key === "ArrowRight") return Math.min(last, from === null ? last : now + 1);
  if (key === "Home") return 0;
  if (key === "End") return last;
  return null;
}

/** Plots stacked over one axis of days, with changes marked above and maturing days hatched. */
export function TimeChart(props: TimeChartProps) {
  const { summary, days, dayLabel, plots, maturing, marks, cursor, onCursor, onChoose, pinned, onPin } =
    props;
  const [host, width] = useWidth();
  const [hovered, setHovered] = useState<number | null>(null);
  const stacks = useMemo(() => stackMarks(marks), [marks]);
  const from = useMemo(() => maturingFrom(maturing), [maturing]);
  const height = plots.reduce((sum, plot) => sum + plot.height, DAYS_HEIGHT);
  const count = days.length;

  const follow = (event: MouseEvent<HTMLDivElement>): void => {
    onCursor(dayAtX(event.clientX - event.currentTarget.getBoundingClientRect().left, count, width));
  };
  const step = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.key === "Escape" && cursor !== null) {
      onCursor(null);
      event.stopPropagation();
      return;
    }
    if (event.key === "Enter" && cursor !== null && onChoose !== undefined) {
      event.preventDefault();
      onChoose(cursor);
      return;
    }
    const day = count === 0 ? null : steppedDay(event.key, cursor, count);
    if (day === null) return;
    event.preventDefault();
    event.stopPropagation();
    onCursor(day);
  };

  return (
    <fieldset className={styles.chart} aria-label={summary}>
      <MarkLane
        stacks={stacks}
        count={count}
        width={width}
        height={height - DAYS_HEIGHT}
        active={hovered ?? pinned}
        pinned={pinned}
        label={props.markLabel}
        onHover={(day) => {
          setHovered(day);
          onCursor(day);
        }}
        onPin={onPin}
      />
      {/* A slider over the days is what lets a keyboard and a screen reader read the figures one by one. */}
      <div
        ref={host}
        className={styles.plots}
        style={{ height }}
        role="slider"
        tabIndex={0}
        aria-label="Day"
        aria-valuemin={1}
        aria-valuemax={Math.max(1, count)}
        aria-valuenow={(cursor ?? Math.max(0, count - 1)) + 1}
        aria-valuetext={count === 0 ? "No days" : props.dayText(cursor ?? count - 1)}
        onMouseMove={follow}
        onMouseLeave={() => onCursor(null)}
        onClick={() => cursor !== null && onChoose?.(cursor)}
        onKeyDown={step}
        onBlur={() => onCursor(null)}
      >
        {plots.map((plot, index) => (
          <PlotCanvas
            key={plot.label}
            plot={plot}
            days={days}
            dayLabel={dayLabel}
            showDays={index === plots.length - 1}
            maturing={from}
            width={width}
          />
        ))}
        {cursor !== null && cursor < count && (
          <span
            className={styles.crosshair}
            style={{ left: dayX(cursor, count, width), height: height - DAYS_HEIGHT }}
            aria-hidden="true"
          />
        )}
        {from !== null && width > 0 && (
          <span
            className={styles.maturing}
            style={{ left: dayX(from - 0.5, count, width) }}
            aria-hidden="true"
          >
            maturing
          </span>
        )}
      </div>
    </fieldset>
  );
}
