import { isExact } from "@/lib/json";
import type { CreationRules, PlaceChoice, PlaceKind, PlatformOption, TraitChoice } from "@/platform";
import { type Audience, EMPTY_AUDIENCE, type Gender, type Named } from "./audience";
import { languageName } from "./languages";

/** Meta's targeting: what is known of it here, and whatever else Meta keeps in it. */
export type Targeting = Readonly<Record<string, unknown>>;

type Changing = Record<string, unknown>;

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A targeting from its JSON; `null` for what is none, or would not be the same when written again. */
export function parseTargeting(text: string): Targeting | null {
  if (!isExact(text)) return null;
  try {
    const targeting: unknown = JSON.parse(text);
    return isObject(targeting) ? targeting : null;
  } catch {
    return null;
  }
}

const GEO: Readonly<Record<PlaceKind, string>> = {
  country: "countries",
  region: "regions",
  city: "cities",
  zip: "zips",
};
const KINDS = Object.keys(GEO) as PlaceKind[];

/** Parts of `geo_locations` that are chosen here. */
export const KNOWN_GEO: readonly string[] = Object.values(GEO);

const textOf = (value: unknown): string | null =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : null;

const COUNTRY_NAMES = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });

/** A country by its code, in words; the code itself where it has none. */
export function countryName(code: string): string {
  return /^[A-Z]{2}$/.test(code) ? (COUNTRY_NAMES.of(code) ?? code) : code;
}

const placeKey = (entry: unknown): string | null => textOf(isObject(entry) ? entry.key : entry);

function readPlace(kind: PlaceKind, entry: unknown): PlaceChoice[] {
  const key = placeKey(entry);
  if (key === null) return [];
  const facts = isObject(entry) ? entry : {};
  const code = kind === "country" ? key : textOf(facts.country);
  const name = textOf(facts.name) ?? (kind === "country" ? countryName(key) : key);
  const of = kind === "country" || code === null ? null : countryName(code);
  return [{ key, name, kind, countryCode: code, countryName: of, region: textOf(facts.region) }];
}

const writtenPlace = ({ kind, key, name, countryCode }: PlaceChoice): unknown =>
  kind === "country" ? key : { key, name, country: countryCode };

/** The id of an interest or an audience. */
const idOf = (entry: unknown): string | null => textOf(isObject(entry) ? entry.id : null);

const named = (entry: unknown, id: string): string => (isObject(entry) ? textOf(entry.name) : null) ?? id;

function readTraits(targeting: Targeting): TraitChoice[] {
  return list(targeting.flexible_spec).flatMap((group) =>
    Object.entries(isObject(group) ? group : {}).flatMap(([kind, entries]) =>
      list(entries).flatMap((entry): TraitChoice[] => {
        const id = idOf(entry);
        if (id === null) return [];
        return [{ id, name: named(entry, id), kind, path: [], leastPeople: null, mostPeople: null }];
      }),
    ),
  );
}

/** How many groups of traits a person has to fit; with more than one a single list cannot say it. */
export const traitGroups = (targeting: Targeting): number => list(targeting.flexible_spec).length;

function readGender(targeting: Targeting): Gender {
  const genders = list(targeting.genders);
  if (genders.length !== 1) return "all";
  return genders[0] === 1 ? "men" : genders[0] === 2 ? "women" : "all";
}

export const widens = (targeting: Targeting): boolean => {
  const automation = isObject(targeting.targeting_automation) ? targeting.targeting_automation : {};
  return [1, true, "1"].some((yes) => automation.advantage_audience === yes);
};

const words = (constant: string): string => {
  const text = constant.replaceAll("_", " ");
  return text.slice(0, 1).toUpperCase() + text.slice(1);
};

const strings = (value: unknown): string[] =>
  list(value).filter((one): one is string => typeof one === "string");

/** The platforms to choose from: those that are known, and those that a targeting names all the same. */
export function platformsOf(rules: CreationRules, targeting: Targeting): PlatformOption[] {
  const others = strings(targeting.publisher_platforms).filter((one) =>
    rules.platforms.every(({ value }) => value !== one),
  );
  const all = [
    ...rules.platforms,
    ...others.map((value) => ({ value, words: words(value), key: `${value}_positions`, positions: [] })),
  ];
  return all.map((platform) => {
    const unknown = strings(targeting[platform.key]).filter((one) =>
      platform.positions.every(({ value }) => value !== one),
    );
    const positions = unknown.map((value) => ({ value, words: words(value) }));
    return { ...platform, positions: [...platform.positions, ...positions] };
  });
}

