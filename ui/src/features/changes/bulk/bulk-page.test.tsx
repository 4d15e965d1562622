import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { PreviewChanges, WriteState } from "@/platform";
import type { FakePlatform, Scenario } from "@/platform/fake";
import { renderApp } from "@/testing/render-app";

const EUR = "act_1020304050607081";
const CAMPAIGNS = `/explorer?accounts=["${EUR}"]&flat="campaign"`;

beforeAll(() => {
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 700 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_400 });
});
beforeEach(() => vi.spyOn(window, "scrollTo").mockImplementation(() => {}));

/** The screen with every campaign of an account chosen. */
async function changeCampaigns(scenario: Scenario = "connected") {
  const page = renderApp(scenario, CAMPAIGNS);
  await screen.findByRole("row", { name: /^Prospecting · Broad · Nordics/ });
  (await screen.findByTestId("explorer-table")).focus();
  await page.user.keyboard("{Control>}a{/Control}");
  await screen.findByText(/campaigns selected$/);
  await page.user.keyboard("e");
  await screen.findByTestId("bulk-title");
  return page;
}

const byHowMuch = () => screen.findByRole("textbox", { name: "By how much" });
const counts = () => screen.findByTestId("bulk-counts");
const checked = () =>
  waitFor(() => expect(screen.getByTestId("bulk-check")).toHaveTextContent("Checked against Meta just now"));
const ended = (words: RegExp | string) =>
  waitFor(() => expect(screen.getByTestId("bulk-result")).toHaveTextContent(words));
const send = () => screen.getByTestId("bulk-send");
const rowOf = (name: RegExp) => screen.findByRole("row", { name });
const previews = (platform: FakePlatform) =>
  platform.calls
    .filter(({ command }) => command === "previewChanges")
    .map(({ input }) => input as PreviewChanges);
const choose = async (
  user: Awaited<ReturnType<typeof changeCampaigns>>["user"],
  label: string,
  option: string,
) => {
  await user.click(screen.getByRole("combobox", { name: label }));
  await user.click(await screen.findByRole("option", { name: option }));
};

