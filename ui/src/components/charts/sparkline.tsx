import { type DayValues, sparkPath } from "./chart-data";

/** A line without axes, beside a figure that says what it is. */
export function Sparkline({
  values,
  width = 64,
  height = 16,
}: {
  values: DayValues;
  width?: number;
  height?: number;
}) {
  return (
    <svg width={width} height={height} viewBox={`0 -1 ${width} ${height + 2}`} aria-hidden="true">
      <path d={sparkPath(values, width, height)} fill="none" stroke="var(--chart-1)" strokeWidth="1.2" />
    </svg>
  );
}
