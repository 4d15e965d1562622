import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeAll, describe, expect, it } from "vitest";
import type { ChangeEdit, ObjectKey } from "@/platform";
import type { FakePlatform } from "@/platform/fake";
import { ALL_OBJECTS } from "@/platform/fake/world";
import { renderApp } from "@/testing/render-app";

beforeAll(() => {
  // jsdom has no layout: the table is as high as a window.
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 700 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_400 });
});

const keyOf = (name: string): ObjectKey => {
  const object = [...ALL_OBJECTS.values()].find((candidate) => candidate.name === name);
  if (object === undefined) throw new Error(`no object is called ${name}`);
  return { accountId: object.accountId, level: object.level, id: object.id };
};
const FUNDED = keyOf("Prospecting · Broad · Nordics");
const OTHER = keyOf("Autumn jackets · Launch");

/** Sends a change as some other view would. */
async function send(platform: FakePlatform, objects: ObjectKey[], edit: ChangeEdit): Promise<string> {
  const changes = [{ selection: { by: "ids" as const, objects }, edit }];
  const preview = await platform.previewChanges({ changes, new: [], reason: "", depth: "live" });
  const amounts = preview.amountsToType;
  const run = await platform.applyChanges({ previewId: preview.id, asked: true, amounts });
  return run.changeId;
}

const pause: ChangeEdit = { edit: "set", field: "status", value: { kind: "status", value: "PAUSED" } };
const budget = (minor: number): ChangeEdit => ({
  edit: "set",
  field: "daily_budget",
  value: { kind: "money", minor },
});
const commandsOf = (platform: FakePlatform, wanted: string) =>
  platform.calls.filter(({ command }) => command === wanted);

/** The page with nothing sent yet; acts before it are no news. */
async function started(scenario: Parameters<typeof renderApp>[0] = "connected", at?: string) {
  const app = renderApp(scenario, at);
  await screen.findByTestId("sync-state");
  await waitFor(() => expect(commandsOf(app.platform, "listChanges")).not.toHaveLength(0));
  return app;
}

