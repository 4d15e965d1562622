/** A button that has the focus is pressed by Enter and Space; everywhere else they are keys of the page. */
export function pressOr(target: EventTarget | null, act: () => void): void {
  if (target instanceof HTMLButtonElement) target.click();
  else act();
}

/** The key a step away, held at both ends; the first one where the present is gone. */
export function stepped(keys: readonly string[], from: string | null, by: number): string | null {
  const at = from === null ? -1 : keys.indexOf(from);
  if (at < 0) return keys[0] ?? null;
  return keys[Math.max(0, Math.min(keys.length - 1, at + by))] ?? null;
}
