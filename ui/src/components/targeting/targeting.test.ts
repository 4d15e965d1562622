import { expect, test } from "vitest";
import type { PlaceChoice, TraitChoice } from "@/platform";
import { CREATION_RULES as RULES } from "@/platform/fake/creation-rules";
import { type Audience, EMPTY_AUDIENCE } from "./audience";
import { changedTargeting, newTargeting, parseTargeting, readAudience, type Targeting } from "./targeting";
import { keptWords, targetingDifferences, targetingWords } from "./words";

/** A targeting with much that no form knows. */
const RICH: Targeting = {
  geo_locations: {
    countries: ["NO", "SE"],
    cities: [{ key: "600803", name: "Berlin", country: "DE", radius: 25, distance_unit: "kilometer" }],
    custom_locations: [{ latitude: 59.9, longitude: 10.7, radius: 5 }],
    location_types: ["home"],
  },
  excluded_geo_locations: { regions: [{ key: "2737" }] },
  age_min: 25,
  age_max: 54,
  genders: [1, 2],
  locales: [6, 24],
  flexible_spec: [
    { interests: [{ id: "6003", name: "Trail running", topic: "Sport" }], education_statuses: [3, 7] },
  ],
  exclusions: { behaviors: [{ id: "6", name: "Small business" }] },
  custom_audiences: [{ id: "600001", name: "Buyers", origin: "pixel" }],
  excluded_custom_audiences: [{ id: "600002" }],
  publisher_platforms: ["facebook", "threads", "gazette"],
  facebook_positions: ["feed", "a_new_one"],
  gazette_positions: ["front"],
  device_platforms: ["mobile"],
  targeting_automation: { advantage_audience: 0, individual_setting: { age: 1 } },
};

const place = (kind: PlaceChoice["kind"], key: string, name: string, countryCode: string): PlaceChoice => ({
  kind,
  key,
  name,
  countryCode,
  countryName: null,
  region: null,
});

const trait = (id: string, name: string, kind = "interests"): TraitChoice => ({
  id,
  name,
  kind,
  path: [],
  leastPeople: null,
  mostPeople: null,
});

const has = readAudience(RICH, RULES);

test("what is chosen is read from Meta's targeting, with places Meta only knows by their code", () => {
  expect(has.places.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "country Norway",
    "country Sweden",
    "city Berlin",
  ]);
  expect(has).toMatchObject({ ageMin: 25, ageMax: 54, gender: "all", advantage: false });
  expect(has.excluded).toEqual([{ id: "600002", name: "600002" }]);
  expect(has.languages.map(({ id, name }) => `${id} ${name}`)).toEqual(["6 English (US)", "24 English (UK)"]);
  expect(has.traits.map(({ name }) => name)).toEqual(["Trail running"]);
  expect(has.platforms).toEqual(["facebook", "threads", "gazette"]);
  expect(has.positions.facebook).toEqual(["feed", "a_new_one"]);
  expect(readAudience({}, RULES)).toEqual({ ...EMPTY_AUDIENCE, positions: expect.anything() });
});

test("an audience that is given back as it was read changes nothing", () => {
  expect(changedTargeting(RICH, has, RULES)).toEqual(RICH);
  expect(JSON.stringify(changedTargeting(RICH, has, RULES))).toBe(JSON.stringify(RICH));
});

const { geo_locations: geo, ...others } = RICH;

