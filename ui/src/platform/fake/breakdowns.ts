import { listDays, weekday } from "@/lib/days";
import type { Breakdown, BreakdownKind, BreakdownMetric, BreakdownRequest, IpcError } from "../bindings";
import type { Platform } from "../platform";
import { addAll, daySums, type Sums, withRatios } from "./figures";
import { between } from "./random";
import { ALL_OBJECTS, accountOf, currencyOf, type FakeObject } from "./world";

const HOURS: [string[], number][] = Array.from({ length: 24 }, (_, hour) => {
  const at = String(hour).padStart(2, "0");
  const lively = 1 + Math.sin(((hour - 9) / 24) * 2 * Math.PI);
  return [[`${at}:00:00 - ${at}:59:59`], 0.4 + lively];
});

const PARTS: Record<BreakdownKind, [string[], number][]> = {
  age: [
    [["18-24"], 3],
    [["25-34"], 6],
    [["35-44"], 5],
    [["45-54"], 3],
    [["55-64"], 2],
    [["65+"], 1],
  ],
  gender: [
    [["female"], 6],
    [["male"], 4],
    [["unknown"], 0.2],
  ],
  age_gender: ["18-24", "25-34", "35-44", "45-54"].flatMap((age): [string[], number][] => [
    [[age, "female"], 3],
    [[age, "male"], 2],
  ]),
  country: [
    [["NO"], 6],
    [["SE"], 3],
    [["DK"], 2],
    [["DE"], 1],
  ],
  publisher_platform: [
    [["facebook"], 5],
    [["instagram"], 6],
    [["audience_network"], 1],
    [["messenger"], 0.3],
  ],
  platform_position: [
    [["facebook", "feed"], 5],
    [["facebook", "facebook_reels"], 2],
    [["instagram", "instagram_stories"], 3],
    [["instagram", "instagram_reels"], 4],
    [["audience_network", "an_classic"], 1],
    [["facebook", "marketplace"], 0.6],
    [["facebook", "right_hand_column"], 0.3],
  ],
  impression_device: [
    [["facebook", "iphone"], 3],
    [["facebook", "android_smartphone"], 4],
    [["instagram", "iphone"], 5],
    [["facebook", "desktop"], 1],
  ],
  device_platform: [
    [["mobile_app"], 8],
    [["mobile_web"], 1],
    [["desktop"], 1.5],
  ],
  hour: HOURS,
};

const FIGURE: Record<BreakdownMetric, keyof Sums> = {
  spend: "spendMinor",
  impressions: "impressions",
  clicks: "clicks",
  link_clicks: "linkClicks",
  conversions: "conversions",
  value: "valueMinor",
};

/** A day's figures in whole parts that add up to it. */
function split(object: FakeObject, day: string, whole: Sums, parts: [string[], number][]): Sums[] {
  const weights = parts.map(
    ([values, weight]) => weight * between(`${object.id}|${day}|${values}`, 0.7, 1.3),
  );
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const names = Object.keys(whole) as (keyof Sums)[];
  const cells = parts.map(() => ({ ...whole }));
  for (const name of names) {
    let [seen, given] = [0, 0];
    weights.forEach((weight, at) => {
      seen += weight;
      const until = at === weights.length - 1 ? whole[name] : Math.floor((whole[name] * seen) / all);
      const cell = cells[at];
      if (cell !== undefined) cell[name] = until - given;
      given = until;
    });
  }
  return cells;
}

interface Surroundings {
  today: () => string;
  now: () => number;
  fail: (error: Pick<IpcError, "code" | "message"> & Partial<IpcError>) => unknown;
  /** Whether Meta can be reached. */
  reached: () => boolean;
}

type Pulled = { atMs: number; days: Set<string> };

