import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

type Theme = "light" | "dark";
type Rgb = [number, number, number];

const css = readFileSync(join(import.meta.dirname, "tokens.css"), "utf8");

/** Reads `--name: light-dark(oklch(…), oklch(…))` and follows `var(--other)`. */
function token(name: string, theme: Theme): Rgb {
  const declared = new RegExp(`--${name}:\\s*([^;]+);`).exec(css)?.[1];
  if (declared === undefined) throw new Error(`no token --${name}`);
  const reference = /^var\(--([\w-]+)\)$/.exec(declared.trim())?.[1];
  if (reference !== undefined) return token(reference, theme);
  const pair = /^light-dark\(oklch\(([^)]+)\), oklch\(([^)]+)\)\)$/.exec(declared.trim());
  const text = theme === "light" ? pair?.[1] : pair?.[2];
  if (text === undefined) throw new Error(`--${name} does not hold a light and a dark colour`);
  const [l, c, h] = text.split(/\s+/).map(Number);
  if (l === undefined || c === undefined || h === undefined) throw new Error(`--${name} is not oklch`);
  return oklchToLinear(l, c, h);
}

/** OKLCH to linear sRGB by Ottosson's matrices, clipped to the gamut as a screen would. */
function oklchToLinear(l: number, c: number, h: number): Rgb {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const mid = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (x: number) => Math.min(1, Math.max(0, x));
  return [
    clip(4.0767416621 * long - 3.3077115913 * mid + 0.2309699292 * short),
    clip(-1.2684380046 * long + 2.6097574011 * mid - 0.3413193965 * short),
    clip(-0.0041960863 * long - 0.7034186147 * mid + 1.707614701 * short),
  ];
}

function contrast(a: Rgb, b: Rgb): number {
  const luminance = ([r, g, blue]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * blue;
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}

const themes: Theme[] = ["light", "dark"];
const surfaces = ["rail-bg", "bg", "surface", "raised", "hover"];
const texts = ["text", "text-1", "text-2", "text-3"];
const tinted = ["accent", "pos", "neg", "warn", "info", "demo"];

describe.each(themes)("in %s", (theme) => {
  const ratio = (a: string, b: string) => contrast(token(a, theme), token(b, theme));

  it.each([...texts, ...tinted.map((role) => `${role}-text`)])("%s reads on every surface", (role) => {
    for (const surface of [...surfaces, "row-selected", "row-alt"]) {
      expect(ratio(role, surface), `${role} on ${surface}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it.each(tinted)("%s text reads on its own tint", (role) => {
    expect(ratio(`${role}-text`, `${role}-bg`)).toBeGreaterThanOrEqual(4.5);
  });

  it("text on a fill reads", () => {
    expect(ratio("on-fill", "accent-fill")).toBeGreaterThanOrEqual(4.5);
    expect(ratio("on-fill", "neg-fill")).toBeGreaterThanOrEqual(4.5);
    expect(ratio("on-warn", "warn-fill")).toBeGreaterThanOrEqual(4.5);
  });

  it.each(["control", "focus"])("%s is seen on every surface", (role) => {
    for (const surface of surfaces) {
      expect(ratio(role, surface), `${role} on ${surface}`).toBeGreaterThanOrEqual(3);
    }
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])("series %i is seen on a panel", (series) => {
    expect(ratio(`chart-${series}`, "surface")).toBeGreaterThanOrEqual(3);
  });

  it.each(["active", "learning", "review", "limited", "rejected", "paused"])(
    "status %s is seen",
    (status) => {
      expect(ratio(`status-${status}`, "surface")).toBeGreaterThanOrEqual(3);
    },
  );
});

it("computes the ratio of black and white as 21", () => {
  expect(contrast(oklchToLinear(1, 0, 0), oklchToLinear(0, 0, 0))).toBeCloseTo(21, 3);
});
