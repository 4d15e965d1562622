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
