import type {
  AppEvent,
  IpcError,
  StartStudioCopy,
  StudioBrief,
  StudioBriefDetail,
  StudioCopy,
  StudioFinding,
  StudioProvider,
  StudioRun,
  StudioVariant,
} from "../bindings";
import type { Platform } from "../platform";
import { WORLD } from "./world";

type Fail = (error: Partial<IpcError> & Pick<IpcError, "code" | "message">) => Error;

type StudioCommands = Pick<
  Platform,
  | "listStudioProviders"
  | "saveStudioProvider"
  | "removeStudioProvider"
  | "testStudioProvider"
  | "setStudioBudget"
  | "listStudioBriefs"
  | "getStudioBrief"
  | "saveStudioBrief"
  | "deleteStudioBrief"
  | "estimateStudioCopy"
  | "startStudioCopy"
  | "cancelStudioCopy"
  | "updateStudioVariant"
>;

type Kept = { brief: StudioBrief; variants: StudioVariant[]; run: StudioRun | null; updatedMs: number };

const COPIES: StudioCopy[] = [
  {
    primaryText:
      "Three layers, taped seams, 28,000 mm. We wore it up Galdhøpiggen in sleet and came down dry.",
    headline: "Dry at 1,400 metres",
    description: "Free returns for 60 days",
    callToAction: "SHOP_NOW",
  },
  {
    primaryText: "Rain all week? Good. The Halden storm jacket keeps out 28,000 mm of it and still breathes.",
    headline: "Made for the wet week",
    description: "Ships from Oslo in 2 days",
    callToAction: "SHOP_NOW",
  },
  {
    primaryText: "The only jacket that will never let you get wet, guaranteed. 28,000 mm.",
    headline: "Never get wet again",
    description: "Guaranteed",
    callToAction: "SHOP_NOW",
  },
];

const CLAIM: StudioFinding = {
  subject: "claim",
  severity: "look",
  field: "primary_text",
  excerpt: "guaranteed",
  reason: "A guarantee has to be one that the page gives in the same words",
  remedy: "Say what it is or does instead of promising a result",
};

const findings = (copy: StudioCopy): StudioFinding[] =>
  copy.primaryText.includes("guaranteed") ? [CLAIM] : [];

const example = (accountId: string): StudioBrief => ({
  id: "brief-storm",
  name: "Storm jacket, September",
  accountId,
  product: "Halden Storm, 3-layer rain jacket",
  offer: "€149",
  audience: "Hikers in Norway and Sweden who go out in bad weather",
  angles: ["proof", "weather", "colour"],
  tone: "",
  language: "en-GB",
  mustSay: ["28,000 mm"],
  neverSay: ["best"],
  link: "https://halden.example/storm",
  pageText: "",
  count: 3,
  placements: ["feed"],
  callsToAction: [],
  specialCategory: null,
  learnFrom: 5,
  brand: { name: "Halden", voice: "Dry, short, no exclamation marks", mustSay: [], neverSay: [] },
});

const DEMO: StudioProvider = {
  id: "demo-anthropic",
  name: "Demo, as Anthropic",
  format: "anthropic",
  baseUrl: null,
  model: "sextant-demo-text",
  hasKey: true,
  builtIn: true,
  writes: true,
  inputPrice: 3_000_000,
  outputPrice: 15_000_000,
  picturePrice: 0,
  template: null,
};