describe("one change of many", () => {
  test("is seen whole before it is sent: each row, how many, and what it costs a day", async () => {
    const { user, platform } = await changeCampaigns();
    const letMetaAnswer = platform.changing.holdLooks();
    expect(screen.getByTestId("bulk-title")).toHaveTextContent("Change 7 campaigns");
    expect(screen.getByText("Say what should change.")).toBeInTheDocument();
    await user.type(await byHowMuch(), "10");
    expect(await counts()).toHaveTextContent("3 will change, 4 refused");
    expect(screen.getByTestId("bulk-sentence")).toHaveTextContent(
      /^Raises the daily budget of 7 campaigns by 10.%\.$/,
    );
    expect(screen.getByTestId("bulk-effect")).toHaveTextContent(/^\+€[\d.,]+ a day$/);
    expect(
      await rowOf(/^Prospecting · Broad · Nordics.*daily budget from €480\.00 to €528\.00, \+10\.0/),
    ).toBeVisible();
    // Worked out here at once; sent only once Meta was asked.
    await waitFor(() =>
      expect(screen.getByTestId("bulk-check")).toHaveTextContent(/^Looking at 3 rows at Meta$/),
    );
    expect(send()).toBeDisabled();
    letMetaAnswer();
    await checked();
    // Of what is typed with a rest in between, each part may have been worked out; Meta was asked about the whole.
    const depths = previews(platform).map(({ depth }) => depth);
    expect(depths.filter((depth) => depth === "live")).toHaveLength(1);
    expect(depths.slice(-2)).toEqual(["local", "live"]);
    await waitFor(() => expect(send()).toBeEnabled());
    await user.keyboard("{Control>}{Enter}{/Control}");
    await ended(/^3 campaigns changed at \d\d:\d\d\. Meta confirmed all of them\.$/);
    expect(await rowOf(/^Prospecting · Broad · Nordics.*Changed/)).toBeVisible();
    expect(platform.calls.find(({ command }) => command === "applyChanges")?.input).toMatchObject({
      asked: false,
      amounts: [],
    });
  });

  test("of a whole list reaches what was never scrolled to, but for what was taken out of it", async () => {
    const page = renderApp("connected", CAMPAIGNS);
    await screen.findByRole("row", { name: /^Prospecting · Broad · Nordics/ });
    (await screen.findByTestId("explorer-table")).focus();
    await page.user.keyboard("{Control>}a{/Control}x");
    await page.user.click(await screen.findByTestId("bulk-edit"));
    await page.user.type(await byHowMuch(), "10");
    await checked();
    const [asked] = previews(page.platform);
    expect(asked?.changes).toEqual([
      {
        selection: {
          by: "query",
          query: expect.objectContaining({ accountIds: [EUR], flat: "campaign" }),
          except: [expect.stringMatching(/^\d+$/)],
        },
        edit: { edit: "scale", field: "daily_budget", percent: 10, roundToMinor: 1 },
      },
    ]);
    expect(screen.getByTestId("bulk-title")).toHaveTextContent("Change 6 campaigns");
  });

  test("is taken back from its own results, and the explorer still has the selection", async () => {
    const { user } = await changeCampaigns();
    await user.type(await byHowMuch(), "10");
    await checked();
    await user.click(send());
    await ended(/Meta confirmed all/);
    await user.click(await screen.findByTestId("bulk-undo"));
    expect(await screen.findByTestId("bulk-title")).toHaveTextContent("Take a change back");
    expect(await rowOf(/^Prospecting · Broad · Nordics.*from €528\.00 to €480\.00/)).toBeVisible();
    await waitFor(() => expect(send()).toBeEnabled());
    await user.click(send());
    await ended(/^3 campaigns changed/);
    await user.click(screen.getByRole("button", { name: /Back to the explorer/ }));
    const row = await rowOf(/^Prospecting · Broad · Nordics/);
    expect(row).toHaveTextContent("480.00");
    expect(row).toHaveAttribute("aria-selected", "true");
  });

  test.each<
    [
      string,
      string,
      string,
      (user: Awaited<ReturnType<typeof changeCampaigns>>["user"]) => Promise<void>,
      object,
      RegExp,
    ]
  >([
    [
      "Daily budget",
      "Set to",
      "Amount",
      (user) => user.type(screen.getByRole("textbox", { name: "Amount" }), "50"),
      { edit: "set", field: "daily_budget", value: { kind: "money", minor: 5_000 } },
      /^Sets the daily budget of 7 campaigns to €50\.00\.$/,
    ],
    [
      "Daily budget",
      "Lower by",
      "",
      (user) => user.type(screen.getByRole("textbox", { name: "By how much" }), "12.5"),
      { edit: "scale", field: "daily_budget", percent: -12.5, roundToMinor: 1 },
      /^Lowers .* by 12\.50\u2009%\.$/,
    ],
    [
      "Name",
      "Find and replace",
      "",
      async (user) => {
        await user.type(screen.getByRole("textbox", { name: "Find" }), "Broad");
        await user.type(screen.getByRole("textbox", { name: "Replace with" }), "Wide");
      },
      { edit: "replace", find: "Broad", with: "Wide" },
      /^Replaces “\u2068Broad\u2069” with “\u2068Wide\u2069” in the names/,
    ],
    [
      "Name",
      "Put before or after",
      "",
      (user) => user.type(screen.getByRole("textbox", { name: "Behind" }), " v2"),
      { edit: "affix", before: "", after: " v2" },
      /^Puts “\u2068 v2\u2069” behind the names of 7 campaigns\.$/,
    ],
    [
      "Status",
      "",
      "",
      async () => {},
      { edit: "set", field: "status", value: { kind: "status", value: "PAUSED" } },
      /^Pauses 7 campaigns\.$/,
    ],
    [
      "End",
      "Set to",
      "",
      (user) => user.type(screen.getByRole("textbox", { name: "Time" }), "2026-12-24 23:59"),
      {
        edit: "set",
        field: "end_time",
        value: { kind: "instant", atMs: Date.parse("2026-12-24T22:59:00Z") },
      },
      /^Sets the end of 7 campaigns to 2026-12-24 23:59, Europe\/Oslo\.$/,
    ],
  ])("%s, %s", async (field, how, _, fill, edit, sentence) => {
    const { user, platform } = await changeCampaigns();
    if (field !== "Daily budget") await choose(user, "Setting", field);
    if (how !== "" && screen.queryByRole("combobox", { name: "Change" })?.textContent !== how)
      await choose(user, "Change", how);
    await fill(user);
    await waitFor(() => expect(previews(platform).at(-1)?.changes[0]?.edit).toEqual(edit));
    expect(screen.getByTestId("bulk-sentence").textContent).toMatch(sentence);
  });

  test("that cannot be meant is refused where it is typed, and nothing is asked", async () => {
    const { user, platform } = await changeCampaigns();
    await user.type(await byHowMuch(), "0");
    expect(screen.getByTestId("bulk-sentence")).toHaveTextContent("That changes nothing.");
    await user.clear(await byHowMuch());
    await user.type(await byHowMuch(), "-10");
    expect(screen.getByTestId("bulk-sentence")).toHaveTextContent("choose raise or lower instead");
    expect(previews(platform)).toEqual([]);
    expect(send()).toBeDisabled();
  });

  test("of accounts with several currencies takes shares, never one amount for all", async () => {
    const { user } = renderApp("connected", '/explorer?flat="campaign"');
    await screen.findByRole("row", { name: /^Prospecting · Broad · Nordics/ });
    (await screen.findByTestId("explorer-table")).focus();
    await user.keyboard("{Control>}a{/Control}e");
    await user.type(await byHowMuch(), "10");
    await checked();
    const effect = screen.getByTestId("bulk-effect");
    expect(within(effect).getAllByText(/a day$/)).toHaveLength(3);
    expect(screen.queryByRole("combobox", { name: "Unit" })).toBeNull();
    await choose(user, "Change", "Set to");
    expect(screen.getByTestId("bulk-sentence")).toHaveTextContent(/have several currencies/);
  });
});

