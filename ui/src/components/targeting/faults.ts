import type { CreationRules } from "@/platform";
import { isObject, list, platformsOf, type Targeting, widens } from "./targeting";
import { texts } from "./texts";

/** What a fault is beside. */
export type Part = "places" | "ages" | "placements";

export interface TargetingFault {
  part: Part;
  text: string;
}

function ageFaults(youngest: number, oldest: number, widened: boolean, rules: CreationRules): string[] {
  const t = texts.faults;
  const [least, most] = [rules.youngest, rules.oldest];
  if ([youngest, oldest].some((age) => age < least || age > most)) return [t.ages(least, most)];
  if (youngest > oldest) return [t.agesTurned];
  if (!widened) return [];
  const highest = rules.highestSuggestedYoungest;
  return [
    ...(oldest < most ? [t.widenedOldest(most)] : []),
    ...(youngest > highest ? [t.widenedYoungest(highest)] : []),
  ];
}

function namesPlace(targeting: Targeting): boolean {
  const geo = isObject(targeting.geo_locations) ? targeting.geo_locations : {};
  const named = Object.entries(geo).some(
    ([key, places]) => key !== "location_types" && list(places).length > 0,
  );
  return named || list(targeting.custom_audiences).length > 0;
}

/** What is wrong with a targeting under these special ad categories, in the words used when an ad set is made. */
export function targetingFaults(
  targeting: Targeting,
  rules: CreationRules,
  categories: readonly string[],
): TargetingFault[] {
  const t = texts.faults;
  const found: TargetingFault[] = [];
  const add = (part: Part, text: string): number => found.push({ part, text });
  const [youngest, oldest] = [
    targeting.age_min ?? rules.usualYoungest,
    targeting.age_max ?? rules.oldest,
  ].map((age) => (typeof age === "number" && Number.isInteger(age) ? age : null));
  if (typeof youngest !== "number" || typeof oldest !== "number") add("ages", t.wholeAges);
  else for (const text of ageFaults(youngest, oldest, widens(targeting), rules)) add("ages", text);
  const narrows =
    youngest !== rules.usualYoungest || oldest !== rules.oldest || list(targeting.genders).length === 1;
  const geo = isObject(targeting.geo_locations) ? targeting.geo_locations : {};
  const restricts = categories.some((category) => rules.restricting.includes(category));
  if (restricts && (narrows || list(geo.zips).length > 0)) add("ages", t.restricted);
  const platforms = list(targeting.publisher_platforms);
  if (targeting.publisher_platforms !== undefined && platforms.length === 0) add("placements", t.noPlacement);
  for (const { value, words, key } of platformsOf(rules, targeting)) {
    if (platforms.length > 0 && !platforms.includes(value) && list(targeting[key]).length > 0) {
      add("placements", t.positionsAlone(words));
    }
  }
  if (!namesPlace(targeting)) add("places", t.noPlace);
  return found;
}

/** Faults that were not there before: what Meta already holds is not refused for something else that was changed. */
export function newFaults(
  targeting: Targeting,
  live: Targeting | null,
  rules: CreationRules,
  categories: readonly string[],
): TargetingFault[] {
  const old = live === null ? [] : targetingFaults(live, rules, categories).map(({ text }) => text);
  return targetingFaults(targeting, rules, categories).filter(({ text }) => !old.includes(text));
}
