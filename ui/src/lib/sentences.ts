/** Sentences in a row. What comes from the program ends without a full stop, and two of them need one between. */
export function joinSentences(...parts: (string | null | undefined)[]): string {
  return parts
    .map((part) => part?.trim() ?? "")
    .filter((part) => part !== "")
    .map((part) => (/[.!?:…”]$/.test(part) ? part : `${part}.`))
    .join(" ");
}
