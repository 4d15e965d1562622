import type {
  ChangeFinding,
  CreationPlace,
  CreativeChoice,
  IpcError,
  Naming,
  NewObject,
  PlaceChoice,
  TraitChoice,
} from "../bindings";
import type { Platform } from "../platform";
import { CREATION_RULES } from "./creation-rules";
import { ALL_OBJECTS, WORLD } from "./world";

type Fail = (error: Partial<IpcError> & Pick<IpcError, "code" | "message">) => Error;
type CreatingCommands = Pick<
  Platform,
  | "getCreationRules"
  | "getCreationPlace"
  | "getAccountChoices"
  | "searchTargeting"
  | "searchPlaces"
  | "listCreatives"
  | "getNaming"
  | "updateNaming"
  | "previewNaming"
  | "lintLinks"
>;

const place = (
  kind: PlaceChoice["kind"],
  key: string,
  name: string,
  [countryCode, countryName]: [string, string],
): PlaceChoice => ({ key, name, kind, countryCode, countryName, region: null });

const NORWAY: [string, string] = ["NO", "Norway"];
const GERMANY: [string, string] = ["DE", "Germany"];

const PLACES: PlaceChoice[] = [
  place("country", "NO", "Norway", NORWAY),
  place("country", "DE", "Germany", GERMANY),
  place("country", "US", "United States", ["US", "United States"]),
  place("region", "2737", "Oslo", NORWAY),
  place("city", "1633850", "Oslo", NORWAY),
  place("city", "600803", "Berlin", GERMANY),
];

const trait = (id: string, name: string): TraitChoice => ({
  id,
  name,
  kind: "interests",
  path: ["Interests", "Hobbies and activities", name],
  leastPeople: 1_200_000,
  mostPeople: 1_410_000,
});

const TRAITS = [
  trait("6003397496347", "Running"),
  trait("6004160395895", "Travel"),
  trait("6003306084421", "Yoga"),
];

const LANGUAGES = [
  { ...trait("6", "English (US)"), kind: "locales" },
  { ...trait("24", "English (UK)"), kind: "locales" },
  { ...trait("13", "Norwegian (bokmal)"), kind: "locales" },
];

const CREATIVES: CreativeChoice[] = [
  {
    id: "700001",
    name: "Storm jacket on ridge",
    title: "Stay out longer",
    body: "Three layers, one zip.",
    link: "https://fjordline.example/jackets",
    urlTags: "utm_source=facebook&utm_medium=paid&utm_campaign={{campaign.name}}",
    callToAction: "SHOP_NOW",
    linkFaults: [],
  },
  {
    id: "700002",
    name: "Rain test, 15 s",
    title: "Rain? What rain?",
    body: null,
    link: "http://fjordline.example/rain",
    urlTags: null,
    callToAction: "LEARN_MORE",
    linkFaults: ["it begins with http:// and not with https://", "utm_source is missing"],
  },
];

const NO_NAMING: Naming = { campaign: "", adset: "", ad: "", utm: "" };

const textOf = ({ fields }: NewObject, wanted: string): string => {
  const value = fields.find(({ field }) => field === wanted)?.value;
  return value?.kind === "text" ? value.value : "";
};

const jsonOf = ({ fields }: NewObject, wanted: string): Record<string, unknown> => {
  const value = fields.find(({ field }) => field === wanted)?.value;
  return value?.kind === "json" ? (JSON.parse(value.text) as Record<string, unknown>) : {};
};

const OBJECTIVE_WORDS = new Map(CREATION_RULES.objectives.map(({ value, words }) => [value, words]));

/** A few of the core's rules, enough for the page to have something to say. */
function findingsOf(made: NewObject, all: readonly NewObject[]): ChangeFinding[] {
  const found: ChangeFinding[] = [];
  const block = (field: string, text: string) => found.push({ severity: "block", field, text });
  if (textOf(made, "name") === "") block("name", "A name cannot be empty.");
  // What is copied is like its original but for what is said.
  if (made.copyOf !== null) return found;
  const has = (field: string) => made.fields.some((setting) => setting.field === field);
  if (made.level === "campaign" && has("bid_strategy") && !has("daily_budget") && !has("lifetime_budget")) {
    block("bid_strategy", "The bid strategy goes where the budget is: to the ad sets.");
  }
  if (made.level === "adset") {
    const targeting = jsonOf(made, "targeting");
    const geo = (targeting.geo_locations ?? {}) as Record<string, unknown>;
    if (Object.keys(geo).length === 0) {
      block("targeting", "Say where: a country, a region, a city or a custom audience.");
    }
    const above = all[made.parentItem ?? -1];
    const budgeted = above?.fields.some(({ field }) => field.endsWith("_budget")) ?? true;
    if (!budgeted && !has("daily_budget") && !has("lifetime_budget")) {
      block("daily_budget", "It needs a budget, since its campaign has none.");
    }
    if (textOf(made, "optimization_goal") === "OFFSITE_CONVERSIONS" && !has("promoted_object")) {
      block("promoted_object", "Conversions needs a pixel and one of its events to be named.");
    } else if ("custom_event_type" in jsonOf(made, "promoted_object")) {
      if (!("pixel_id" in jsonOf(made, "promoted_object"))) {
        block("promoted_object", "Conversions needs a pixel and one of its events to be named.");
      }
    }
  }
  if (made.level === "ad" && !has("creative")) block("creative", "The creative is missing.");
  return found;
}

