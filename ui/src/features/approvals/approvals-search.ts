import { idInAddress } from "@/lib/address-id";

/** What an address of the queue asks for beside the view. */
export type ApprovalsSearch = {
  /** The look whose requests are to be in focus. */
  run?: string;
};

/** Reads an address. What makes no sense is left out. */
export function approvalsSearch({ run }: Record<string, unknown>): ApprovalsSearch {
  const id = idInAddress(run);
  return id === null ? {} : { run: id };
}