const readNamed = (entries: unknown): Named[] =>
  list(entries).flatMap((entry) => {
    const id = idOf(entry);
    return id === null ? [] : [{ id, name: named(entry, id) }];
  });

/** What of a targeting is chosen here. */
export function readAudience(targeting: Targeting, rules: CreationRules): Audience {
  const geo = isObject(targeting.geo_locations) ? targeting.geo_locations : {};
  const age = (value: unknown, usual: number): number => (typeof value === "number" ? value : usual);
  const automaticPlacements = targeting.publisher_platforms === undefined;
  return {
    places: KINDS.flatMap((kind) => list(geo[GEO[kind]]).flatMap((entry) => readPlace(kind, entry))),
    ageMin: age(targeting.age_min, rules.usualYoungest),
    ageMax: age(targeting.age_max, rules.oldest),
    gender: readGender(targeting),
    advantage: widens(targeting),
    traits: readTraits(targeting),
    audiences: readNamed(targeting.custom_audiences),
    excluded: readNamed(targeting.excluded_custom_audiences),
    languages: list(targeting.locales).flatMap((entry) => {
      const id = textOf(entry);
      return id === null ? [] : [{ id, name: languageName(id) }];
    }),
    automaticPlacements,
    platforms: automaticPlacements ? EMPTY_AUDIENCE.platforms : strings(targeting.publisher_platforms),
    positions: Object.fromEntries(
      platformsOf(rules, targeting).map(({ key, value }) => [value, strings(targeting[key])]),
    ),
  };
}

/** Sets a part, or takes it out where nothing is left in it. */
function put(into: Changing, key: string, entries: readonly unknown[]): void {
  if (entries.length > 0) into[key] = entries;
  else delete into[key];
}

/** Entries without those that were taken away and with those that came; each that stays is as it was. */
function merged<T>(
  entries: readonly unknown[],
  wanted: readonly T[],
  idOfEntry: (entry: unknown) => string | null,
  idOfWanted: (one: T) => string,
  written: (one: T) => unknown,
): readonly unknown[] | null {
  const ids = new Set(wanted.map(idOfWanted));
  const has = new Set(entries.map(idOfEntry));
  const kept = entries.filter((entry) => {
    const id = idOfEntry(entry);
    return id === null || ids.has(id);
  });
  const added = wanted.filter((one) => !has.has(idOfWanted(one)));
  return kept.length === entries.length && added.length === 0 ? null : [...kept, ...added.map(written)];
}

function putPlaces(into: Changing, places: readonly PlaceChoice[]): void {
  const geo: Changing = { ...(isObject(into.geo_locations) ? into.geo_locations : {}) };
  for (const kind of KINDS) {
    const wanted = places.filter((place) => place.kind === kind);
    const next = merged(list(geo[GEO[kind]]), wanted, placeKey, ({ key }) => key, writtenPlace);
    if (next !== null) put(geo, GEO[kind], next);
  }
  into.geo_locations = geo;
}

function putTraits(into: Changing, traits: readonly TraitChoice[]): void {
  const groups = list(into.flexible_spec);
  const first: Changing = { ...(isObject(groups[0]) ? groups[0] : {}) };
  for (const kind of new Set([...Object.keys(first), ...traits.map((trait) => trait.kind)])) {
    const wanted = traits.filter((trait) => trait.kind === kind);
    const next = merged(
      list(first[kind]),
      wanted,
      idOf,
      ({ id }) => id,
      ({ id, name }) => ({ id, name }),
    );
    if (next !== null) put(first, kind, next);
  }
  const all = Object.keys(first).length === 0 ? groups.slice(1) : [first, ...groups.slice(1)];
  put(into, "flexible_spec", all);
}

