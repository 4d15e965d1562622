import type { ChangeEdit } from "../bindings";
import { createFakePlatform, type FakePlatform } from "./index";
import { queryManyRows } from "./many";
import { SCENARIOS } from "./scenarios";
import { ALL_OBJECTS, type FakeObject } from "./world";

/**
 * For `npm run dev`: the scenario is named in the address, `?scenario=offline`; `?ads=50000` has the table of a very
 * large account, `?accounts=6000` a sign-in that sees very many; `?drafts` some drafts, one of them in conflict;
 * `?written` texts in the studio.
 */
export function fakePlatformFromAddress(): FakePlatform {
  const address = new URLSearchParams(window.location.search);
  const named = address.get("scenario");
  const scenario = SCENARIOS.find((candidate) => candidate === named) ?? "demo";
  const accounts = Number(address.get("accounts"));
  const platform = createFakePlatform({ scenario, stepMs: 900, ...(accounts > 0 ? { accounts } : {}) });
  if (address.has("drafts")) void keepDrafts(platform);
  if (address.has("written")) void writeTexts(platform);
  const ads = Number(address.get("ads"));
  return ads > 0
    ? { ...platform, queryExplorer: async (input) => queryManyRows(ads, input, Date.now()) }
    : platform;
}

/** A few drafts as a person would leave them: one changed by somebody else meanwhile, one over several objects. */
async function keepDrafts(platform: FakePlatform): Promise<void> {
  const all = [...ALL_OBJECTS.values()];
  const adSets = all.filter(
    ({ level, status, dailyBudgetMinor }) =>
      level === "adset" && status !== "ARCHIVED" && dailyBudgetMinor !== null,
  );
  const campaigns = all.filter(({ level, status }) => level === "campaign" && status === "ACTIVE");
  const keep = async (name: string, objects: FakeObject[], edit: ChangeEdit): Promise<void> => {
    const keys = objects.map(({ accountId, level, id }) => ({ accountId, level, id }));
    const changes = [{ selection: { by: "ids" as const, objects: keys }, edit }];
    const preview = await platform.previewChanges({ changes, new: [], reason: "", depth: "local" });
    await platform.saveDraft({ previewId: preview.id, name });
  };
  const more: ChangeEdit = { edit: "scale", field: "daily_budget", percent: 15, roundToMinor: 1 };
  await keep("Raise Nordics before the weekend", adSets.slice(0, 6), more);
  await keep("Names for the autumn report", campaigns.slice(0, 2), {
    edit: "affix",
    before: "",
    after: " · Q4",
  });
  await keep("Cheaper mornings", adSets.slice(-3), more);
  const [first, second] = adSets;
  if (first) platform.changing.changeOutside(first.id, "daily_budget", { kind: "money", minor: 12_500 });
  if (second) platform.changing.changeOutside(second.id, "daily_budget", { kind: "money", minor: 9_900 });
}

/** What a model wrote from the example brief. */
async function writeTexts(platform: FakePlatform): Promise<void> {
  const [brief] = await platform.listStudioBriefs();
  if (brief === undefined) return;
  const asked = {
    briefId: brief.id,
    providerId: "demo-anthropic",
    variantId: null,
    field: null,
    language: null,
  };
  const { variants } = await platform.startStudioCopy({ ...asked, task: "write" });
  const first = variants[0];
  if (first === undefined) return;
  const same = { briefId: brief.id, variantId: first.id, copy: null, locked: null, remove: false };
  await platform.updateStudioVariant({ ...same, rating: 4, chosen: true });
  // The picture that the dialog for files answers.
  platform.chooses("/home/ingrid/pictures/storm-1x1.png");
}
