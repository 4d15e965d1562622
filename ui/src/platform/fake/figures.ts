import { type Day, type DayRange, listDays, weekday } from "@/lib/days";
import type { Metrics } from "../bindings";
import { between, noise } from "./random";
import { currencyOf, type FakeObject } from "./world";

export type Sums = Pick<
  Metrics,
  "impressions" | "clicks" | "linkClicks" | "spendMinor" | "conversions" | "valueMinor"
>;

const EMPTY: Sums = {
  impressions: 0,
  clicks: 0,
  linkClicks: 0,
  spendMinor: 0,
  conversions: 0,
  valueMinor: 0,
};

const add = (a: Sums, b: Sums): Sums => ({
  impressions: a.impressions + b.impressions,
  clicks: a.clicks + b.clicks,
  linkClicks: a.linkClicks + b.linkClicks,
  spendMinor: a.spendMinor + b.spendMinor,
  conversions: a.conversions + b.conversions,
  valueMinor: a.valueMinor + b.valueMinor,
});

/** Share of the final conversions that have arrived `age` days after a day ended. */
export function arrived(age: number): number {
  return age >= 28 ? 1 : 1 - 0.55 * Math.exp(-age / 2.8);
}

/** Price level of a currency against the euro, in minor units. */
const PRICE: Record<string, number> = { JPY: 1.6, USD: 1.08 };

function adDay(ad: FakeObject, day: Day, age: number): Sums {
  if (ad.delivery === "archived" || ad.delivery === "rejected") return EMPTY;
  const key = `${ad.id}|${day}`;
  const price = PRICE[currencyOf(ad)] ?? 1;
  const weekly = 1 + 0.14 * Math.sin(((weekday(day) + 1) * 2 * Math.PI) / 7);
  const spendMinor = Math.round(ad.usualSpendMinor * weekly * between(key, 0.72, 1.28));
  const cpm = between(`${ad.id}|cpm`, 620, 1_240) * price;
  const impressions = Math.round((spendMinor / cpm) * 1000);
  const clicks = Math.round(impressions * between(`${ad.id}|ctr`, 0.009, 0.028));
  const linkClicks = Math.round(clicks * between(`${ad.id}|link`, 0.62, 0.84));
  const rate = between(`${ad.id}|cvr`, 0.012, 0.046) * between(`${key}|cvr`, 0.7, 1.3);
  const conversions = Math.floor(linkClicks * rate * arrived(age) + noise(`${key}|round`));
  const basket = Math.round(between(`${ad.id}|aov`, 6_800, 12_400) * price);
  return {
    impressions,
    clicks,
    linkClicks,
    spendMinor,
    conversions,
    valueMinor: ad.conversion === "purchase" ? conversions * basket : 0,
  };
}

const ads = (object: FakeObject): FakeObject[] =>
  object.level === "ad" ? [object] : object.children.flatMap(ads);

const ageOf = (day: Day, today: Day): number =>
  Math.max(0, (Date.parse(today) - Date.parse(day)) / 86_400_000);

/** One day as it looked `age` days after; left out, as it looks today. */
export function daySums(object: FakeObject, day: Day, today: Day, age = ageOf(day, today)): Sums {
  return ads(object).reduce((sum, ad) => add(sum, adDay(ad, day, age)), EMPTY);
}

const cache = new Map<string, Sums>();

export function rangeSums(object: FakeObject, range: DayRange, today: Day): Sums {
  const key = `${object.id}|${range.since}|${range.until}|${today}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const sums = listDays(range)
    .filter((day) => day <= today)
    .reduce((sum, day) => add(sum, daySums(object, day, today)), EMPTY);
  cache.set(key, sums);
  return sums;
}

export const addAll = (all: Sums[]): Sums => all.reduce(add, EMPTY);

const per = (amount: number, count: number): number | null => (count === 0 ? null : amount / count);

/** Ratios from sums, `null` where the divisor is zero. */
export function withRatios(sums: Sums): Metrics {
  const ctr = per(sums.clicks, sums.impressions);
  const cpm = per(sums.spendMinor, sums.impressions);
  return {
    ...sums,
    ctrPercent: ctr === null ? null : ctr * 100,
    cpcMinor: per(sums.spendMinor, sums.clicks),
    cpmMinor: cpm === null ? null : cpm * 1000,
    cpaMinor: per(sums.spendMinor, sums.conversions),
    roas: per(sums.valueMinor, sums.spendMinor),
    formulas: [],
  };
}