function putPlacements(into: Changing, patch: Partial<Audience>, rules: CreationRules): void {
  const platforms = platformsOf(rules, into);
  if (patch.automaticPlacements === true) {
    for (const { key } of platforms) delete into[key];
    delete into.publisher_platforms;
    return;
  }
  const has = readAudience(into, rules);
  const chosen = patch.platforms ?? has.platforms;
  if (patch.automaticPlacements === false || patch.platforms !== undefined) {
    into.publisher_platforms = chosen;
    // Meta refuses positions on a platform that is not chosen.
    for (const { value, key } of platforms) if (!chosen.includes(value)) delete into[key];
  }
  for (const { value, key } of platforms) {
    const positions = patch.positions?.[value];
    if (positions === undefined || JSON.stringify(positions) === JSON.stringify(has.positions[value]))
      continue;
    put(into, key, positions);
  }
}

const byId = ({ id }: Named): string => id;

function putNamed(into: Changing, key: string, wanted: readonly Named[]): void {
  // A name that is only the id again tells Meta nothing.
  const written = ({ id, name }: Named) => (name === id ? { id } : { id, name });
  const all = merged(list(into[key]), wanted, idOf, byId, written);
  if (all !== null) put(into, key, all);
}

const GENDERS: Readonly<Record<Exclude<Gender, "all">, number>> = { men: 1, women: 2 };

/** The targeting with what a person changed in it. What they did not touch, known here or not, is as it was. */
export function changedTargeting(
  targeting: Targeting,
  patch: Partial<Audience>,
  rules: CreationRules,
): Targeting {
  const next: Changing = { ...targeting };
  const has = readAudience(targeting, rules);
  if (patch.places !== undefined) putPlaces(next, patch.places);
  if (patch.ageMin !== undefined && patch.ageMin !== has.ageMin) next.age_min = patch.ageMin;
  if (patch.ageMax !== undefined && patch.ageMax !== has.ageMax) next.age_max = patch.ageMax;
  if (patch.gender !== undefined && patch.gender !== has.gender) {
    put(next, "genders", patch.gender === "all" ? [] : [GENDERS[patch.gender]]);
  }
  if (patch.traits !== undefined && traitGroups(targeting) < 2) putTraits(next, patch.traits);
  if (patch.audiences !== undefined) putNamed(next, "custom_audiences", patch.audiences);
  if (patch.excluded !== undefined) putNamed(next, "excluded_custom_audiences", patch.excluded);
  if (patch.languages !== undefined) {
    const all = merged(list(next.locales), patch.languages, textOf, byId, ({ id }) => Number(id));
    if (all !== null) put(next, "locales", all);
  }
  if ("automaticPlacements" in patch || "platforms" in patch || "positions" in patch) {
    putPlacements(next, patch, rules);
  }
  if (patch.advantage !== undefined && patch.advantage !== has.advantage) {
    const automation = isObject(next.targeting_automation) ? next.targeting_automation : {};
    next.targeting_automation = { ...automation, advantage_audience: patch.advantage ? 1 : 0 };
  }
  return next;
}

/** Meta's targeting of an audience that is new. */
export function newTargeting(audience: Audience, rules: CreationRules): Targeting {
  const { places, ageMin, ageMax, gender, traits, automaticPlacements, advantage } = audience;
  const { audiences, excluded, languages } = audience;
  const { geo_locations: geo, ...rest } = changedTargeting(
    { geo_locations: {} },
    {
      places,
      gender,
      traits,
      audiences,
      excluded,
      languages,
      ...(automaticPlacements ? {} : placementsOf(audience, rules)),
    },
    rules,
  );
  // The ages and Meta's widening are always said.
  return {
    geo_locations: geo,
    age_min: ageMin,
    age_max: ageMax,
    ...rest,
    targeting_automation: { advantage_audience: advantage ? 1 : 0 },
  };
}

/** Chosen platforms in the order of the list, with positions on these only. */
function placementsOf({ platforms, positions }: Audience, rules: CreationRules): Partial<Audience> {
  const chosen = rules.platforms.map(({ value }) => value).filter((value) => platforms.includes(value));
  return {
    automaticPlacements: false,
    platforms: chosen,
    positions: Object.fromEntries(chosen.map((value) => [value, positions[value] ?? []])),
  };
}
