import type { FieldValue } from "../bindings";
import type { FakeObject } from "./world";

const TARGETING = JSON.stringify({
  geo_locations: {
    countries: ["NO", "SE"],
    regions: [{ key: "3", name: "Oslo" }],
    location_types: ["home", "recent"],
  },
  age_min: 25,
  age_max: 54,
  genders: [2],
  flexible_spec: [{ interests: [{ id: "6003", name: "Trail running" }] }],
  targeting_automation: { advantage_audience: 0 },
  brand_safety_content_filter_levels: ["FACEBOOK_STANDARD"],
});

/** Settings that only ad sets and ads have, the same for all. */
export function nestedValue(object: FakeObject, field: string): FieldValue | null {
  switch (field) {
    case "targeting":
      return object.level === "adset" ? { kind: "json", text: TARGETING } : null;
    case "bid_strategy":
      return { kind: "text", value: "LOWEST_COST_WITHOUT_CAP" };
    case "dsa_beneficiary":
    case "dsa_payor":
      return { kind: "text", value: "Fjordline AS" };
    case "creative":
      return { kind: "json", text: JSON.stringify({ creative_id: `9${object.id.slice(1)}` }) };
    default:
      return null;
  }
}
