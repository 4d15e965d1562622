import type { CreationRules, PlaceChoice, TraitChoice } from "@/platform";

export type Gender = "all" | "men" | "women";

/** Whom an ad set reaches and where it is shown, as people choose it. */
export interface Audience {
  places: PlaceChoice[];
  ageMin: number;
  ageMax: number;
  gender: Gender;
  /** Meta's own widening of the audience. */
  advantage: boolean;
  traits: TraitChoice[];
  audiences: { id: string; name: string }[];
  /** Whether Meta chooses where the ads are shown. */
  automaticPlacements: boolean;
  platforms: string[];
  positions: Record<string, string[]>;
}

/** What stands there before anything is chosen. */
export const EMPTY_AUDIENCE: Audience = {
  places: [],
  ageMin: 18,
  ageMax: 65,
  gender: "all",
  advantage: false,
  traits: [],
  audiences: [],
  automaticPlacements: true,
  platforms: ["facebook", "instagram"],
  positions: {},
};

/** What the fields of an audience are given. */
export type AudienceProps = {
  value: Audience;
  onChange: (patch: Partial<Audience>) => void;
  rules: CreationRules;
};
