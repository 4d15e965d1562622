import { formatCount } from "@/lib/numbers";
import type { ChangeRun } from "@/platform";

/** How much of an act is sent, between 0 and 1; `null` while nothing is known. A tree that is being copied counts by its parts. */
export function runShare(run: ChangeRun | null): number | null {
  if (run === null || run.total === 0) return null;
  const copied = run.toCopy === 0 ? 0 : Math.min(1, run.copied / run.toCopy);
  return Math.min(1, (run.done + copied) / run.total);
}

/** How far Meta is with copying a large tree; `null` while it copies none. */
export function copyingWords(run: ChangeRun | null): string | null {
  if (run === null || run.ended || run.toCopy === 0) return null;
  return `Meta has copied ${formatCount(run.copied)} of ${formatCount(run.toCopy)} parts of this tree.`;
}
