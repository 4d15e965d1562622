import type { ExplorerPage, ExplorerRequest, ExplorerRow, ObjectLevel } from "../bindings";
import { withRatios } from "./figures";
import { noise } from "./random";

// A very large account for looking at scrolling: rows are worked out from their number, so that asking for a window
// costs the window and not the account. It has no sums worth reading and ignores filters.

const ADS_IN_SET = 20;
const SETS_IN_CAMPAIGN = 25;
const ACCOUNT = "act_5000050000";

type Place = { level: ObjectLevel; campaign: number; set: number; ad: number };

const idOf = ({ level, campaign, set, ad }: Place): string => {
  if (level === "account") return ACCOUNT;
  const parts = [campaign, level === "campaign" ? 0 : set + 1, level === "ad" ? ad + 1 : 0];
  return `7${parts.map((part) => String(part).padStart(5, "0")).join("")}`;
};

const parentOf = (place: Place): string | null => {
  const above: Partial<Record<ObjectLevel, ObjectLevel>> = {
    ad: "adset",
    adset: "campaign",
    campaign: "account",
  };
  const level = above[place.level];
  return level === undefined ? null : idOf({ ...place, level });
};

const DEPTH: Record<ObjectLevel, number> = { account: 0, campaign: 1, adset: 2, ad: 3 };
const LEVELS: readonly ObjectLevel[] = ["account", "campaign", "adset", "ad"];

function rowOf(
  place: Place,
  campaigns: number,
  expanded: ReadonlySet<string>,
  flat: boolean,
  compare: boolean,
): ExplorerRow {
  const id = idOf(place);
  const part = noise(id);
  const spendMinor = Math.round(part * 900_000);
  const sums = {
    impressions: Math.round(part * 120_000),
    clicks: Math.round(part * 2_100),
    linkClicks: Math.round(part * 1_500),
    spendMinor,
    conversions: Math.round(part * 60),
    valueMinor: Math.round(part * 2_900_000),
  };
  const children: Record<ObjectLevel, number> = {
    account: campaigns,
    campaign: SETS_IN_CAMPAIGN,
    adset: ADS_IN_SET,
    ad: 0,
  };
  const names: Record<ObjectLevel, string> = {
    account: "Fifty Thousand Ads",
    campaign: `Campaign ${place.campaign + 1} · Prospecting`,
    adset: `Ad set ${place.campaign + 1}.${place.set + 1} · Broad 25–54`,
    ad: `Ad ${place.campaign + 1}.${place.set + 1}.${place.ad + 1} · Storm jacket on ridge`,
  };
  return {
    id,
    level: place.level,
    depth: flat ? 0 : DEPTH[place.level],
    parentId: parentOf(place),
    accountId: ACCOUNT,
    name: names[place.level],
    path: flat ? LEVELS.slice(0, DEPTH[place.level]).map((level) => names[level]) : [],
    childCount: flat ? 0 : children[place.level],
    expanded: expanded.has(id),
    status: "ACTIVE",
    effectiveStatus: "ACTIVE",
    delivery: part < 0.08 ? "learning" : part < 0.2 ? "paused" : part > 0.97 ? "rejected" : "active",
    deliveryNote: null,
    issues: part > 0.97 ? 1 : 0,
    objective: "OUTCOME_SALES",
    currency: "EUR",
    dailyBudgetMinor: place.level === "campaign" ? 50_000 : null,
    lifetimeBudgetMinor: null,
    budgetsForLife: 0,
    budgetOnCampaign: true,
    conversion: "purchase",
    metrics: withRatios(sums),
    compare: compare
      ? withRatios({ ...sums, spendMinor: Math.round(spendMinor * (0.7 + part * 0.6)) })
      : null,
  };
}

let placesOf: { key: string; places: Place[] } = { key: "", places: [] };

function openPlaces(campaigns: number, expanded: ReadonlySet<string>): Place[] {
  const key = [...expanded].join();
  if (placesOf.key === key) return placesOf.places;
  const places: Place[] = [];
  const visit = (place: Place): void => {
    places.push(place);
    if (!expanded.has(idOf(place))) return;
    if (place.level === "account")
      for (let n = 0; n < campaigns; n++) visit({ ...place, level: "campaign", campaign: n });
    if (place.level === "campaign")
      for (let n = 0; n < SETS_IN_CAMPAIGN; n++) visit({ ...place, level: "adset", set: n });
    if (place.level === "adset") for (let n = 0; n < ADS_IN_SET; n++) visit({ ...place, level: "ad", ad: n });
  };
  visit({ level: "account", campaign: 0, set: 0, ad: 0 });
  placesOf = { key, places };
  return places;
}

const placeOfAd = (index: number): Place => ({
  level: "ad",
  campaign: Math.floor(index / (ADS_IN_SET * SETS_IN_CAMPAIGN)),
  set: Math.floor(index / ADS_IN_SET) % SETS_IN_CAMPAIGN,
  ad: index % ADS_IN_SET,
});

/** The table of an account with `ads` ads: the tree, or all ads as a flat list. */
export function queryManyRows(ads: number, request: ExplorerRequest, nowMs: number): ExplorerPage {
  const campaigns = Math.ceil(ads / (ADS_IN_SET * SETS_IN_CAMPAIGN));
  const expanded = new Set(request.expanded);
  const flat = request.flat !== null;
  const places = flat ? null : openPlaces(campaigns, expanded);
  const total = places?.length ?? ads;
  const count = Math.max(0, Math.min(request.limit, 500, total - request.offset));
  const compare = request.compare !== null;
  const rows = Array.from({ length: count }, (_, index) => {
    const place = places?.[request.offset + index] ?? placeOfAd(request.offset + index);
    return rowOf(place, campaigns, expanded, flat, compare);
  });
  const top = rowOf({ level: "account", campaign: 0, set: 0, ad: 0 }, campaigns, expanded, false, compare);
  return {
    rows,
    totalRows: total,
    totals: [
      {
        currency: "EUR",
        rows: flat ? ads : 1,
        dailyBudgetMinor: campaigns * 50_000,
        budgetsForLife: 0,
        conversion: "purchase",
        metrics: top.metrics,
        compare: top.compare,
      },
    ],
    counts: { campaigns, adSets: campaigns * SETS_IN_CAMPAIGN, ads },
    pulledAtMs: nowMs - 12 * 60_000,
    maturingSince: null,
    attribution: ["7d_click_1d_view"],
    missingDays: 0,
    formulas: [],
  };
}
