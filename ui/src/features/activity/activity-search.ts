import { idInAddress } from "@/lib/address-id";

/** What an address of the feed asks for beside the view. */
export type ActivitySearch = {
  /** Shows what taking this act back would do. */
  undo?: string;
};

/** Reads an address. What makes no sense is left out. */
export function activitySearch({ undo }: Record<string, unknown>): ActivitySearch {
  const id = idInAddress(undo);
  return id === null ? {} : { undo: id };
}
