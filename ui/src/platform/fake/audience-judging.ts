import type { ChangeFinding } from "../bindings";
import { CREATION_RULES as RULES } from "./creation-rules";
import type { Settings, Value } from "./values";
import { ALL_OBJECTS } from "./world";

type Json = Readonly<Record<string, unknown>>;

const objectOf = (value: unknown): Json =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const parsed = (value: Value): Json => (value?.kind === "json" ? objectOf(JSON.parse(value.text)) : {});

/** A few of the core's rules of audiences, in its words. */
function faultsOf(targeting: Json): string[] {
  const geo = objectOf(targeting.geo_locations);
  const [youngest, oldest] = [targeting.age_min ?? RULES.usualYoungest, targeting.age_max ?? RULES.oldest];
  const found: string[] = [];
  if (typeof youngest === "number" && typeof oldest === "number") {
    if (youngest < RULES.youngest || oldest > RULES.oldest) {
      found.push("Ages lie between 13 and 65; 65 stands for 65 and more.");
    } else if (youngest > oldest) found.push("The lowest age is above the highest.");
  }
  const platforms = targeting.publisher_platforms;
  if (platforms !== undefined && listOf(platforms).length === 0) {
    found.push("Choose at least one place where the ads are shown, or leave the choice to Meta.");
  }
  const named = Object.entries(geo).some(
    ([key, places]) => key !== "location_types" && listOf(places).length > 0,
  );
  if (!named && listOf(targeting.custom_audiences).length === 0) {
    found.push("Say where: a country, a region, a city or a custom audience.");
  }
  return found;
}

const reachesEu = (targeting: Json): boolean =>
  listOf(objectOf(targeting.geo_locations).countries).some((code) => RULES.eu.includes(String(code)));

const SIDES = [
  ["dsa_beneficiary", "benefits from"],
  ["dsa_payor", "pays for"],
] as const;

const LONGEST = 512;

/** What the core would say of an ad set whose audience, or who pays for it, is changed. */
export function judgedAudience(
  settings: Settings,
  id: string,
  values: readonly { field: string; from: Value; to: Value }[],
): ChangeFinding[] {
  if (ALL_OBJECTS.get(id)?.level !== "adset") return [];
  const changed = (field: string) => values.find((value) => value.field === field);
  const block = (field: string, text: string): ChangeFinding => ({ severity: "block", field, text });
  const targeting = changed("targeting");
  if (targeting === undefined && SIDES.every(([field]) => changed(field) === undefined)) return [];
  const wanted = parsed(targeting?.to ?? settings.get(id, "targeting"));
  const old = targeting === undefined ? [] : faultsOf(parsed(targeting.from));
  const found = targeting === undefined ? [] : faultsOf(wanted).filter((text) => !old.includes(text));
  const declared = SIDES.flatMap(([field, verb]): ChangeFinding[] => {
    const change = changed(field);
    const value = change === undefined ? settings.get(id, field) : change.to;
    const text = value?.kind === "text" ? value.value : "";
    if (text.length > LONGEST) return [block(field, `It can have ${LONGEST} characters.`)];
    const missing = text.trim() === "" && reachesEu(wanted);
    return missing
      ? [block(field, `In the EU an ad says who ${verb} it, and the account has no standard.`)]
      : [];
  });
  return [...found.map((text) => block("targeting", text)), ...declared];
}
