import { type Audience, EMPTY_AUDIENCE } from "@/components/targeting/audience";
import type { CreationPlace, CreativeChoice } from "@/platform";

export type BudgetKind = "daily" | "lifetime";

/** What a person has filled in of a campaign. Amounts and times are as typed. */
export interface CampaignForm {
  name: string;
  objective: string;
  /** Whether the campaign has the budget, or each ad set its own. */
  hasBudget: boolean;
  budgetKind: BudgetKind;
  budget: string;
  strategy: string;
  spendCap: string;
  categories: string[];
  start: string;
  end: string;
}

/** What a person has filled in of an ad set. */
export interface AdSetForm extends Audience {
  name: string;
  /** Where its ads lead; `null` where Meta has no word for it. */
  destination: string | null;
  goal: string;
  billing: string;
  budgetKind: BudgetKind;
  budget: string;
  strategy: string;
  bid: string;
  /** Least return, such as 2.5. */
  roas: string;
  start: string;
  end: string;
  pixel: string;
  event: string;
  page: string;
  app: string;
  store: string;
  beneficiary: string;
  payor: string;
}

/** What a person has filled in of an ad. */
export interface AdForm {
  name: string;
  creative: CreativeChoice | null;
  conversionDomain: string;
}

/** One act: what is made, from the top down. */
export interface CreateForm {
  campaign: CampaignForm;
  adset: AdSetForm;
  ad: AdForm;
  /** Whether an ad set, and an ad in it, are made in the same act. */
  withAdset: boolean;
  withAd: boolean;
}

/** Which levels an act makes. */
export interface Makes {
  campaign: boolean;
  adset: boolean;
  ad: boolean;
}

export const EMPTY_FORM: CreateForm = {
  campaign: {
    name: "",
    objective: "OUTCOME_SALES",
    hasBudget: true,
    budgetKind: "daily",
    budget: "",
    strategy: "LOWEST_COST_WITHOUT_CAP",
    spendCap: "",
    categories: [],
    start: "",
    end: "",
  },
  adset: {
    name: "",
    destination: "WEBSITE",
    goal: "OFFSITE_CONVERSIONS",
    billing: "IMPRESSIONS",
    budgetKind: "daily",
    budget: "",
    strategy: "LOWEST_COST_WITHOUT_CAP",
    bid: "",
    roas: "",
    start: "",
    end: "",
    ...EMPTY_AUDIENCE,
    pixel: "",
    event: "PURCHASE",
    page: "",
    app: "",
    store: "",
    beneficiary: "",
    payor: "",
  },
  ad: { name: "", creative: null, conversionDomain: "" },
  withAdset: true,
  withAd: true,
};

/** What an act makes at a place: what is there already is not made. */
export function makes(form: CreateForm, place: CreationPlace): Makes {
  const campaign = place.campaign === null;
  const adset = place.adset === null && (!campaign || form.withAdset);
  return { campaign, adset, ad: place.adset !== null || (adset && form.withAd) };
}
