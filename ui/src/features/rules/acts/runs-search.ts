/** Which looks an address asks for; the accounts are those of the view. */
export type RunsSearch = {
  /** Looks of this rule only. */
  rule?: string;
};

/** Reads an address. What makes no sense is left out. */
export function runsSearch({ rule }: Record<string, unknown>): RunsSearch {
  const id = typeof rule === "number" && Number.isSafeInteger(rule) ? String(rule) : rule;
  return typeof id === "string" && id !== "" && id.length <= 200 ? { rule: id } : {};
}