/** The studio of the fake platform: writes at once, always the same. */
export function fakeStudio(parts: {
  fail: Fail;
  now: () => number;
  emit: (event: AppEvent) => void;
  /** Whether there is a service and a brief already. */
  filled: boolean;
}): StudioCommands {
  const { fail, now, emit, filled } = parts;
  let providers: StudioProvider[] = filled ? [DEMO] : [];
  let dailyBudget = 5_000_000;
  let spentToday = 0;
  let made = 0;
  const account = WORLD[0]?.account.id ?? "";
  const briefs = new Map<string, Kept>();
  if (filled)
    briefs.set("brief-storm", { brief: example(account), variants: [], run: null, updatedMs: now() });

  const all = () => ({ providers, dailyBudget, spentToday });
  const kept = (id: string): Kept => {
    const found = briefs.get(id);
    if (found === undefined) throw fail({ code: "not_found", message: "That brief is not here (any more)" });
    return found;
  };
  const detail = ({ brief, variants, run }: Kept): StudioBriefDetail => ({
    brief,
    variants: variants.map((one) => ({ ...one, findings: findings(one.copy) })),
    run,
    limits: { primaryText: 125, headline: 40, description: 30 },
    buttons: ["LEARN_MORE", "SHOP_NOW", "GET_OFFER"],
  });
  const rows = () =>
    [...briefs.entries()].map(([id, { brief, variants, updatedMs }]) => ({
      id,
      name: brief.name,
      accountId: brief.accountId,
      variants: variants.length,
      updatedMs,
    }));
  const changed = (briefId: string): void => emit({ kind: "studio_changed", briefId });
  const variant = (copy: StudioCopy, language: string): StudioVariant => {
    made += 1;
    return {
      id: `variant-${made}`,
      copy,
      language,
      rating: 0,
      locked: false,
      chosen: false,
      model: "sextant-demo-text",
      madeMs: now(),
      history: [],
      findings: [],
    };
  };
  const write = (of: Kept, asked: StartStudioCopy): number => {
    if (asked.task === "write") {
      of.variants = [
        ...of.variants,
        ...COPIES.slice(0, of.brief.count).map((copy) => variant(copy, of.brief.language)),
      ];
      return Math.min(COPIES.length, of.brief.count);
    }
    const from = of.variants.find(({ id }) => id === asked.variantId);
    if (from === undefined) throw fail({ code: "not_found", message: "That variant is not here (any more)" });
    if (asked.task === "translate") {
      of.variants = [...of.variants, variant(from.copy, asked.language ?? "en")];
    } else {
      of.variants = of.variants.map((one) =>
        one === from
          ? { ...one, copy: { ...one.copy, headline: "Out in all weather" }, history: [one.copy] }
          : one,
      );
    }
    return 1;
  };

  return {
    listStudioProviders: async () => all(),
    saveStudioProvider: async (input) => {
      if (input.format === "open_ai_compatible" && input.baseUrl === null)
        throw fail({ code: "invalid_input", message: "This kind of service needs an address" });
      const { key, ...rest } = input;
      const provider: StudioProvider = {
        ...rest,
        id: input.id ?? `service-${providers.length + 1}`,
        hasKey: key !== null,
        builtIn: false,
        writes: input.format !== "open_ai_images" && input.format !== "http_images",
        inputPrice: input.inputPrice ?? 0,
        outputPrice: input.outputPrice ?? 0,
        picturePrice: input.picturePrice ?? 0,
      };
      providers = [...providers.filter(({ id }) => id !== provider.id), provider];
      changed("");
      return all();
    },
    removeStudioProvider: async (id) => {
      providers = providers.filter((one) => one.id !== id);
      changed("");
      return all();
    },
    testStudioProvider: async (id) => {
      const found = providers.find((one) => one.id === id);
      if (found === undefined || !found.hasKey)
        throw fail({ code: "invalid_input", message: "The service does not accept this key (401)" });
      return { knowsModel: true, models: [found.model] };
    },
    setStudioBudget: async (daily) => {
      dailyBudget = daily;
      return all();
    },
    listStudioBriefs: async () => rows(),
    getStudioBrief: async (id) => detail(kept(id)),
    saveStudioBrief: async (input) => {
      if (input.product.trim() === "") throw fail({ code: "invalid_input", message: "Say what is sold" });
      if (input.name.trim() === "")
        throw fail({ code: "invalid_input", message: "Give the brief a name of 1 to 80 characters" });
      const id = input.id ?? `brief-${briefs.size + 1}`;
      const before = briefs.get(id) ?? { variants: [], run: null };
      briefs.set(id, { ...before, brief: { ...input, id }, updatedMs: now() });
      changed(id);
      return detail(kept(id));
    },
    deleteStudioBrief: async (id) => {
      briefs.delete(id);
      changed(id);
      return rows();
    },
    estimateStudioCopy: async ({ briefId }) => {
      const { brief } = kept(briefId);
      const source = {
        name: "Autumn jackets",
        copy: COPIES[0] as StudioCopy,
        figures: "spend 300.00 EUR, ROAS 3.10",
      };
      return {
        cost: 31_000,
        sources: Array.from({ length: brief.learnFrom }, () => source),
        host: "127.0.0.1",
      };
    },
    startStudioCopy: async (asked) => {
      const of = kept(asked.briefId);
      const wanted = asked.task === "write" ? of.brief.count : 1;
      const count = write(of, asked);
      spentToday += 12_400;
      of.run = {
        id: `run-${made}`,
        state: count >= wanted ? "done" : "partial",
        task: asked.task,
        provider: providers.find(({ id }) => id === asked.providerId)?.name ?? "",
        model: "sextant-demo-text",
        startedMs: now(),
        endedMs: now(),
        wanted,
        kept: count,
        rejected: [],
        cost: 12_400,
        error: null,
      };
      changed(asked.briefId);
      return detail(of);
    },
    cancelStudioCopy: async (id) => detail(kept(id)),
    updateStudioVariant: async (input) => {
      const of = kept(input.briefId);
      if (input.remove) of.variants = of.variants.filter(({ id }) => id !== input.variantId);
      of.variants = of.variants.map((one) =>
        one.id === input.variantId
          ? {
              ...one,
              copy: input.copy ?? one.copy,
              history: input.copy === null ? one.history : [one.copy, ...one.history],
              rating: input.rating ?? one.rating,
              locked: input.locked ?? one.locked,
              chosen: input.chosen ?? one.chosen,
            }
          : one,
      );
      changed(input.briefId);
      return detail(of);
    },
  };
}
