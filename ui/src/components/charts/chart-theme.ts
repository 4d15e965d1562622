import { useSyncExternalStore } from "react";
import { tokenColor } from "@/lib/css-color";

/** Colours the canvas needs, read from the tokens of the page; a canvas cannot read CSS variables by itself. */
export interface ChartTheme {
  line: string;
  second: string;
  bars: string;
  part: string;
  before: string;
  grid: string;
  axis: string;
  text: string;
  surface: string;
  band: string;
  hatch: string;
  font: string;
}

const TOKENS = {
  line: "--chart-1",
  second: "--chart-2",
  bars: "--line-strong",
  part: "--status-rejected",
  before: "--text-3",
  grid: "--grid",
  axis: "--line-strong",
  text: "--text-3",
  surface: "--surface",
  band: "--immature",
  hatch: "--immature-hatch",
} as const satisfies Record<Exclude<keyof ChartTheme, "font">, string>;

function readTheme(): ChartTheme {
  const theme = {} as Record<keyof ChartTheme, string>;
  for (const [name, token] of Object.entries(TOKENS)) theme[name as keyof ChartTheme] = tokenColor(token);
  theme.font = getComputedStyle(document.body).fontFamily;
  return theme;
}

let current: ChartTheme | null = null;

function subscribe(changed: () => void): () => void {
  const refresh = (): void => {
    current = null;
    changed();
  };
  const media = ["(prefers-color-scheme: dark)", "(prefers-contrast: more)"].map((query) =>
    matchMedia(query),
  );
  for (const query of media) query.addEventListener("change", refresh);
  const observer = new MutationObserver(refresh);
  observer.observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["data-theme", "data-density"],
  });
  return () => {
    // Nobody notices a change of theme from here on, so what is known may be outdated when the next chart asks.
    current = null;
    observer.disconnect();
    for (const query of media) query.removeEventListener("change", refresh);
  };
}

function snapshot(): ChartTheme {
  current ??= readTheme();
  return current;
}

/** The chart colours of the present theme; the component draws again when the theme changes. */
export function useChartTheme(): ChartTheme {
  return useSyncExternalStore(subscribe, snapshot);
}
