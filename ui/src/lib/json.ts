const LONG_NUMBER = /\d{16}/;
const STRING = /"(?:[^"\\]|\\.)*"/g;

/** Whether JSON is the same after it was read and written: numbers longer than a computer counts are not. */
export const isExact = (text: string): boolean => !LONG_NUMBER.test(text.replaceAll(STRING, '""'));

/** JSON without needless space; as it is where reading and writing it would change it, or where it is none. */
export function compactJson(text: string): string {
  if (!isExact(text)) return text.trim();
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)]));
}

/** Whether two texts say the same in JSON, whatever their spaces and the order of their keys. */
export function sameJson(a: string, b: string): boolean {
  const [one, other] = [compactJson(a), compactJson(b)];
  if (one === other) return true;
  if (!isExact(a) || !isExact(b)) return false;
  try {
    return JSON.stringify(sorted(JSON.parse(one))) === JSON.stringify(sorted(JSON.parse(other)));
  } catch {
    return false;
  }
}
