import { pathText } from "@/lib/text";
import type { ExplorerRow, ObjectLevel } from "@/platform";
import { capitalised, LEVEL_WORDS } from "./words";

/** Levels from the top down. */
const LEVELS: readonly ObjectLevel[] = ["account", "campaign", "adset", "ad"];

/**
 * What the rows of a flat list are in, as the heading over it: `Campaign › ad set`. `null` where it says nothing: in the
 * tree, and for campaigns of one account.
 */
export function placeHeading(flat: ObjectLevel | null, accounts: number): string | null {
  if (flat === null) return null;
  const above = LEVELS.slice(accounts > 1 ? 0 : 1, LEVELS.indexOf(flat));
  if (above.length === 0) return null;
  const words = above.map((level) => LEVEL_WORDS[level].one.toLowerCase());
  return capitalised(words.join(" › "));
}

/** What a row of a flat list is in; the account is named only where there are several. */
export function placeText(row: Pick<ExplorerRow, "path">, accounts: number): string {
  return pathText(accounts > 1 ? row.path : row.path.slice(1));
}
