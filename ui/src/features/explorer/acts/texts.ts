import { formatCount } from "@/lib/numbers";
import { isolated, shortened } from "@/lib/text";
import type { Below, ObjectLevel } from "@/platform";
import { LEVEL_WORDS } from "../model/words";

type Counts = readonly [level: ObjectLevel, count: number][];

/** `2 ads`, `1 campaign and 3 ad sets`. */
function objects(counts: Counts): string {
  const parts = counts.map(([level, count]) => {
    const { one, many } = LEVEL_WORDS[level];
    return `${formatCount(count)} ${count === 1 ? one.toLowerCase() : many}`;
  });
  const last = parts.pop() ?? "";
  return parts.length === 0 ? last : `${parts.join(", ")} and ${last}`;
}

const plural = (counts: Counts): boolean => counts.reduce((sum, [, count]) => sum + count, 0) !== 1;

/** Words of what is done to objects as a whole. */
export const actTexts = {
  keys: { duplicate: "Duplicate", archive: "Archive", delete: "Delete" },
  menu: "More acts",
  objects,
  delete: {
    title: (counts: Counts) => `Delete ${objects(counts)} at Meta?`,
    text: (counts: Counts) => `This cannot be undone. ${plural(counts) ? "Their" : "Its"} figures stay here.`,
    confirm: (counts: Counts) => `Delete ${objects(counts)}`,
  },
  archive: {
    title: (counts: Counts) => `Archive ${objects(counts)} at Meta?`,
    text: (counts: Counts) =>
      `This cannot be undone: what is archived can only be deleted. ${plural(counts) ? "Their" : "Its"} figures stay here.`,
    confirm: (counts: Counts) => `Archive ${objects(counts)}`,
  },
  below: ({ adSets, ads, names }: Below, above: Counts) => {
    const counts: [ObjectLevel, number][] = [
      ...(adSets > 0 ? [["adset", adSets] satisfies [ObjectLevel, number]] : []),
      ...(ads > 0 ? [["ad", ads] satisfies [ObjectLevel, number]] : []),
    ];
    const all = adSets + ads;
    const named = names.map((name) => isolated(shortened(name, 60)));
    const rest = all - names.length;
    const list = rest > 0 ? `${named.join(", ")} and ${formatCount(rest)} more` : named.join(", ");
    return `${objects(counts)} below ${all === 1 ? "goes" : "go"} with ${plural(above) ? "them" : "it"}: ${list}.`;
  },
  belowUnknown: "Everything below them goes with them.",
  looking: "Looking at Meta",
  offline: "Offline: nothing can be sent. It can wait as a draft.",
  keep: "Keep as a draft",
  kept: "Saved to Drafts",
  close: "Close",
  cancel: "Cancel",
  again: "Try again",
  retry: (count: number) => `Try ${formatCount(count)} again`,
  sending: (done: number, total: number) => `${formatCount(done)} of ${formatCount(total)} sent`,
  background: "You can close this; it goes on, and the bar below shows how far it is.",
  all: (done: number) => `${formatCount(done)} of ${formatCount(done)} done. Meta confirmed all of it.`,
  partly: (done: number, all: number) =>
    `${formatCount(done)} of ${formatCount(all)} done. The others are as before.`,
  stop: "Stop",
  duplicate: {
    title: (counts: Counts) => `Duplicate ${objects(counts)}`,
    text: "Every copy is made paused, whatever its original does.",
    whole: "Choose the objects one by one to duplicate them; a whole list is too much at once.",
    tooMany: (most: number) => `At most ${formatCount(most)} copies at once.`,
    suffix: "Added to the name",
    example: (name: string) => `Such as ${isolated(shortened(name, 80))}`,
    count: "Copies of each",
    countWrong: (most: number) => `A whole number from 1 to ${formatCount(most)}.`,
    budget: "Budget a day of the copy",
    lifetime: "Budget of the copy for its whole life",
    asIs: "As the original",
    deep: (level: ObjectLevel) => (level === "campaign" ? "With its ad sets and ads" : "With its ads"),
    deepHint: "More than three ads are copied by Meta in the background; that takes longer.",
    parent: (level: ObjectLevel) => (level === "adset" ? "Into the campaign" : "Into the ad set"),
    sameParent: "The same as the original",
    findParent: "Find by name",
    confirm: (count: number) => `Make ${formatCount(count)} ${count === 1 ? "copy" : "copies"}`,
    look: "Look at what it makes",
    frozen: "Archived and deleted objects cannot be copied.",
  },
} as const;