/** Split figures: nothing is here until it was asked for; a pull is over at its third look. */
export function fakeBreakdowns({
  today,
  now,
  fail,
  reached,
}: Surroundings): Pick<Platform, "getBreakdown" | "startBreakdown" | "stopBreakdown"> {
  const here = new Map<string, Pulled>();
  let running: { key: string; days: string[]; looks: number } | null = null;
  let failed: { key: string; error: IpcError } | null = null;

  const keyOf = ({ id, by }: BreakdownRequest): string => `${id}|${by}`;
  const daysOf = ({ range }: BreakdownRequest): string[] => listDays(range).filter((day) => day <= today());
  const keep = (key: string, days: readonly string[]): void => {
    const before = here.get(key)?.days ?? new Set<string>();
    here.set(key, { atMs: now(), days: new Set([...before, ...days]) });
  };

  function shown(request: BreakdownRequest): Breakdown {
    const object = ALL_OBJECTS.get(request.id);
    if (object === undefined) {
      throw fail({ code: "not_found", message: "This object is not in the copy on this computer." });
    }
    const [key, days, parts] = [keyOf(request), daysOf(request), PARTS[request.by]];
    const pulled = here.get(key);
    const known = days.filter((day) => pulled?.days.has(day));
    const cells = new Map(
      known.map((day) => [day, split(object, day, daySums(object, day, today()), parts)] as const),
    );
    const figure = FIGURE[request.metric];
    const whole = addAll(known.map((day) => daySums(object, day, today())));
    const rows = parts
      .map(([values], at) => ({
        values,
        sums: addAll([...cells.values()].map((day) => day[at] ?? addAll([]))),
      }))
      .filter(({ sums }) => sums.impressions > 0)
      .sort((a, b) => b.sums[figure] - a.sums[figure]);
    const all = rows.reduce((sum, row) => sum + row.sums[figure], 0);
    const own = rows.length <= 6 ? rows.length : 5;
    const names = [...rows.slice(0, own).map((row) => row.values), ...(own < rows.length ? [[]] : [])];
    const stacked = (day: string): number[] => {
      const values = names.map(() => 0);
      parts.forEach(([part], at) => {
        const found = names.findIndex((name) => name.join() === part.join() && name.length > 0);
        const place = found === -1 ? own : found;
        values[place] = (values[place] ?? 0) + (cells.get(day)?.[at]?.[figure] ?? 0);
      });
      return values.slice(0, names.length);
    };
    const mixed = object.level === "account";
    return {
      currency: currencyOf(object),
      timeZone: accountOf(object.accountId)?.account.timeZone ?? "UTC",
      conversion: mixed ? "mixed" : object.conversion,
      attribution: known.length > 0 ? ["7d_click_1d_view"] : [],
      missingDays: days.length - known.length,
      maturingDays: known.filter((day) => Date.parse(today()) - Date.parse(day) < 28 * 86_400_000).length,
      pulledAtMs: known.length > 0 ? (pulled?.atMs ?? null) : null,
      rows: rows.map(({ values, sums }) => ({
        values,
        metrics: withRatios(sums),
        sharePercent: all > 0 ? (sums[figure] / all) * 100 : null,
      })),
      total: withRatios(whole),
      whole: known.length > 0 ? withRatios(whole) : null,
      leavesOutConversions: request.by === "hour" && !mixed,
      stack: { names, days: days.map((day) => ({ day, values: cells.has(day) ? stacked(day) : null })) },
      heat:
        request.by !== "hour"
          ? []
          : Array.from({ length: 168 }, (_, at) => {
              const [on, hour] = [Math.floor(at / 24), at % 24];
              const such = known.filter((day) => (weekday(day) + 6) % 7 === on);
              const sums = addAll(such.map((day) => cells.get(day)?.[hour] ?? addAll([])));
              return { weekday: on, hour, days: such.length, metrics: withRatios(sums) };
            }),
      running: running?.key === key ? { doneDays: running.looks * 10, ofDays: running.days.length } : null,
      failed: failed?.key === key ? failed.error : null,
    };
  }

  return {
    getBreakdown: async (request) => {
      if (running !== null && running.key === keyOf(request)) {
        running.looks += 1;
        if (running.looks > 2) {
          keep(running.key, running.days);
          running = null;
        }
      }
      return shown(request);
    },
    startBreakdown: async ({ breakdown }) => {
      const key = keyOf(breakdown);
      failed = null;
      if (reached()) {
        running = { key, days: daysOf(breakdown), looks: 0 };
      } else {
        const message = "Meta cannot be reached from this computer.";
        const remedy = "What was pulled before can be used meanwhile";
        failed = { key, error: { code: "offline", message, remedy, retryAfterMs: null, traceId: null } };
      }
      return shown(breakdown);
    },
    stopBreakdown: async () => {
      if (running !== null) keep(running.key, running.days.slice(-running.looks * 10 || running.days.length));
      running = null;
      return null;
    },
  };
}