describe("the undo bar", () => {
  it("says what was changed, whoever sent it, and stays in every view", async () => {
    const { user, platform } = await started();
    await act(async () => void (await send(platform, [FUNDED, OTHER], pause)));
    const bar = await screen.findByTestId("undo-bar");
    expect(bar).toHaveTextContent("Paused 2 campaigns.");
    expect(bar).toHaveTextContent(/Meta confirmed all 2 at \d\d:\d\d\./);
    await user.keyboard("{Control>},{/Control}");
    await screen.findByRole("heading", { name: "Settings", level: 1 });
    expect(screen.getByTestId("undo-bar")).toBeVisible();
    await user.click(within(screen.getByTestId("undo-bar")).getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByTestId("undo-bar")).toBeNull();
  });

  it("Ctrl Z shows before and after first, and Enter puts it back", async () => {
    const { user, platform } = await started();
    await act(async () => void (await send(platform, [FUNDED], budget(50_000))));
    await screen.findByTestId("undo-bar");
    await user.keyboard("{Control>}z{/Control}");
    const preview = await screen.findByTestId("undo-preview");
    expect(await within(preview).findByText("€500.00")).toBeVisible();
    expect(within(preview).getByText("€480.00")).toBeVisible();
    expect(commandsOf(platform, "applyChanges")).toHaveLength(1);
    await waitFor(() => expect(screen.getByTestId("undo-send")).toHaveFocus());
    await user.keyboard("{Enter}");
    const bar = await screen.findByTestId("undo-bar");
    await waitFor(() => expect(bar).toHaveTextContent(/^Taken back: daily budget of Prospecting/));
    expect(within(bar).queryByRole("button", { name: /Undo/ })).toBeNull();
  });

  it("Esc leaves it, and nothing is sent", async () => {
    const { user, platform } = await started();
    await act(async () => void (await send(platform, [FUNDED], pause)));
    await user.keyboard("{Control>}z{/Control}");
    await screen.findByTestId("undo-preview");
    await user.keyboard("{Escape}");
    expect(screen.queryByTestId("undo-preview")).toBeNull();
    expect(commandsOf(platform, "applyChanges")).toHaveLength(1);
    expect(screen.getByTestId("undo-bar")).toBeVisible();
  });

  it("says why what somebody else changed since cannot be undone", async () => {
    const { user, platform } = await started();
    await act(async () => void (await send(platform, [FUNDED], budget(50_000))));
    platform.changing.changeOutside(FUNDED.id, "daily_budget", { kind: "money", minor: 61_000 });
    await user.keyboard("{Control>}z{/Control}");
    const preview = await screen.findByTestId("undo-preview");
    expect(await within(preview).findByText("This cannot be undone.")).toBeVisible();
    expect(within(preview).getByText(/Someone changed the daily budget: .* → 610\.00 EUR/)).toBeVisible();
    expect(screen.getByTestId("undo-send")).toBeDisabled();
  });

  it("a hundred times the amount is typed again, also when it is put back", async () => {
    const { user, platform } = await started();
    await act(async () => void (await send(platform, [FUNDED], budget(480))));
    await user.keyboard("{Control>}z{/Control}");
    const again = await screen.findByLabelText("Type €480.00 to put it back");
    expect(screen.getByTestId("undo-send")).toBeDisabled();
    await user.type(again, "480{Enter}");
    await waitFor(() => expect(commandsOf(platform, "applyChanges")).toHaveLength(2));
    expect(commandsOf(platform, "applyChanges").at(-1)?.input).toMatchObject({ amounts: [48_000] });
  });

  it("an act too long for the bar is looked at where all of it is shown, and not sent from here", async () => {
    const { user, platform } = await started();
    const ads = [...ALL_OBJECTS.values()]
      .filter(({ level }) => level === "ad")
      .map(({ accountId, level, id }): ObjectKey => ({ accountId, level, id }));
    expect(ads.length).toBeGreaterThan(200);
    await act(async () => void (await send(platform, ads, { edit: "affix", before: "Q4 ", after: "" })));
    await user.keyboard("{Control>}z{/Control}");
    const all = await screen.findByRole("button", { name: `Look at all ${ads.length}` });
    expect(screen.getByTestId("undo-send")).toBeDisabled();
    await user.click(all);
    expect(await screen.findByTestId("bulk-title")).toBeVisible();
    expect(screen.queryByTestId("undo-preview")).toBeNull();
    expect(commandsOf(platform, "applyChanges")).toHaveLength(1);
  });

  it("tells what Meta refused and that the rest was changed", async () => {
    const { platform } = await started();
    platform.changing.endNextRows("rejected", "The ad set is in review");
    await act(async () => void (await send(platform, [FUNDED, OTHER], pause)));
    const bar = await screen.findByTestId("undo-bar");
    expect(bar).toHaveTextContent(`Paused ${"Autumn jackets · Launch"}.`);
    expect(bar).toHaveTextContent(
      "1 of 2 changed. 1 not: Refused by Meta; it is as before: The ad set is in review",
    );
  });

  it("has nothing to undo where nothing was sent", async () => {
    const { user } = await started();
    await user.keyboard("{Control>}z{/Control}");
    expect(await screen.findByText("There is nothing to undo.")).toBeVisible();
  });

  it("leaves Ctrl Z to text fields", async () => {
    const { user, platform } = await started();
    await act(async () => void (await send(platform, [FUNDED], pause)));
    await user.keyboard("/");
    await user.keyboard("abc{Control>}z{/Control}");
    expect(screen.queryByTestId("undo-preview")).toBeNull();
    expect(commandsOf(platform, "previewUndo")).toHaveLength(0);
  });
});

describe("an act under way", () => {
  it("counts in every view, and Stop ends it after the row it is at", async () => {
    const { user, platform } = await started();
    platform.changing.holdWrites();
    await act(async () => void (await send(platform, [FUNDED, OTHER], pause)));
    expect(await screen.findByTestId("sending")).toHaveTextContent("Sending 0 of 2");
    await user.click(screen.getByTestId("stop-sending"));
    expect(await screen.findByText("Stopping after this one")).toBeVisible();
    await act(async () => platform.changing.advanceWrites());
    const bar = await screen.findByTestId("undo-bar");
    expect(bar).toHaveTextContent("Paused Prospecting · Broad · Nordics.");
  });
});

