import { languageName } from "./languages";
import { countryName, isObject, KNOWN_GEO, list, type Targeting, widens } from "./targeting";
import { texts } from "./texts";

function nameOf(value: unknown): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (!isObject(value)) return "";
  const name = value.name ?? value.key ?? value.id;
  return typeof name === "string" || typeof name === "number" ? String(name) : "";
}

const names = (value: unknown): string => list(value).map(nameOf).filter(Boolean).join(", ");

const plain = (key: string): string => key.replaceAll("_", " ");

/** What is said in words below; the rest of a targeting is named by its keys. */
const SAID = new Set([
  "geo_locations",
  "age_min",
  "age_max",
  "genders",
  "flexible_spec",
  "custom_audiences",
  "excluded_custom_audiences",
  "locales",
  "publisher_platforms",
  "targeting_automation",
]);

const isPosition = (key: string): boolean => key.endsWith("_positions");

function others(targeting: Targeting): string[] {
  const geo = isObject(targeting.geo_locations) ? Object.keys(targeting.geo_locations) : [];
  return [
    ...geo.filter((key) => !KNOWN_GEO.includes(key)),
    ...Object.keys(targeting).filter((key) => !SAID.has(key) && !isPosition(key)),
  ].map(plain);
}

/** Parts that the form does not show, in words: they stay as they are. */
export function keptWords(targeting: Targeting): string {
  const groups = list(targeting.flexible_spec).flatMap((group) =>
    Object.entries(isObject(group) ? group : {})
      .filter(([, entries]) => list(entries).some((entry) => !isObject(entry)))
      .map(([key]) => plain(key)),
  );
  return [...groups, ...others(targeting)].join(", ");
}

function ages({ age_min: from, age_max: to }: Targeting): string {
  if (typeof from !== "number" && typeof to !== "number") return "";
  return `${typeof from === "number" ? from : 18}–${typeof to === "number" && to < 65 ? to : "65+"}`;
}

function genders(targeting: Targeting): string {
  const chosen = list(targeting.genders);
  if (chosen.length !== 1) return texts.words.all;
  return chosen[0] === 1 ? texts.words.men : chosen[0] === 2 ? texts.words.women : texts.words.all;
}

function positions(targeting: Targeting): string {
  return Object.keys(targeting)
    .filter(isPosition)
    .map(
      (key) =>
        `${plain(key.replace(/_positions$/, ""))}: ${list(targeting[key]).map(String).map(plain).join(", ")}`,
    )
    .join("; ");
}

function widening(targeting: Targeting): string {
  const automation = isObject(targeting.targeting_automation) ? targeting.targeting_automation : {};
  if (automation.advantage_audience === undefined) return "";
  return widens(targeting) ? texts.words.on : texts.words.off;
}

export interface TargetingLine {
  label: string;
  words: string;
}

/** A targeting in lines of words, each with what it is about. What there are no words for is named. */
export function wordsOf(targeting: Targeting): TargetingLine[] {
  const t = texts.words;
  const geo = isObject(targeting.geo_locations) ? targeting.geo_locations : {};
  const interests = list(targeting.flexible_spec).flatMap((spec) =>
    isObject(spec) ? Object.values(spec).map(names).filter(Boolean) : [],
  );
  const lines: [string, string][] = [
    [t.countries, list(geo.countries).map(nameOf).filter(Boolean).map(countryName).join(", ")],
    [t.regions, names(geo.regions)],
    [t.cities, names(geo.cities)],
    [t.zips, names(geo.zips)],
    [t.age, ages(targeting)],
    [t.gender, genders(targeting)],
    [t.interests, interests.join("; ")],
    [t.audiences, names(targeting.custom_audiences)],
    [t.excluded, names(targeting.excluded_custom_audiences)],
    [t.languages, list(targeting.locales).map(nameOf).filter(Boolean).map(languageName).join(", ")],
    [t.platforms, names(targeting.publisher_platforms)],
    [t.positions, positions(targeting)],
    [t.advantage, widening(targeting)],
    [t.other, others(targeting).join(", ")],
  ];
  return lines.filter(([, said]) => said !== "").map(([label, words]) => ({ label, words }));
}

function parsed(text: string | null): Targeting | null {
  if (text === null || text === "") return null;
  try {
    const targeting: unknown = JSON.parse(text);
    return isObject(targeting) ? targeting : null;
  } catch {
    return null;
  }
}

/** The words of a targeting in JSON; none for what is no targeting. */
export function targetingWords(text: string): TargetingLine[] {
  const targeting = parsed(text);
  return targeting === null ? [] : wordsOf(targeting);
}

export interface TargetingDifference {
  label: string;
  before: string;
  after: string;
}

/** What of two targetings differs, in words; `null` where one of them cannot be read or no words tell them apart. */
export function targetingDifferences(
  before: string | null,
  after: string | null,
): TargetingDifference[] | null {
  const [old, next] = [parsed(before), parsed(after)];
  if (old === null || next === null) return null;
  const [was, becomes] = [wordsOf(old), wordsOf(next)].map(
    (lines) => new Map(lines.map(({ label, words }) => [label, words])),
  );
  const labels = [...new Set([...(was?.keys() ?? []), ...(becomes?.keys() ?? [])])];
  const found = labels
    .map((label) => ({
      label,
      before: was?.get(label) ?? texts.words.none,
      after: becomes?.get(label) ?? texts.words.none,
    }))
    .filter((line) => line.before !== line.after);
  return found.length === 0 ? null : found;
}