/** What a person changes, and the only parts of the targeting that are other then. */
const CASES: [what: string, patch: Partial<Audience>, changed: Record<string, unknown>][] = [
  ["an age", { ageMin: 30 }, { age_min: 30 }],
  [
    "a place that comes",
    { places: [...has.places, place("country", "DE", "Germany", "DE")] },
    { geo_locations: { ...(geo as object), countries: ["NO", "SE", "DE"] } },
  ],
  [
    "a place that goes",
    { places: has.places.filter(({ key }) => key !== "NO") },
    { geo_locations: { ...(geo as object), countries: ["SE"] } },
  ],
  ["one gender", { gender: "women" }, { genders: [2] }],
  [
    "an interest that comes",
    { traits: [...has.traits, trait("7", "Yoga"), trait("8", "Commuters", "behaviors")] },
    {
      flexible_spec: [
        {
          interests: [
            { id: "6003", name: "Trail running", topic: "Sport" },
            { id: "7", name: "Yoga" },
          ],
          education_statuses: [3, 7],
          behaviors: [{ id: "8", name: "Commuters" }],
        },
      ],
    },
  ],
  ["an interest that goes", { traits: [] }, { flexible_spec: [{ education_statuses: [3, 7] }] }],
  [
    "an audience that comes",
    { audiences: [...has.audiences, { id: "600009", name: "Visitors" }] },
    {
      custom_audiences: [
        { id: "600001", name: "Buyers", origin: "pixel" },
        { id: "600009", name: "Visitors" },
      ],
    },
  ],
  ["an audience that goes", { audiences: [] }, { custom_audiences: undefined }],
  [
    "an audience that is left out",
    { excluded: [...has.excluded, { id: "600003", name: "Staff" }, { id: "600004", name: "600004" }] },
    { excluded_custom_audiences: [{ id: "600002" }, { id: "600003", name: "Staff" }, { id: "600004" }] },
  ],
  ["nobody left out", { excluded: [] }, { excluded_custom_audiences: undefined }],
  [
    "a language that comes",
    { languages: [...has.languages, { id: "5", name: "German" }] },
    { locales: [6, 24, 5] },
  ],
  ["a language that goes", { languages: has.languages.slice(1) }, { locales: [24] }],
  [
    "a position",
    { positions: { ...has.positions, facebook: ["a_new_one"] } },
    { facebook_positions: ["a_new_one"] },
  ],
  [
    "a platform that goes, with its positions",
    { platforms: ["threads", "gazette"] },
    { publisher_platforms: ["threads", "gazette"], facebook_positions: undefined },
  ],
  [
    "Meta's choice of placements",
    { automaticPlacements: true },
    { publisher_platforms: undefined, facebook_positions: undefined, gazette_positions: undefined },
  ],
  [
    "Meta's widening",
    { advantage: true, ageMin: 25, ageMax: 65 },
    { targeting_automation: { advantage_audience: 1, individual_setting: { age: 1 } }, age_max: 65 },
  ],
];

test.each(CASES)("%s changes that and nothing else", (_, patch, changed) => {
  const expected = Object.entries({ ...others, geo_locations: geo, ...changed }).filter(
    ([, part]) => part !== undefined,
  );
  expect(changedTargeting(RICH, patch, RULES)).toEqual(Object.fromEntries(expected));
});

test("what is taken away and given back is as it was", () => {
  const without = changedTargeting(RICH, { gender: "men" }, RULES);
  expect(changedTargeting(without, { gender: "all" }, RULES)).toEqual({ ...RICH, genders: undefined });
  const moved = changedTargeting({ age_min: 20 }, { ageMin: 30 }, RULES);
  expect(changedTargeting(moved, { ageMin: 20 }, RULES)).toEqual({ age_min: 20 });
});

test("several lists of interests are not squeezed into one", () => {
  const two = { flexible_spec: [{ interests: [{ id: "1" }] }, { interests: [{ id: "2" }] }] };
  expect(changedTargeting(two, { traits: [] }, RULES)).toEqual(two);
});

test("a new targeting always says the ages and Meta's widening, and positions only on chosen platforms", () => {
  const audience: Audience = {
    ...EMPTY_AUDIENCE,
    places: [place("country", "NO", "Norway", "NO"), place("city", "1633850", "Oslo", "NO")],
    traits: [trait("1", "Yoga")],
    automaticPlacements: false,
    platforms: ["instagram", "facebook"],
    positions: { facebook: ["feed"], messenger: ["story"] },
  };
  expect(newTargeting(audience, RULES)).toEqual({
    geo_locations: { countries: ["NO"], cities: [{ key: "1633850", name: "Oslo", country: "NO" }] },
    age_min: 18,
    age_max: 65,
    flexible_spec: [{ interests: [{ id: "1", name: "Yoga" }] }],
    publisher_platforms: ["facebook", "instagram"],
    facebook_positions: ["feed"],
    targeting_automation: { advantage_audience: 0 },
  });
  expect(newTargeting(EMPTY_AUDIENCE, RULES)).toEqual({
    geo_locations: {},
    age_min: 18,
    age_max: 65,
    targeting_automation: { advantage_audience: 0 },
  });
});

test("a number that would not survive being written again keeps the form away", () => {
  expect(parseTargeting('{"age_min": 20}')).toEqual({ age_min: 20 });
  expect(parseTargeting('{"custom_audiences": [{"id": 238439874398743987}]}')).toBeNull();
  for (const none of ["", "[]", "null", "{"]) expect(parseTargeting(none)).toBeNull();
});

test("what no field shows is named, and two targetings differ part by part", () => {
  expect(keptWords(RICH)).toBe(
    "education statuses, custom locations, location types, excluded geo locations, exclusions, device platforms",
  );
  const text = JSON.stringify(RICH);
  expect(targetingWords(text)).toContainEqual({ label: "Countries", words: "Norway, Sweden" });
  const next = JSON.stringify({ ...RICH, age_min: 30, genders: [2] });
  expect(targetingDifferences(text, next)).toEqual([
    { label: "Age", before: "25–54", after: "30–54" },
    { label: "Gender", before: "All", after: "Women" },
  ]);
  expect(targetingDifferences(text, text)).toBeNull();
  expect(targetingDifferences(`${text.slice(0, 50)}`, next)).toBeNull();
});
