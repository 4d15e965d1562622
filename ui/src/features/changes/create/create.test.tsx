import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import axe from "axe-core";
import { beforeAll, expect, test } from "vitest";
import type { PreviewChanges } from "@/platform";
import type { FakePlatform } from "@/platform/fake";
import { renderApp } from "@/testing/render-app";

beforeAll(() => {
  // The table asks how much of it is seen; jsdom has no layout.
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 400 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_400 });
});

const ACCOUNT = "act_1020304050607081";

// Roles are worked out anew for the whole page at each look, which takes long on a form of this size: labels and test
// ids find the same parts at once.
const form = (level: "campaign" | "adset" | "ad") => screen.findByTestId(`form-${level}`);
const field = (within_: HTMLElement, label: string) =>
  within(within_).getByLabelText(label, { selector: "input" });

async function put(user: UserEvent, input: HTMLElement, text: string): Promise<void> {
  await user.click(input);
  await user.paste(text);
}

async function choose(user: UserEvent, root: HTMLElement, label: string, option: string): Promise<void> {
  await user.click(within(root).getByLabelText(label, { selector: "button" }));
  const list = await waitFor(() => {
    const found = document.querySelector("[role=listbox]");
    if (!(found instanceof HTMLElement)) throw new Error("the choices are not open");
    return found;
  });
  await user.click(within(list).getByText(option));
}

async function addPlace(user: UserEvent, typed: string, name: string): Promise<void> {
  await put(user, screen.getByLabelText("Places", { selector: "input" }), typed);
  const list = await screen.findByLabelText("Places", { selector: "[role=listbox]" });
  await user.click(await within(list).findByText(new RegExp(name)));
}

/** Fills in what a campaign with ad set and ad needs. */
async function fillTree(user: UserEvent): Promise<void> {
  const campaign = await form("campaign");
  await put(user, field(campaign, "Name"), "Winter");
  await put(user, field(campaign, "Amount"), "50");
  const adset = await form("adset");
  await put(user, field(adset, "Name"), "Winter NO");
  await waitFor(() => expect(within(adset).getByText("Purchasers 180d")).toBeInTheDocument());
  await choose(user, adset, "Pixel", "Shop pixel");
  await addPlace(user, "nor", "Norway");
  const ad = await form("ad");
  await put(user, field(ad, "Name"), "Jacket");
  await user.click(await within(ad).findByText(/Storm jacket on ridge/));
}

const act = () => screen.getByTestId("create-act");

/** Lets Meta check what is filled in, and waits for its yes. */
async function check(user: UserEvent): Promise<void> {
  await waitFor(() => expect(act()).toBeEnabled());
  await user.click(act());
  await waitFor(() => expect(act()).toHaveTextContent(/^Make/));
}

const lastAsked = (platform: FakePlatform): PreviewChanges =>
  platform.calls.findLast(({ command }) => command === "previewChanges")?.input as PreviewChanges;

const depths = (platform: FakePlatform): string[] =>
  platform.calls
    .filter(({ command }) => command === "previewChanges")
    .map(({ input }) => (input as PreviewChanges).depth);

test("a campaign with ad set and ad is made in one act, checked by Meta before and paused", async () => {
  const { user, platform, address } = renderApp("connected", `/create/${ACCOUNT}`);
  await fillTree(user);
  await check(user);
  expect(platform.calls.some(({ command }) => command === "applyChanges")).toBe(false);
  expect(depths(platform).at(-1)).toBe("meta");
  const asked = lastAsked(platform);
  expect(asked.new.map(({ level, parentItem }) => [level, parentItem])).toEqual([
    ["campaign", null],
    ["adset", 0],
    ["ad", 1],
  ]);
  const value = (item: number, name: string) =>
    asked.new[item]?.fields.find((setting) => setting.field === name)?.value;
  expect(value(0, "daily_budget")).toEqual({ kind: "money", minor: 5_000 });
  expect(value(0, "special_ad_categories")).toEqual({ kind: "json", text: "[]" });
  expect(value(1, "daily_budget")).toBeUndefined();
  const targeting = value(1, "targeting");
  expect(targeting?.kind === "json" ? JSON.parse(targeting.text) : null).toMatchObject({
    geo_locations: { countries: ["NO"] },
    targeting_automation: { advantage_audience: 0 },
  });
  expect(value(2, "creative")).toEqual({ kind: "json", text: '{"creative_id":"700001"}' });
  await user.click(act());
  expect(await screen.findByText("3 made, all paused. Meta confirmed each.")).toBeInTheDocument();
  await user.click(screen.getByText("Show in the explorer"));
  await waitFor(() => expect(address()).toMatch(/^\/explorer/));
});