describe("rows", () => {
  test("are left out by key, and what is left is what is counted and sent", async () => {
    const { user, platform } = await changeCampaigns();
    await user.type(await byHowMuch(), "10");
    await checked();
    const before = screen.getByTestId("bulk-effect").textContent;
    screen.getByTestId("diff-table").focus();
    const first = screen.getAllByTestId("diff-row")[0];
    await user.keyboard("x");
    await waitFor(() =>
      expect(screen.getByTestId("bulk-counts")).toHaveTextContent("2 will change, 4 refused, 1 left out"),
    );
    expect(screen.getByTestId("bulk-effect").textContent).not.toBe(before);
    expect(first).toHaveAttribute("aria-selected", "false");
    await waitFor(() => expect(send()).toHaveTextContent("Send 2 changes"));
    await user.keyboard("{Control>}{Enter}{/Control}");
    await ended(/^2 campaigns changed/);
    expect(platform.calls.filter(({ command }) => command === "narrowPreview").at(-1)?.input).toMatchObject({
      leaveOut: [0],
    });
  });

  test("that are a problem are walked with N, and the one that is refused says why in full", async () => {
    const { user } = await changeCampaigns();
    await user.type(await byHowMuch(), "10");
    await checked();
    screen.getByTestId("diff-table").focus();
    await user.keyboard("n");
    expect(screen.getByTestId("diff-details")).toHaveTextContent("It has no amount to start from.");
  });

  test("that somebody changed since are not sent, and both values are on the screen", async () => {
    const { user, platform } = await changeCampaigns();
    const id = "120210000000001000";
    platform.changing.changeOutside(id, "daily_budget", { kind: "money", minor: 35_000 });
    await user.type(await byHowMuch(), "10");
    await checked();
    expect(await counts()).toHaveTextContent("2 will change, 4 refused, 1 changed since you looked");
    expect(await rowOf(/^Prospecting · Broad.*Changed, Someone changed the daily budget/)).toBeVisible();
  });
});

