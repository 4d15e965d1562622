/** What languages are called, by Meta's numbers: a targeting has the numbers alone. Grows with what is looked up. */
const KNOWN = new Map<string, string>([
  ["6", "English (US)"],
  ["24", "English (UK)"],
  ["1001", "English (All)"],
]);

/** What a language is called; its number where that was never looked up. */
export const languageName = (id: string): string => KNOWN.get(id) ?? id;

/** Keeps what Meta calls a language, so that its number is said by that name from now on. */
export function learnLanguage(id: string, name: string): void {
  if (name !== "" && name !== id) KNOWN.set(id, name);
}
