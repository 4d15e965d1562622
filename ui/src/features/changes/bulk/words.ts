import { formatCount } from "@/lib/numbers";
import type { ObjectLevel } from "@/platform";

const LEVELS: Readonly<Record<ObjectLevel, readonly [one: string, many: string]>> = {
  account: ["account", "accounts"],
  campaign: ["campaign", "campaigns"],
  adset: ["ad set", "ad sets"],
  ad: ["ad", "ads"],
};

/** How many of each level. */
export type LevelCounts = readonly (readonly [level: ObjectLevel, count: number])[];

/** `38 ad sets`, `1 campaign`. */
export const counted = (count: number, level: ObjectLevel): string =>
  `${formatCount(count)} ${LEVELS[level][count === 1 ? 0 : 1]}`;

const list = new Intl.ListFormat("en", { type: "conjunction" });

/** `2 campaigns and 38 ad sets`. */
export const countsWords = (counts: LevelCounts): string =>
  list.format(counts.map(([level, count]) => counted(count, level)));

export const total = (counts: LevelCounts): number => counts.reduce((sum, [, count]) => sum + count, 0);

/** `3 rows`, `1 row`. */
export const rows = (count: number): string => `${formatCount(count)} ${count === 1 ? "row" : "rows"}`;

export const joined = (parts: readonly string[]): string => list.format(parts);
