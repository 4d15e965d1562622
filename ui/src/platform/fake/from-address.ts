import { createFakePlatform, type FakePlatform } from "./index";
import { queryManyRows } from "./many";
import { SCENARIOS } from "./scenarios";

/**
 * For `npm run dev`: the scenario is named in the address, `?scenario=offline`; `?ads=50000` has the table of a very
 * large account, `?accounts=6000` a sign-in that sees very many.
 */
export function fakePlatformFromAddress(): FakePlatform {
  const address = new URLSearchParams(window.location.search);
  const named = address.get("scenario");
  const scenario = SCENARIOS.find((candidate) => candidate === named) ?? "demo";
  const accounts = Number(address.get("accounts"));
  const platform = createFakePlatform({ scenario, stepMs: 900, ...(accounts > 0 ? { accounts } : {}) });
  const ads = Number(address.get("ads"));
  return ads > 0
    ? { ...platform, queryExplorer: async (input) => queryManyRows(ads, input, Date.now()) }
    : platform;
}
