import { useCreationPlace, useCreationRules } from "@/api/creating";
import type { CreationRules, ObjectKey } from "@/platform";

/** What a targeting is chosen by. */
export interface TargetingPlace {
  accountId: string;
  rules: CreationRules;
  /** Special ad categories of the campaign. */
  categories: readonly string[];
}

/** What the targeting of an ad set is chosen by; `undefined` for other objects and until it is known. */
export function useTargetingPlace(object: ObjectKey): TargetingPlace | undefined {
  const { data: rules } = useCreationRules();
  const place = useCreationPlace(object.level === "adset" ? object : null);
  if (object.level !== "adset" || rules === undefined || place.isLoading) return undefined;
  return { accountId: object.accountId, rules, categories: place.data?.campaign?.categories ?? [] };
}
