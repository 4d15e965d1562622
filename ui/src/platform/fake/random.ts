/** A number in [0, 1) that depends on the text alone, so that the same object has the same figures each time. */
export function noise(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 12;
  hash = Math.imul(hash, 0x297a2d39);
  hash ^= hash >>> 15;
  return (hash >>> 0) / 2 ** 32;
}

/** Between `low` and `high`. */
export const between = (text: string, low: number, high: number): number => low + noise(text) * (high - low);

/** One of the choices, which may not be empty. */
export function pick<T>(text: string, choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(noise(text) * choices.length)] ?? choices[0];
}
