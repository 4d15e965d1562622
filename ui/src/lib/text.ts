/** A text of its own direction: without it a right-to-left name turns the words around it about. */
export function isolated(text: string): string {
  return `\u2068${text}\u2069`;
}

/** At most `most` characters, with a mark where it was cut; never half a character. */
export function shortened(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

/** Names from the top down as one line: `Fjordline Outdoor › Prospecting › Broad`. A name that is not known is said so. */
export function pathText(names: readonly string[], most = 120): string {
  return names.map((name) => (name === "" ? "unknown" : isolated(shortened(name, most)))).join(" › ");
}
