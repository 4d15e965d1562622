import type { ObjectKey } from "@/platform";

const LEVELS = ["campaign", "adset", "ad"] as const;

/** Where something is made, as it stands in the address: an account, or an object of one. */
export interface AddressPlace {
  accountId: string | null;
  object: ObjectKey | null;
}

/** The part of an address that says where. */
export const placeText = (accountId: string, object: Pick<ObjectKey, "level" | "id"> | null): string =>
  object === null || object.level === "account" ? accountId : `${accountId}~${object.level}~${object.id}`;

/** What an address says; whatever it holds, a usable place comes out. */
export function parsePlace(text: string | undefined): AddressPlace {
  const [accountId = "", level = "", id = ""] = (text ?? "").split("~");
  if (!/^act_\d{1,20}$/.test(accountId)) return { accountId: null, object: null };
  const known = LEVELS.find((one) => one === level);
  if (known === undefined || !/^\d{1,32}$/.test(id)) return { accountId, object: null };
  return { accountId, object: { accountId, level: known, id } };
}
