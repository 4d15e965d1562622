/** An id as an address holds it: bare digits are read as a number. Nothing else is an id. */
export function idInAddress(value: unknown): string | null {
  const id = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  return typeof id === "string" && id !== "" && id.length <= 200 ? id : null;
}
