import { useEffect, useRef } from "react";
import type uPlot from "uplot";
import { useChartTheme } from "./chart-theme";
import { type ChartPlot, plotData, plotOptions } from "./plot-options";
import "uplot/dist/uPlot.min.css";

interface PlotCanvasProps {
  plot: ChartPlot;
  days: readonly string[];
  dayLabel: (day: string) => string;
  showDays: boolean;
  maturing: number | null;
  width: number;
}

/** Whether this engine can draw: where it cannot, the chart's words and its table say the same. */
const canDraw = typeof Path2D !== "undefined";

/** One plot on a canvas. It is decoration for the eye: the chart around it carries the words. */
export function PlotCanvas({ plot, days, dayLabel, showDays, maturing, width }: PlotCanvasProps) {
  const host = useRef<HTMLDivElement>(null);
  const theme = useChartTheme();
  const themeNow = useRef(theme);
  const drawn = useRef<uPlot | null>(null);

  useEffect(() => {
    const target = host.current;
    if (!target || width === 0 || !canDraw) return;
    let gone = false;
    // The plotting library is fetched with the first chart, not with the window.
    void import("uplot").then(({ default: Plotter }) => {
      if (gone) return;
      const shape = { width, days, dayLabel, showDays, maturing };
      const options = plotOptions(Plotter, plot, shape, () => themeNow.current);
      drawn.current = new Plotter(options, plotData(plot, maturing), target);
    });
    return () => {
      gone = true;
      drawn.current?.destroy();
      drawn.current = null;
    };
  }, [plot, days, dayLabel, showDays, maturing, width]);

  useEffect(() => {
    themeNow.current = theme;
    drawn.current?.redraw(true, true);
  }, [theme]);

  return <div ref={host} aria-hidden="true" />;
}
