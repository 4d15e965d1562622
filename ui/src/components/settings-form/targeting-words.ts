import { formTexts } from "./texts";

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function nameOf(value: unknown): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (!isObject(value)) return "";
  const name = value.name ?? value.key ?? value.id;
  return typeof name === "string" || typeof name === "number" ? String(name) : "";
}

const names = (value: unknown): string => list(value).map(nameOf).filter(Boolean).join(", ");

/** What is said in words below; the rest of a targeting is named by its keys. */
const SAID = new Set([
  "geo_locations",
  "age_min",
  "age_max",
  "genders",
  "flexible_spec",
  "custom_audiences",
  "excluded_custom_audiences",
  "publisher_platforms",
  "targeting_automation",
]);

/** A targeting in lines of words, each with what it is about. What there are no words for is named. */
export function targetingWords(text: string): { label: string; words: string }[] {
  const words = formTexts.targeting;
  let targeting: unknown;
  try {
    targeting = JSON.parse(text);
  } catch {
    return [];
  }
  if (!isObject(targeting)) return [];
  const geo = isObject(targeting.geo_locations) ? targeting.geo_locations : {};
  const genders = list(targeting.genders);
  const [gender] = genders;
  const interests = list(targeting.flexible_spec).flatMap((spec) =>
    isObject(spec) ? Object.values(spec).map(names).filter(Boolean) : [],
  );
  const automation = isObject(targeting.targeting_automation) ? targeting.targeting_automation : {};
  const { age_min: from, age_max: to } = targeting;
  const lines: [string, string][] = [
    [words.countries, names(geo.countries)],
    [words.regions, names(geo.regions)],
    [words.cities, names(geo.cities)],
    [words.zips, names(geo.zips)],
    [
      words.age,
      typeof from === "number" || typeof to === "number"
        ? `${typeof from === "number" ? from : 18}–${typeof to === "number" && to < 65 ? to : "65+"}`
        : "",
    ],
    [
      words.gender,
      genders.length === 1 ? (gender === 1 ? words.men : gender === 2 ? words.women : words.all) : words.all,
    ],
    [words.interests, interests.join("; ")],
    [words.audiences, names(targeting.custom_audiences)],
    [words.excluded, names(targeting.excluded_custom_audiences)],
    [words.platforms, names(targeting.publisher_platforms)],
    [
      words.advantage,
      automation.advantage_audience === 1 ? words.on : automation.advantage_audience === 0 ? words.off : "",
    ],
    [
      words.other,
      Object.keys(targeting)
        .filter((key) => !SAID.has(key))
        .map((key) => key.replaceAll("_", " "))
        .join(", "),
    ],
  ];
  return lines.filter(([, said]) => said !== "").map(([label, said]) => ({ label, words: said }));
}
