import type { Account, Delivery, ObjectLevel } from "../bindings";
import { between, noise, pick } from "./random";

/** An object of the invented accounts. */
export type FakeObject = {
  id: string;
  level: ObjectLevel;
  name: string;
  parentId: string | null;
  accountId: string;
  status: "ACTIVE" | "PAUSED" | "ARCHIVED" | "DELETED";
  delivery: Delivery;
  deliveryNote: string | null;
  issues: number;
  objective: string | null;
  dailyBudgetMinor: number | null;
  budgetOnCampaign: boolean;
  conversion: string;
  /** Minor units an ad spends on a usual day; 0 above ads. */
  usualSpendMinor: number;
  children: FakeObject[];
};

export type FakeAccount = {
  account: Pick<Account, "id" | "name" | "currency" | "timeZone" | "status">;
  business: string;
  root: FakeObject;
};

type Sketch = {
  id: string;
  name: string;
  currency: string;
  timeZone: string;
  status: string;
  business: string;
  /** Minor units a day of a middling campaign. */
  scale: number;
  campaigns: [name: string, objective: string, delivery: Delivery][];
  adsets: readonly [string, ...string[]];
  ads: readonly [string, ...string[]];
};

const SKETCHES: Sketch[] = [
  {
    id: "act_1020304050607081",
    name: "Fjordline Outdoor",
    currency: "EUR",
    timeZone: "Europe/Oslo",
    status: "active",
    business: "Northbound Agency",
    scale: 24_000,
    campaigns: [
      ["Prospecting · Broad · Nordics", "OUTCOME_SALES", "active"],
      ["Autumn jackets · Launch", "OUTCOME_SALES", "active"],
      ["Catalogue · Retargeting 14 d", "OUTCOME_SALES", "active"],
      ["Trail club · Sign-ups", "OUTCOME_LEADS", "learning"],
      ["Brand film · Ridge line", "OUTCOME_AWARENESS", "active"],
      ["Store visits · Oslo and Bergen", "OUTCOME_TRAFFIC", "in_review"],
      ["Summer sale · Last chance", "OUTCOME_SALES", "paused"],
      ["Test · Value bidding", "OUTCOME_SALES", "archived"],
    ],
    adsets: [
      "Broad · NO · 25–54",
      "Lookalike 3 % · SE",
      "Interests · Trail running · DK",
      "Broad · FI · 25–54",
      "Visitors 14 d",
    ],
    ads: [
      "Static · Storm jacket on ridge",
      "Video · 15 s · Rain test",
      "Carousel · Layers",
      "Static · Price anchor €149",
      "UGC · Marit, first hike",
    ],
  },
  {
    id: "act_2040608010203045",
    name: "Kumo Pet Supply",
    currency: "JPY",
    timeZone: "Asia/Tokyo",
    status: "active",
    business: "Northbound Agency",
    scale: 31_000,
    campaigns: [
      ["新規獲得 · 定期便", "OUTCOME_SALES", "active"],
      ["リターゲティング · カート", "OUTCOME_SALES", "active"],
      ["Kitten starter box", "OUTCOME_SALES", "limited"],
      ["App installs · Feeding log", "OUTCOME_APP_PROMOTION", "paused"],
    ],
    adsets: ["全国 · 25–49", "関東 · 猫オーナー", "類似 2 %", "Cart 7 d"],
    ads: ["静止画 · 子猫とボウル", "動画 · 30 s · 開封", "Carousel · 3 tastes", "静止画 · 初回半額"],
  },
  {
    id: "act_3090705030201069",
    name: "Aster & Vale Skincare",
    currency: "USD",
    timeZone: "America/Los_Angeles",
    status: "unsettled",
    business: "Aster & Vale Inc.",
    scale: 38_000,
    campaigns: [
      ["Serum launch · Prospecting", "OUTCOME_SALES", "active"],
      ["Evergreen · Best sellers", "OUTCOME_SALES", "with_issues"],
      ["Retargeting · Viewed 30 d", "OUTCOME_SALES", "active"],
      ["Quiz leads", "OUTCOME_LEADS", "active"],
      ["Holiday bundle · 2025", "OUTCOME_SALES", "archived"],
    ],
    adsets: [
      "US · Women 28–55",
      "Lookalike · Purchasers 1 %",
      "CA and NY · Interest dermatology",
      "Advantage+ audience",
    ],
    ads: [
      "Video · Before breakfast",
      "Static · Ingredient list",
      "UGC · Two weeks in",
      "Carousel · Routine in 3 steps",
      "Static · Before and after",
    ],
  },
];

const OFF: Delivery[] = ["paused", "archived", "deleted"];

/** What a child shows, given its parent: an object below a paused one is off because of it. */
function childDelivery(parent: FakeObject, level: "adset" | "ad", key: string): Delivery {
  if (parent.delivery === "archived" || parent.delivery === "deleted") return parent.delivery;
  if (parent.level === "campaign" && parent.delivery === "paused") return "campaign_paused";
  if (parent.delivery === "campaign_paused") return "campaign_paused";
  if (parent.delivery === "paused") return "adset_paused";
  const roll = noise(`${key}|delivery`);
  if (level === "ad" && roll < 0.05) return "rejected";
  if (level === "adset" && roll < 0.1) return "learning";
  if (level === "adset" && roll < 0.16) return "limited";
  if (roll < 0.22) return "paused";
  return parent.delivery === "in_review" ? "in_review" : "active";
}