describe("amounts far from the present ones", () => {
  test("of ten times or more are sent after a yes", async () => {
    const { user, platform } = await changeCampaigns();
    await user.type(await byHowMuch(), "1200");
    await checked();
    expect(send()).toBeDisabled();
    await user.click(screen.getByRole("checkbox", { name: "Yes, send the 3 changes that ask first" }));
    await user.click(send());
    await ended(/Meta confirmed all/);
    expect(platform.calls.find(({ command }) => command === "applyChanges")?.input).toMatchObject({
      asked: true,
    });
  });

  test("of a hundred times are sent only with the amount typed again", async () => {
    const { user, platform } = await changeCampaigns();
    await choose(user, "Change", "Set to");
    await user.type(screen.getByRole("textbox", { name: "Amount" }), "100000");
    await checked();
    const again = await screen.findByRole("textbox", { name: "Type €100,000.00 again" });
    await user.type(again, "10000");
    expect(screen.getByText("That is another amount.")).toBeInTheDocument();
    expect(send()).toBeDisabled();
    await user.type(again, "0");
    await waitFor(() => expect(send()).toBeEnabled());
    await user.click(send());
    await screen.findByTestId("bulk-result");
    expect(platform.calls.find(({ command }) => command === "applyChanges")?.input).toMatchObject({
      amounts: [10_000_000],
    });
  });
});

describe("sending", () => {
  test("in part says so row by row, and only what failed is tried again", async () => {
    const { user, platform } = await changeCampaigns();
    await user.type(await byHowMuch(), "10");
    await checked();
    platform.changing.endNextRows("rejected", "The budget is too low");
    await user.click(send());
    await ended("2 of 3 changed. 1 was refused by Meta; it is as before.");
    const failed = screen.getAllByTestId("diff-row").find((row) => row.dataset.tone === "refused");
    expect(failed).toHaveTextContent("Refused by MetaThe budget is too low.");
    await user.click(screen.getByRole("button", { name: "Try 1 again" }));
    await ended(/^3 campaigns changed/);
  });

  test("shows each row as it goes and stops after the one it is at", async () => {
    const { user, platform } = await changeCampaigns();
    await user.type(await byHowMuch(), "10");
    await checked();
    platform.changing.holdWrites();
    await user.click(send());
    await ended("0 of 3 sent");
    platform.changing.advanceWrites();
    await ended("1 of 3 sent");
    expect(await rowOf(/Changed$/)).toBeVisible();
    await user.click(screen.getByTestId("bulk-stop"));
    await ended("Stopping after the object it is at");
    platform.changing.advanceWrites();
    expect(await screen.findByRole("button", { name: /Back to the explorer/ })).toBeVisible();
  });

  test("that is refused keeps the change on the screen and says why", async () => {
    const { user, platform } = await changeCampaigns();
    await user.type(await byHowMuch(), "10");
    await checked();
    platform.failNext("applyChanges", {
      code: "refused",
      message: "Another change is being sent; wait for its end",
    });
    await user.click(send());
    expect(await screen.findByText("Another change is being sent; wait for its end")).toBeVisible();
    expect(await counts()).toHaveTextContent("3 will change");
    expect(send()).toBeEnabled();
  });
});

