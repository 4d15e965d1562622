import { idInAddress } from "@/lib/address-id";

/** Which looks an address asks for; the accounts are those of the view. */
export type RunsSearch = {
  /** Looks of this rule only. */
  rule?: string;
};

/** Reads an address. What makes no sense is left out. */
export function runsSearch({ rule }: Record<string, unknown>): RunsSearch {
  const id = idInAddress(rule);
  return id === null ? {} : { rule: id };
}