test("nothing is warned about before it is touched or sent, and then what is missing is said in words", async () => {
  const { user, platform } = renderApp("connected", `/create/${ACCOUNT}`);
  const [first, made] = [await screen.findByTestId("made-campaign"), screen.getByTestId("made-adset")];
  expect(await within(made).findByText(/things are still to be filled in/)).toBeInTheDocument();
  expect(within(first).getByText("2 things are still to be filled in.")).toBeInTheDocument();
  const campaign = await form("campaign");
  for (const untouched of [/Say where: a country/, /Say how much/, /bid strategy goes/, /cannot be empty/]) {
    expect(screen.queryByText(untouched)).not.toBeInTheDocument();
  }
  // What was typed and taken away again is said, and nothing beside it.
  const name = field(campaign, "Name");
  await put(user, name, "Winter");
  await user.clear(name);
  expect(await within(first).findByText("A name cannot be empty.")).toBeInTheDocument();
  expect(screen.queryByText("Say how much.")).not.toBeInTheDocument();
  expect(within(first).getByText("One thing is still to be filled in.")).toBeInTheDocument();
  await waitFor(() => expect(act()).toBeEnabled());
  await user.click(act());
  expect(await within(made).findByText(/Say where: a country/)).toBeInTheDocument();
  // Once a person wants to go on, it is said beside the fields too.
  expect(await within(campaign).findByText("A name cannot be empty.")).toBeInTheDocument();
  expect(within(campaign).getByText("Say how much.")).toBeInTheDocument();
  // Without an amount nothing is said of a bid strategy that would have none.
  expect(screen.queryByText(/bid strategy goes/)).not.toBeInTheDocument();
  expect(depths(platform)).not.toContain("meta");
});

test("what is offered follows the choices so far", async () => {
  const { user } = renderApp("connected", `/create/${ACCOUNT}`);
  const campaign = await form("campaign");
  const adset = await form("adset");
  await choose(user, campaign, "Objective", "App promotion");
  expect(field(adset, "App id")).toBeInTheDocument();
  expect(within(adset).queryByLabelText("Pixel")).not.toBeInTheDocument();
  // What still fits stays: an app can be promoted by traffic, too.
  await choose(user, campaign, "Objective", "Traffic");
  expect(field(adset, "App id")).toBeInTheDocument();
  await choose(user, adset, "Where the ads lead", "Website");
  expect(within(adset).queryByText("What it promotes")).not.toBeInTheDocument();
  await choose(user, adset, "Billed for", "Link clicks");
  await choose(user, adset, "Goal", "Reach");
  expect(within(adset).queryByLabelText("Billed for", { selector: "button" })).not.toBeInTheDocument();
  await user.click(screen.getByText("each ad set (ABO)"));
  await choose(user, adset, "Bid strategy", "Bid cap");
  expect(field(adset, "Bid cap")).toBeInTheDocument();
  await user.click(screen.getByText("Housing"));
  expect(within(adset).getByText(/forbids narrowing/)).toBeInTheDocument();
});

test("ads in the EU ask who pays and who benefits", async () => {
  const { user } = renderApp("connected", `/create/${ACCOUNT}`);
  await form("adset");
  expect(screen.queryByLabelText("Who pays")).not.toBeInTheDocument();
  await addPlace(user, "ger", "Germany");
  expect(await screen.findByLabelText("Who pays")).toBeInTheDocument();
  await user.click(screen.getByLabelText("Remove Germany"));
  expect(screen.queryByLabelText("Who pays")).not.toBeInTheDocument();
});

test("audiences are left out and languages named, found by their names or typed as ids", async () => {
  const { user, platform } = renderApp("connected", `/create/${ACCOUNT}`);
  await form("adset");
  await waitFor(() => expect(screen.getByText("Purchasers 180d")).toBeInTheDocument());
  const pick = async (label: string, typed: string, option: RegExp) => {
    await put(user, screen.getByLabelText(label, { selector: "input" }), typed);
    const list = await screen.findByLabelText(label, { selector: "[role=listbox]" });
    await user.click(await within(list).findByText(option));
  };
  await pick("Audiences left out", "purch", /Purchasers 180d/);
  await pick("Audiences left out", "123456789", /123456789/);
  await pick("Languages", "norw", /Norwegian/);
  await pick("Languages", "9", /^.?9.?$/);
  expect(screen.getAllByText("by its id")).toHaveLength(2);
  const targeting = () => {
    const value = lastAsked(platform).new[1]?.fields.find((setting) => setting.field === "targeting")?.value;
    return value?.kind === "json" ? (JSON.parse(value.text) as Record<string, unknown>) : {};
  };
  await waitFor(() => expect(targeting().locales).toEqual([13, 9]));
  expect(targeting().excluded_custom_audiences).toEqual([
    { id: "600001", name: "Purchasers 180d" },
    { id: "123456789" },
  ]);
  // Who is reached is not left out at once.
  await user.click(screen.getByRole("checkbox", { name: /Purchasers 180d/ }));
  await waitFor(() => expect(targeting().excluded_custom_audiences).toEqual([{ id: "123456789" }]));
  expect(targeting().custom_audiences).toEqual([{ id: "600001", name: "Purchasers 180d" }]);
});

