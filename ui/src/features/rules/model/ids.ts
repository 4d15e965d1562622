/** Letters and digits of a name with dashes between them, as an id may have them; "rule" where nothing is left. */
export function slug(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 56)
    .replace(/-$/, "");
  return plain === "" ? "rule" : plain;
}

/** An id that no rule has yet, with a number behind it where the name is taken. */
export function freshId(name: string, taken: readonly string[]): string {
  const base = slug(name);
  const ids = new Set([...taken, "new", "runs", "backtest", "paused"]);
  for (let number = 1; ; number += 1) {
    const id = number === 1 ? base : `${base}-${number}`;
    if (!ids.has(id)) return id;
  }
}