/** The part of the fake platform from which people choose when they make something. */
export function fakeCreating(input: {
  fail: Fail;
  online: () => boolean;
  now: () => number;
  settingsChanged: () => void;
}): CreatingCommands & {
  /** What the core would say of something new, and the name it would get. */
  judgeNew: (made: NewObject, all: readonly NewObject[]) => { findings: ChangeFinding[]; name: string };
} {
  let naming = NO_NAMING;
  const offline = (): Error => input.fail({ code: "offline", message: "Meta cannot be reached" });
  const fill = (made: NewObject, all: readonly NewObject[]): string => {
    const text = textOf(made, "name");
    const template = made.level === "account" ? "" : naming[made.level];
    if (template === "") return text;
    const [first] = all;
    const objective = OBJECTIVE_WORDS.get(first === undefined ? "" : textOf(first, "objective")) ?? "";
    const date = new Date(input.now()).toISOString().slice(0, 10);
    const values: Record<string, string> = { text, objective, date };
    return template
      .replaceAll(/\{\s*(\w+)\s*\}/g, (_, token: string) => values[token] ?? "")
      .replaceAll(/^[\s_|-]+|[\s_|-]+$/g, "");
  };
  const unknown = (template: string): string | undefined =>
    [...template.matchAll(/\{(\w+)\}/g)]
      .map(([, token = ""]) => token)
      .find((token) => !CREATION_RULES.tokens.some((known) => known.token === token));
  const faults = (wanted: Naming) =>
    (["campaign", "adset", "ad"] as const).flatMap((template) => {
      const bad = unknown(wanted[template]);
      return bad === undefined ? [] : [{ template, text: `There is no {${bad}}.` }];
    });

  return {
    getCreationRules: async () => CREATION_RULES,
    getCreationPlace: async ({ accountId, id }): Promise<CreationPlace> => {
      const object = ALL_OBJECTS.get(id);
      if (object === undefined || object.accountId !== accountId) {
        throw input.fail({ code: "not_found", message: "That object is not here (any more)" });
      }
      const chain = [object];
      for (let parent = ALL_OBJECTS.get(object.parentId ?? ""); parent !== undefined; ) {
        chain.push(parent);
        parent = ALL_OBJECTS.get(parent.parentId ?? "");
      }
      const campaign = chain.find(({ level }) => level === "campaign");
      const adset = chain.find(({ level }) => level === "adset");
      return {
        accountId,
        campaign:
          campaign === undefined
            ? null
            : {
                id: campaign.id,
                name: campaign.name,
                objective: campaign.objective,
                hasBudget: campaign.dailyBudgetMinor !== null,
                bidStrategy: null,
                categories: [],
              },
        adset: adset === undefined ? null : { id: adset.id, name: adset.name, goal: null },
      };
    },
    getAccountChoices: async (accountId) => {
      if (!WORLD.some(({ account }) => account.id === accountId)) {
        throw input.fail({ code: "not_found", message: "That ad account is not here (any more)" });
      }
      const problem: IpcError | null = input.online()
        ? null
        : {
            code: "offline",
            message: "Meta cannot be reached",
            remedy: null,
            retryAfterMs: null,
            traceId: null,
          };
      return {
        accountId,
        pixels: [{ id: "800001", name: "Shop pixel", lastFiredAtMs: input.now() - 90_000 }],
        pages: [{ id: "900001", name: "Fjordline" }],
        audiences: [
          {
            id: "600001",
            name: "Purchasers 180d",
            subtype: "WEBSITE",
            leastPeople: 12_000,
            mostPeople: 14_100,
          },
        ],
        minimums: { impressionsMinor: 100, frequentMinor: 500, videoViewsMinor: 500, rareMinor: 4_000 },
        minSpendCapMinor: 10_000,
        dsaBeneficiary: null,
        dsaPayor: null,
        readAtMs: input.now(),
        problem,
      };
    },
    searchTargeting: async ({ text, languages }) => {
      if (!input.online()) throw offline();
      if (languages) {
        return LANGUAGES.filter(({ name }) => name.toLowerCase().startsWith(text.toLowerCase()));
      }
      return TRAITS.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
    },
    searchPlaces: async ({ text }) => {
      if (!input.online()) throw offline();
      return PLACES.filter(({ name }) => name.toLowerCase().startsWith(text.toLowerCase()));
    },
    listCreatives: async ({ text }) => {
      const rows = CREATIVES.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
      return { total: rows.length, rows };
    },
    getNaming: async () => naming,
    updateNaming: async (wanted) => {
      const [fault] = faults(wanted);
      if (fault !== undefined) throw input.fail({ code: "invalid_input", message: fault.text });
      naming = wanted;
      input.settingsChanged();
      return naming;
    },
    previewNaming: async (wanted) => ({
      faults: faults(wanted),
      examples:
        wanted.campaign === ""
          ? []
          : [{ level: "campaign", now: "Autumn jackets · Launch", becomes: "Sales_Autumn jackets · Launch" }],
    }),
    lintLinks: async () => {
      const [world] = WORLD;
      const rows = CREATIVES.filter(({ linkFaults }) => linkFaults.length > 0).map((creative) => ({
        ad: { accountId: world?.account.id ?? "", level: "ad" as const, id: creative.id },
        name: creative.name,
        accountName: world?.account.name ?? "",
        link: creative.link ?? "",
        faults: creative.linkFaults,
      }));
      return { checked: CREATIVES.length, faulty: rows.length, rows };
    },
    judgeNew: (made, all) => ({ findings: findingsOf(made, all), name: fill(made, all) }),
  };
}
