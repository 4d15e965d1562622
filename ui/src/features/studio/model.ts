import type { StudioBrief, StudioField, StudioVariant } from "@/platform";

/** An empty brief for an account. */
export const newBrief = (accountId: string): StudioBrief => ({
  id: null,
  name: "",
  accountId,
  product: "",
  offer: "",
  audience: "",
  angles: [],
  tone: "",
  language: "en",
  mustSay: [],
  neverSay: [],
  link: "",
  pageText: "",
  count: 5,
  placements: ["feed"],
  callsToAction: [],
  specialCategory: null,
  learnFrom: 5,
  brand: { name: "", voice: "", mustSay: [], neverSay: [] },
});

/** A filled brief to try things with. */
export const exampleBrief = (accountId: string): StudioBrief => ({
  ...newBrief(accountId),
  name: "Storm jacket",
  product: "Storm, a 3-layer rain jacket with taped seams",
  offer: "€149, free returns for 60 days",
  audience: "Hikers who go out in bad weather",
  angles: ["proof", "weather", "colour"],
  mustSay: ["28,000 mm"],
  neverSay: ["best", "guaranteed"],
  link: "https://shop.example/storm?utm_source=facebook&utm_medium=paid&utm_campaign=storm",
  brand: { name: "", voice: "Dry, short, no exclamation marks", mustSay: [], neverSay: [] },
});

export const lines = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** A, B, … Z, AA, AB … */
export const letterOf = (index: number): string =>
  index < 26 ? String.fromCharCode(65 + index) : letterOf(Math.floor(index / 26) - 1) + letterOf(index % 26);

export const TEXT_FIELDS = [
  "primary_text",
  "headline",
  "description",
] as const satisfies readonly StudioField[];

export type TextField = (typeof TEXT_FIELDS)[number];

/** Where a field stands in a variant. */
export const NAMES = {
  primary_text: "primaryText",
  headline: "headline",
  description: "description",
} as const satisfies Record<TextField, keyof StudioVariant["copy"]>;