function makeObject(
  parts: Partial<FakeObject> & Pick<FakeObject, "id" | "level" | "name" | "accountId" | "delivery">,
): FakeObject {
  return {
    parentId: null,
    status: parts.delivery === "archived" ? "ARCHIVED" : OFF.includes(parts.delivery) ? "PAUSED" : "ACTIVE",
    deliveryNote: parts.delivery === "limited" ? "Needs 50 conversions a week" : null,
    issues: 0,
    objective: null,
    dailyBudgetMinor: null,
    budgetOnCampaign: false,
    conversion: "purchase",
    usualSpendMinor: 0,
    children: [],
    ...parts,
  };
}

function makeAds(sketch: Sketch, adset: FakeObject, adsetNumber: number, perAd: number): FakeObject[] {
  const count = 3 + Math.floor(noise(`${adset.id}|ads`) * 3);
  return Array.from({ length: count }, (_, index) => {
    const id = adset.id.slice(0, -2) + String(10 + index + adsetNumber * 7).padStart(2, "0");
    const delivery = childDelivery(adset, "ad", id);
    const off = delivery !== "active" && delivery !== "learning";
    return makeObject({
      id: `${id}${index}`,
      level: "ad",
      name: sketch.ads[(index + adsetNumber) % sketch.ads.length] ?? sketch.ads[0],
      parentId: adset.id,
      accountId: adset.accountId,
      delivery,
      deliveryNote: delivery === "rejected" ? "Before-and-after claim" : null,
      issues: delivery === "rejected" ? 1 : 0,
      objective: adset.objective,
      conversion: adset.conversion,
      usualSpendMinor: Math.round(perAd * between(`${id}|share`, 0.4, 1.7) * (off ? 0.25 : 1)),
    });
  });
}

function makeAdsets(sketch: Sketch, campaign: FakeObject, campaignNumber: number): FakeObject[] {
  const count = 2 + Math.floor(noise(`${campaign.id}|adsets`) * 4);
  const onCampaign = campaign.dailyBudgetMinor !== null;
  return Array.from({ length: count }, (_, index) => {
    const id = `${campaign.id.slice(0, -3)}${campaignNumber}${index + 1}0`;
    const delivery = childDelivery(campaign, "adset", id);
    const budget = Math.round((sketch.scale * between(`${id}|budget`, 0.3, 0.9)) / 500) * 500;
    const adset = makeObject({
      id,
      level: "adset",
      name: sketch.adsets[(index + campaignNumber) % sketch.adsets.length] ?? sketch.adsets[0],
      parentId: campaign.id,
      accountId: campaign.accountId,
      delivery,
      objective: campaign.objective,
      dailyBudgetMinor: onCampaign ? null : budget,
      budgetOnCampaign: onCampaign,
      conversion: campaign.conversion,
    });
    adset.children = makeAds(sketch, adset, index, budget / 3);
    adset.issues = adset.children.filter((ad) => ad.issues > 0).length;
    if (adset.issues > 0 && adset.deliveryNote === null) adset.deliveryNote = `${adset.issues} ad rejected`;
    return adset;
  });
}

const CONVERSION_OF: Readonly<Record<string, string>> = {
  OUTCOME_SALES: "purchase",
  OUTCOME_LEADS: "lead",
  OUTCOME_AWARENESS: "post_engagement",
  OUTCOME_TRAFFIC: "conversation",
  OUTCOME_APP_PROMOTION: "app_install",
};

function makeAccount(sketch: Sketch, accountNumber: number): FakeAccount {
  const root = makeObject({
    id: sketch.id,
    level: "account",
    name: sketch.name,
    accountId: sketch.id,
    delivery: sketch.status === "active" ? "active" : "pending_billing",
    conversion: "mixed",
  });
  root.children = sketch.campaigns.map(([name, objective, delivery], index) => {
    const id = `1202${accountNumber}00000000${String(index + 1).padStart(2, "0")}000`;
    const campaign = makeObject({
      id,
      level: "campaign",
      name,
      parentId: sketch.id,
      accountId: sketch.id,
      delivery,
      objective,
      dailyBudgetMinor: index % 3 === 0 ? sketch.scale * pick(`${id}|cbo`, [2, 3, 4]) : null,
      conversion: CONVERSION_OF[objective] ?? "link_click",
    });
    campaign.children = makeAdsets(sketch, campaign, index + 1);
    campaign.issues = campaign.children.reduce((sum, adset) => sum + adset.issues, 0);
    return campaign;
  });
  const { id, name, currency, timeZone, status, business } = sketch;
  return { account: { id, name, currency, timeZone, status }, business, root };
}

/** Three accounts in three currencies and time zones, the same each time. */
export const WORLD: readonly FakeAccount[] = SKETCHES.map((sketch, index) => makeAccount(sketch, index + 1));

function* walk(object: FakeObject): Generator<FakeObject> {
  yield object;
  for (const child of object.children) yield* walk(child);
}

export const ALL_OBJECTS: ReadonlyMap<string, FakeObject> = new Map(
  WORLD.flatMap(({ root }) => [...walk(root)]).map((object) => [object.id, object]),
);

export const accountOf = (id: string): FakeAccount | undefined =>
  WORLD.find(({ account }) => account.id === id);

export const currencyOf = (object: FakeObject): string =>
  accountOf(object.accountId)?.account.currency ?? "EUR";
