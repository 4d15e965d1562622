import type uPlot from "uplot";
import { type DayValues, labelledDays, largestOf, niceTop, splitAtMaturing } from "./chart-data";
import type { ChartTheme } from "./chart-theme";

/** One plot of a chart. Plots are stacked and share their days; none has two axes. */
export interface ChartPlot {
  /** Names it in the summary and the table. */
  label: string;
  kind: "line" | "bars";
  /** Figures as known now. */
  values: DayValues;
  /** Figures as first seen, or of the period before; drawn dotted, over bars too. */
  before?: DayValues;
  /** A part of each bar, drawn over its foot in another colour. */
  part?: DayValues;
  /** The axis reaches at least this far, so that charts side by side can be compared. */
  atLeast?: number;
  /** Which series it is by its colour: spend is the first, a return on it the second. Bars are grey without. */
  ink?: "first" | "second";
  /** Height in pixels, axis of days left out. */
  height: number;
  /** Writes a value at the axis: short, without the minor part. */
  axis: (value: number) => string;
  /** Writes a value exactly. */
  format: (value: number) => string;
}

/** Room of the value axis in pixels; fixed, so that the plots and the marks above them line up. */
export const AXIS_WIDTH = 66;
/** Room at the right end in pixels, for half of the last day's label. */
export const END_WIDTH = 20;
/** Height of the axis of days in pixels. */
export const DAYS_HEIGHT = 20;

/** Middle of a day in pixels from the chart's left edge. */
export function dayX(day: number, count: number, width: number): number {
  const inner = Math.max(1, width - AXIS_WIDTH - END_WIDTH);
  return AXIS_WIDTH + ((day + 0.5) / Math.max(1, count)) * inner;
}

/** The day under a position; `null` outside the plot. */
export function dayAtX(x: number, count: number, width: number): number | null {
  const inner = Math.max(1, width - AXIS_WIDTH - END_WIDTH);
  const day = Math.floor(((x - AXIS_WIDTH) / inner) * count);
  return day >= 0 && day < count ? day : null;
}

function hatch(theme: ChartTheme, ratio: number): CanvasPattern | string {
  const tile = document.createElement("canvas");
  const side = Math.round(6 * ratio);
  tile.width = side;
  tile.height = side;
  const pen = tile.getContext("2d");
  if (!pen) return theme.band;
  pen.fillStyle = theme.band;
  pen.fillRect(0, 0, side, side);
  pen.strokeStyle = theme.hatch;
  pen.lineWidth = ratio;
  pen.beginPath();
  // Three strokes, so that the corners of neighbouring tiles meet without a notch.
  for (const shift of [-side, 0, side]) {
    pen.moveTo(shift - 1, side + 1);
    pen.lineTo(shift + side + 1, -1);
  }
  pen.stroke();
  return pen.createPattern(tile, "repeat") ?? theme.band;
}

/** Paints the hatched band of maturing days under the figures. */
function maturingBand(from: number | null, theme: () => ChartTheme): uPlot.Plugin {
  return {
    hooks: {
      drawClear: (plot: uPlot) => {
        if (from === null) return;
        const ratio = devicePixelRatio;
        const left = plot.valToPos(from - 0.5, "x", true);
        const { left: start, top, width, height } = plot.bbox;
        plot.ctx.save();
        plot.ctx.fillStyle = hatch(theme(), ratio);
        plot.ctx.fillRect(left, top, start + width - left, height);
        plot.ctx.restore();
      },
    },
  };
}

function lineSeries(theme: () => ChartTheme, plot: ChartPlot, maturing: number | null): uPlot.Series[] {
  const stroke = () => (plot.ink === "second" ? theme().second : theme().line);
  const daysShown = plot.values.length;
  // The last matured day belongs to both parts of the line; its point is not hollow.
  const hollow = plot.values.flatMap((value, day) =>
    value !== null && maturing !== null && day >= maturing ? [day] : [],
  );
  return [
    { stroke: () => theme().before, width: 1.1, dash: [2, 2.5], points: { show: false } },
    { stroke, width: 2, points: { show: daysShown < 3, size: 5, fill: stroke } },
    {
      stroke,
      width: 1.6,
      dash: [3, 2.5],
      points: {
        show: true,
        filter: hollow,
        size: 5,
        space: 0,
        width: 1.2,
        stroke,
        fill: () => theme().surface,
      },
    },
  ];
}

function barSeries(plotter: typeof uPlot, theme: () => ChartTheme, plot: ChartPlot): uPlot.Series[] {
  const paths = plotter.paths.bars?.({ size: [0.64, 18, 1], align: 0, radius: 0.1 });
  const bars = { width: 0, points: { show: false }, ...(paths ? { paths } : {}) };
  return [
    { ...bars, fill: () => (plot.ink === "first" ? theme().line : theme().bars) },
    { ...bars, fill: () => theme().part },
    { stroke: () => theme().before, width: 1.2, dash: [3, 3], points: { show: false } },
  ];
}

/** What one plot draws, aligned by day. */
export function plotData(plot: ChartPlot, maturing: number | null): uPlot.AlignedData {
  const x = plot.values.map((_, index) => index);
  if (plot.kind === "bars") {
    const none = x.map(() => null);
    return [x, [...plot.values], [...(plot.part ?? none)], [...(plot.before ?? none)]];
  }
  const { solid, open } = splitAtMaturing(plot.values, maturing);
  return [x, [...(plot.before ?? x.map(() => null))], solid, open];
}

/** Options of one plot. */
export function plotOptions(
  plotter: typeof uPlot,
  plot: ChartPlot,
  shape: {
    width: number;
    days: readonly string[];
    dayLabel: (day: string) => string;
    showDays: boolean;
    maturing: number | null;
  },
  theme: () => ChartTheme,
): uPlot.Options {
  const count = shape.days.length;
  const steps = plot.kind === "bars" ? 2 : 3;
  const largest = Math.max(largestOf(plot.values, plot.before ?? []), plot.atLeast ?? 0);
  const top = niceTop(largest, steps);
  const font = () => `10.5px ${theme().font}`;
  const axis = { stroke: () => theme().text, font: font(), ticks: { show: false } };
  return {
    width: shape.width,
    height: plot.height + (shape.showDays ? DAYS_HEIGHT : 0),
    padding: [8, END_WIDTH, shape.showDays ? 0 : 8, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [-0.5, count - 0.5] }, y: { range: [0, top] } },
    series: [
      {},
      ...(plot.kind === "bars" ? barSeries(plotter, theme, plot) : lineSeries(theme, plot, shape.maturing)),
    ],
    axes: [
      {
        ...axis,
        show: shape.showDays,
        size: DAYS_HEIGHT,
        gap: 4,
        grid: { show: false },
        border: { show: true, stroke: () => theme().axis, width: 1 },
        splits: () => labelledDays(count, Math.max(2, Math.floor(shape.width / 84))),
        values: (_, splits) => splits.map((index) => shape.dayLabel(shape.days[index] ?? "")),
      },
      {
        ...axis,
        size: AXIS_WIDTH,
        gap: 6,
        grid: { stroke: () => theme().grid, width: 1 },
        splits: () => Array.from({ length: steps + 1 }, (_, index) => (top / steps) * index),
        // Where there is nothing to measure, a scale would be made up.
        values: (_, splits) => splits.map((value) => (value === 0 || largest > 0 ? plot.axis(value) : "")),
      },
    ],
    plugins: [maturingBand(shape.maturing, theme)],
  };
}