describe("when nothing can be sent", () => {
  test("offline it is kept as a draft", async () => {
    const { user, platform } = await changeCampaigns("offline");
    await user.type(await byHowMuch(), "10");
    expect(await screen.findByTestId("bulk-refusal")).toHaveTextContent("Offline. Nothing can be sent now");
    await waitFor(() =>
      expect(screen.getByTestId("bulk-check")).toHaveTextContent("Only checked on this computer"),
    );
    expect(send()).toBeDisabled();
    await user.keyboard("{Control>}s{/Control}");
    expect(await screen.findByText("Saved to Drafts")).toBeVisible();
    expect(platform.calls.find(({ command }) => command === "saveDraft")?.input).toMatchObject({
      name: "Raises the daily budget of 7 campaigns by 10\u2009%",
    });
  });

  test.each<[string, Partial<WriteState>, RegExp]>([
    ["stopped", { stopped: true }, /All changes are stopped/],
    ["read-only", { readOnly: true }, /Ask for ads_management to edit/],
    ["held", { held: "A backup was restored" }, /^A backup was restored\.$/],
  ])("while %s the preview works and the reason is said", async (_, state, why) => {
    const { user, platform } = await changeCampaigns();
    const now = await platform.getWriteState();
    platform.emit({ kind: "writes_changed", state: { ...now, ...state } });
    await user.type(await byHowMuch(), "10");
    await checked();
    expect(await screen.findByTestId("bulk-refusal")).toHaveTextContent(why);
    expect(send()).toBeDisabled();
    expect(await counts()).toHaveTextContent("3 will change");
  });

  test("because the preview failed, that is said with a way to try again", async () => {
    const { user, platform } = await changeCampaigns();
    platform.failNext("previewChanges", { code: "internal", message: "The cache could not be read" });
    await user.type(await byHowMuch(), "1");
    expect(await screen.findByText("The cache could not be read")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Check again" }));
    await checked();
  });

  test("because Meta asks to wait, what is known here stays and the cause is said", async () => {
    const { user, platform } = await changeCampaigns();
    const real = platform.previewChanges;
    vi.spyOn(platform, "previewChanges").mockImplementation(async (input) => {
      const preview = await real(input);
      const problem = {
        code: "rate_limited" as const,
        message: "Meta asks us to wait 4 min",
        remedy: null,
        retryAfterMs: 240_000,
        traceId: null,
      };
      return input.depth === "local" ? preview : { ...preview, checked: "local", problem };
    });
    await user.type(await byHowMuch(), "10");
    expect(await screen.findByTestId("bulk-problem")).toHaveTextContent("Meta asks us to wait 4 min.");
    expect(send()).toBeDisabled();
  });
});

describe("a spreadsheet", () => {
  const pasteInto = (element: Element, text: string) =>
    fireEvent.paste(element, { clipboardData: { getData: () => text } });

  test("gets the settings of what is selected and its edited rows come back as changes", async () => {
    const { user } = renderApp("connected", CAMPAIGNS);
    await screen.findByRole("row", { name: /^Prospecting · Broad · Nordics/ });
    (await screen.findByTestId("explorer-table")).focus();
    await user.keyboard("{Control>}a{/Control}");
    await user.click(await screen.findByRole("button", { name: /Copy settings/ }));
    await screen.findByText("Copied the settings of 7 objects");
    const copied = await navigator.clipboard.readText();
    const edited = copied
      .replace("\t480.00\t", "\t500.00\t")
      .replace("Trail club · Sign-ups\tACTIVE", '"Trail ""club"""\tPAUSED')
      .concat("\r\nid:999999999999\tcampaign\t\t\tGone\t\t\t\t\t\t");
    pasteInto(screen.getByTestId("explorer-table"), edited);
    expect(await screen.findByTestId("bulk-title")).toHaveTextContent("Change rows from a spreadsheet");
    await checked();
    expect(screen.getByTestId("bulk-sentence")).toHaveTextContent("2 objects change, 5 lines are as now.");
    expect(screen.getByText("Line 9").closest("li")).toHaveTextContent(
      "999999999999 is not in this workspace.",
    );
    expect(
      await rowOf(/^Trail club.*name from .* to Trail "club".*status from Active to Paused/),
    ).toBeVisible();
    await user.click(send());
    await ended(/^2 campaigns changed/);
  });

  test("that cannot be read says what the first row has to be", async () => {
    const { user, platform } = await changeCampaigns();
    await user.click(screen.getByRole("radio", { name: "Spreadsheet" }));
    fireEvent.change(screen.getByTestId("bulk-paste"), { target: { value: "name\tstatus\nBroad\tPAUSED" } });
    expect(await screen.findByText(/one of them has to be “id”/)).toBeVisible();
    expect(previews(platform)).toEqual([]);
  });

  test("text of another kind is not taken from the explorer", async () => {
    const { address } = renderApp("connected", CAMPAIGNS);
    await screen.findByRole("row", { name: /^Prospecting · Broad · Nordics/ });
    pasteInto(screen.getByTestId("explorer-table"), "a shopping list\n- milk");
    expect(address()).toMatch(/^\/explorer/);
  });
});

test("opened by its address alone it says how to begin", async () => {
  const { user, address } = renderApp("connected", "/bulk");
  await user.click(await screen.findByRole("button", { name: "Paste from a spreadsheet" }));
  expect(await screen.findByTestId("bulk-paste")).toHaveFocus();
  await user.click(screen.getByRole("button", { name: /^Back/ }));
  await waitFor(() => expect(address()).toMatch(/^\/explorer/));
});