test("a template makes the name while it is typed", async () => {
  const { user, platform } = renderApp("connected", `/create/${ACCOUNT}`);
  await platform.updateNaming({ campaign: "{objective}_{text}", adset: "", ad: "", utm: "" });
  await put(user, await screen.findByLabelText("Your part of the name"), "Winter");
  expect(await screen.findByText("By the template: Sales_Winter")).toBeInTheDocument();
  expect(within(screen.getByTestId("made-campaign")).getByText(/^.?Sales_Winter/)).toBeInTheDocument();
});

test("N makes an ad set in the focused campaign", async () => {
  const { user, address } = renderApp(
    "connected",
    `/explorer?accounts=${encodeURIComponent(JSON.stringify([ACCOUNT]))}`,
  );
  await user.click(await screen.findByText("Autumn jackets · Launch"));
  await user.keyboard("n");
  expect(await form("adset")).toBeInTheDocument();
  expect(await screen.findByText("New ad set")).toBeInTheDocument();
  expect(address()).toMatch(/\/create\/act_1020304050607081~campaign~/);
  expect(screen.queryByTestId("form-campaign")).not.toBeInTheDocument();
});

test("offline it can be kept as a draft and is not sent", async () => {
  const { user, platform } = renderApp("offline", `/create/${ACCOUNT}`);
  const campaign = await form("campaign");
  await user.click(screen.getByText("Make an ad set in it"));
  await put(user, field(campaign, "Name"), "Winter");
  await put(user, field(campaign, "Amount"), "50");
  expect(await screen.findByText(/The lists shown are from an earlier look/)).toBeInTheDocument();
  const draft = screen.getByText("Keep as draft");
  await waitFor(() => expect(draft).toBeEnabled());
  expect(screen.queryByTestId("create-act")).not.toBeInTheDocument();
  await user.click(draft);
  expect(await screen.findByText("Kept as a draft: Winter")).toBeInTheDocument();
  expect(platform.calls.some(({ command }) => command === "applyChanges")).toBe(false);
});

test("with a stop on all changes nothing is sent, and the reason is said", async () => {
  const { user, platform } = renderApp("connected", `/create/${ACCOUNT}`);
  await platform.stopWrites();
  await fillTree(user);
  await check(user);
  expect(act()).toBeDisabled();
  expect(
    within(screen.getByLabelText("What will be made")).getByText(/All changes are stopped/),
  ).toBeInTheDocument();
});

test("what Meta refuses is named, and what was filled in is still there", async () => {
  const { user, platform } = renderApp("connected", `/create/${ACCOUNT}`);
  await fillTree(user);
  await check(user);
  platform.changing.endNextRows("rejected", "The page cannot be used", 3);
  await user.click(act());
  expect(await screen.findByText("0 of 3 made. The rest is as before.")).toBeInTheDocument();
  const side = within(screen.getByLabelText("What will be made"));
  expect(side.getAllByText(/The page cannot be used/).length).toBe(3);
  await user.click(screen.getByText("Change and try again"));
  expect(field(await form("campaign"), "Name")).toHaveValue("Winter");
  expect(act()).toBeInTheDocument();
});

test.each(["/create/act_1", "/create/~~", `/create/${ACCOUNT}~campaign~999`])(
  "an address that names nothing, %s, leads to no form of another place",
  async (at) => {
    renderApp("connected", at);
    const shown = await screen.findAllByText(/Choose an ad account|is not here|New campaign/);
    expect(shown.length).toBeGreaterThan(0);
    expect(screen.queryByTestId("form-ad")?.textContent ?? "").not.toContain("999");
  },
);

test("the forms have no serious fault for screen readers", async () => {
  document.documentElement.lang = "en";
  document.title = "Sextant";
  HTMLCanvasElement.prototype.getContext = () => null;
  const { user } = renderApp("connected", `/create/${ACCOUNT}`);
  await form("ad");
  await user.click(screen.getByText("Only on these"));
  await user.click(screen.getByText("Keep as draft"));
  const found = await axe.run(document.documentElement, {
    rules: {
      "color-contrast": { enabled: false },
      "target-size": { enabled: false },
      "scrollable-region-focusable": { enabled: false },
    },
    resultTypes: ["violations"],
  });
  const serious = found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
  expect(serious).toEqual([]);
});
