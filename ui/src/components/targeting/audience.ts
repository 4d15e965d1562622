import type { CreationRules, PlaceChoice, TraitChoice } from "@/platform";

export type Gender = "all" | "men" | "women";

/** Something of Meta's by its id, and what it is called; its id again where that is not known. */
export interface Named {
  id: string;
  name: string;
}

/** Whom an ad set reaches and where it is shown, as people choose it. */
export interface Audience {
  places: PlaceChoice[];
  ageMin: number;
  ageMax: number;
  gender: Gender;
  /** Meta's own widening of the audience. */
  advantage: boolean;
  traits: TraitChoice[];
  audiences: Named[];
  /** Custom audiences it is kept from. */
  excluded: Named[];
  /** Languages of the people it reaches, by Meta's numbers; any where none is named. */
  languages: Named[];
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
  excluded: [],
  languages: [],
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