describe("the kill switch", () => {
  it("stops at once, says since when, and asks before it allows again", async () => {
    const { user, platform } = await started();
    await user.click(await screen.findByTestId("stop-writes"));
    const bar = await screen.findByTestId("writes-stopped");
    expect(bar).toHaveTextContent(/^All changes are stopped since \d\d:\d\d by Ada\./);
    expect(commandsOf(platform, "stopWrites")).toHaveLength(1);
    await user.click(within(bar).getByRole("button", { name: "Allow again…" }));
    const dialog = await screen.findByRole("alertdialog", { name: "Allow changes again?" });
    expect(dialog).toHaveTextContent("Nothing goes out by itself");
    expect(commandsOf(platform, "allowWrites")).toHaveLength(0);
    await user.click(within(dialog).getByRole("button", { name: "Allow changes" }));
    expect(await screen.findByTestId("stop-writes")).toBeVisible();
    expect(commandsOf(platform, "allowWrites")).toHaveLength(1);
  });

  it.each([
    ["where the full stop is typed", { key: ".", code: "Period" }],
    ["on a keyboard that types > there", { key: ">", code: "Period" }],
    ["on a keyboard that types : there", { key: ":", code: "Period" }],
  ])("has its key %s, also in a text field, and without Shift it is none", async (_, key) => {
    const { user, platform } = await started();
    await user.keyboard("/");
    const press = (shiftKey: boolean) =>
      act(async () => {
        const init = { ...key, ctrlKey: true, shiftKey, bubbles: true, cancelable: true };
        document.activeElement?.dispatchEvent(new KeyboardEvent("keydown", init));
      });
    await press(false);
    expect(commandsOf(platform, "stopWrites")).toHaveLength(0);
    await press(true);
    expect(await screen.findByTestId("writes-stopped")).toBeVisible();
    await press(true);
    expect(await screen.findByRole("alertdialog")).toBeVisible();
  });

  it("works offline, and a failure is told", async () => {
    const { user, platform } = await started("offline");
    platform.failNext("stopWrites", { code: "disk_full", message: "The disk is full" });
    await user.click(await screen.findByTestId("stop-writes"));
    expect(await screen.findByTestId("notice")).toHaveTextContent("The disk is full");
    await user.click(screen.getByTestId("stop-writes"));
    expect(await screen.findByTestId("writes-stopped")).toBeVisible();
  });

  it("undo is not sent while all is stopped, and says so", async () => {
    const { user, platform } = await started();
    await act(async () => void (await send(platform, [FUNDED], pause)));
    await act(async () => void (await platform.stopWrites()));
    await user.keyboard("{Control>}z{/Control}");
    const preview = await screen.findByTestId("undo-preview");
    expect(await within(preview).findByText(/All changes are stopped/)).toBeVisible();
    expect(screen.getByTestId("undo-send")).toBeDisabled();
  });
});

it("requests whose outcome is unknown are counted in sight", async () => {
  const { platform } = await started();
  expect(screen.queryByTestId("open-requests")).toBeNull();
  await act(async () => platform.changing.setOpenRequests(2));
  expect(await screen.findByTestId("open-requests")).toHaveTextContent("2 unclear");
});

describe("the palette", () => {
  it("finds stopping, undoing and what the view can do", async () => {
    const { user } = await started();
    await screen.findByText("Prospecting · Broad · Nordics");
    await user.keyboard("{Control>}k{/Control}");
    const input = await screen.findByRole("combobox");
    await user.type(input, ">stop all");
    expect(await screen.findByRole("option", { name: /Stop all changes/ })).toBeVisible();
    await user.clear(input);
    await user.type(input, ">undo");
    expect(await screen.findByRole("option", { name: /Undo the last change/ })).toBeVisible();
    await user.clear(input);
    await user.type(input, ">pause or");
    await user.click(await screen.findByRole("option", { name: /Pause or start/ }));
    // The first row is an account, which says why it is not paused.
    expect(await screen.findByText(/Ad accounts are not changed here/)).toBeVisible();
  });
});

it("another workspace has changes of its own", async () => {
  const { user, platform } = await started();
  await act(async () => void (await send(platform, [FUNDED], pause)));
  await screen.findByTestId("undo-bar");
  await user.click(await screen.findByTestId("workspace-switcher"));
  await user.click(await screen.findByRole("menuitemradio", { name: /Sextant demo/ }));
  expect(await screen.findByTestId("demo-badge")).toBeVisible();
  await waitFor(() => expect(screen.queryByTestId("undo-bar")).toBeNull());
});
