import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeAll, expect, test } from "vitest";
import type { FakePlatform } from "@/platform/fake";
import { ALL_OBJECTS } from "@/platform/fake/world";
import { renderApp } from "@/testing/render-app";

beforeAll(() => {
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 400 });
  Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, get: () => 400 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_400 });
});

const objects = [...ALL_OBJECTS.values()];
const named = (name: string) => {
  const found = objects.find((object) => object.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return found;
};
const JACKETS = named("Autumn jackets · Launch");
const calls = (platform: FakePlatform, command: string) =>
  platform.calls.filter((call) => call.command === command);

/** The explorer with the keyboard on a campaign. */
async function onCampaign(name: string, scenario: "connected" | "offline" = "connected") {
  const page = renderApp(scenario, "/explorer");
  const row = await screen.findByText(name);
  await page.user.click(row);
  await page.user.keyboard("{Escape}");
  return page;
}

test("deleting says that it cannot be undone, and names and counts what goes along, before one button", async () => {
  const { platform, user } = await onCampaign("Autumn jackets · Launch");
  await user.keyboard("{Delete}");
  const dialog = await screen.findByRole("dialog", { name: "Delete 1 campaign at Meta?" });
  expect(dialog).toHaveTextContent("This cannot be undone. Its figures stay here.");
  const ads = JACKETS.children.flatMap(({ children }) => children);
  const counts = `${JACKETS.children.length} ad sets and ${ads.length} ads below go with it`;
  expect(await within(dialog).findByText(new RegExp(counts))).toHaveTextContent(
    JACKETS.children[0]?.name ?? "",
  );
  const confirm = within(dialog).getByRole("button", { name: "Delete 1 campaign" });
  await waitFor(() => expect(confirm).toBeEnabled());
  expect(calls(platform, "applyChanges")).toEqual([]);
  await user.click(confirm);
  expect(await within(dialog).findByText("1 of 1 done. Meta confirmed all of it.")).toBeInTheDocument();
  expect(calls(platform, "applyChanges")).toHaveLength(1);
});

test("Escape drops it and gives the table the keyboard back", async () => {
  const { platform, user } = await onCampaign("Autumn jackets · Launch");
  await user.keyboard("{Shift>}{Delete}{/Shift}");
  const dialog = await screen.findByRole("dialog", { name: "Archive 1 campaign at Meta?" });
  expect(dialog).toHaveTextContent("what is archived can only be deleted");
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(calls(platform, "applyChanges")).toEqual([]);
  expect(document.activeElement).toBe(screen.getByTestId("explorer-table"));
});

test("what Meta refuses is named and can be tried again alone", async () => {
  const { platform, user } = await onCampaign("Autumn jackets · Launch");
  platform.changing.endNextRows("rejected", "It still runs");
  await user.keyboard("{Delete}");
  const dialog = await screen.findByRole("dialog");
  const confirm = within(dialog).getByTestId("confirm");
  await waitFor(() => expect(confirm).toBeEnabled());
  await user.click(confirm);
  expect(await within(dialog).findByText(/It still runs/)).toBeInTheDocument();
  await user.click(within(dialog).getByRole("button", { name: "Try 1 again" }));
  expect(await within(dialog).findByText("1 of 1 done. Meta confirmed all of it.")).toBeInTheDocument();
});

test("offline it can only wait as a draft", async () => {
  const { platform, user } = await onCampaign("Autumn jackets · Launch", "offline");
  await user.keyboard("{Delete}");
  const dialog = await screen.findByRole("dialog");
  const keep = await within(dialog).findByTestId("keep");
  await waitFor(() => expect(keep).toBeEnabled());
  expect(within(dialog).queryByTestId("confirm")).toBeNull();
  await user.click(keep);
  expect(await screen.findByText("Saved to Drafts")).toBeInTheDocument();
  expect(await platform.listDrafts()).toHaveLength(1);
});

test("stopped changes say so in the dialog and the button stays off", async () => {
  const { platform, user } = await onCampaign("Autumn jackets · Launch");
  await act(() => platform.stopWrites());
  await user.keyboard("{Delete}");
  const dialog = await screen.findByRole("dialog");
  expect(await within(dialog).findByText(/All changes are stopped/)).toBeInTheDocument();
  expect(within(dialog).getByTestId("confirm")).toBeDisabled();
});

test("copies are counted, named with a suffix and shown before they are made", async () => {
  const { platform, user } = await onCampaign("Autumn jackets · Launch");
  await user.keyboard("d");
  const dialog = await screen.findByRole("dialog", { name: "Duplicate 1 campaign" });
  expect(dialog).toHaveTextContent("Every copy is made paused");
  const suffix = await within(dialog).findByLabelText("Added to the name");
  await user.clear(suffix);
  await user.type(suffix, " (NO)");
  const count = within(dialog).getByLabelText("Copies of each");
  await user.clear(count);
  expect(await within(dialog).findByText("A whole number from 1 to 50.")).toBeInTheDocument();
  await user.type(count, "2");
  expect(
    await within(dialog).findByText(/Autumn jackets · Launch \(NO\) 1/, { selector: ".hint" }),
  ).toBeTruthy();
  const confirm = await within(dialog).findByRole("button", { name: "Make 2 copies" });
  await waitFor(() => expect(confirm).toBeEnabled());
  await user.click(confirm);
  expect(await within(dialog).findByText("2 of 2 done. Meta confirmed all of it.")).toBeInTheDocument();
  const asked = calls(platform, "previewChanges").at(-1)?.input as { new: { deep: boolean }[] };
  expect(asked.new).toEqual([
    expect.objectContaining({ copyOf: JACKETS.id, deep: true, parentId: null }),
    expect.objectContaining({ copyOf: JACKETS.id, deep: true, parentId: null }),
  ]);
});

test("a large tree tells how much of it Meta has copied, in the dialog and once it is closed", async () => {
  const { platform, user } = await onCampaign("Autumn jackets · Launch");
  platform.changing.holdWrites();
  await user.keyboard("d");
  const dialog = await screen.findByRole("dialog", { name: "Duplicate 1 campaign" });
  const confirm = await within(dialog).findByRole("button", { name: "Make 1 copy" });
  await waitFor(() => expect(confirm).toBeEnabled());
  await user.click(confirm);
  await within(dialog).findByText("0 of 1 sent");
  expect(within(dialog).queryByText(/Meta has copied/)).toBeNull();
  act(() => platform.changing.copyParts(12, 40));
  expect(await within(dialog).findByText("Meta has copied 12 of 40 parts of this tree.")).toBeInTheDocument();
  expect(within(dialog).getByRole("progressbar")).toHaveAttribute("aria-valuenow", "30");
  await user.keyboard("{Escape}");
  const bar = await screen.findByTestId("sending");
  expect(bar).toHaveTextContent("Meta has copied 12 of 40 parts of this tree.");
  act(() => platform.changing.copyParts(40, 40));
  await waitFor(() => expect(bar).toHaveTextContent("Meta has copied 40 of 40 parts of this tree."));
  act(() => platform.changing.advanceWrites());
  await waitFor(() => expect(screen.queryByTestId("sending")).toBeNull());
  expect(await screen.findByTestId("undo-bar")).toBeInTheDocument();
});

test("an ad account is not copied, and the status line says why", async () => {
  const { user } = renderApp("connected", "/explorer");
  await screen.findByText("Autumn jackets · Launch");
  await user.keyboard("d");
  expect(await screen.findByText("Ad accounts themselves are not changed here.")).toBeInTheDocument();
  expect(screen.queryByRole("dialog")).toBeNull();
});
