import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { FakePlatform } from "@/platform/fake";
import { renderApp } from "@/testing/render-app";
import { editedRule } from "./model/edited";

const STOP_LOSS = "/rules/stop-loss";
const name = () => screen.findByRole("textbox", { name: "Name of the rule" });
const rename = async (user: UserEvent, text: string): Promise<void> => {
  const field = await name();
  await user.clear(field);
  await user.type(field, text);
};
const saves = (platform: FakePlatform) => platform.calls.filter(({ command }) => command === "saveRule");

/** Somebody else saves the rule under another name. */
async function saveElsewhere(platform: FakePlatform, called: string): Promise<void> {
  const { rule, row } = await platform.getRule("stop-loss");
  const text = JSON.stringify({ ...JSON.parse(rule), name: called });
  await platform.saveRule({ rule: text, expectedVersion: row.version });
}

test("a new rule from a template gets an id of its own, is saved and opened", async () => {
  const { user, platform, address } = renderApp(
    "connected",
    "/rules/new?template=scale-strong&account=act_2040608010203045",
  );
  await rename(user, "Raise the strong");
  expect(screen.getByRole("button", { name: "Accounts: Kumo Pet Supply" })).toBeInTheDocument();
  expect(screen.getByText("Not saved yet")).toBeInTheDocument();
  await user.click(screen.getByTestId("save-rule"));
  await waitFor(() => expect(address()).toContain("/rules/scale-up-strong-roas"));
  const [sent] = saves(platform);
  expect(sent?.input).toMatchObject({ expectedVersion: null });
  expect(await screen.findByText("Version 1 · Ingrid Solberg")).toBeInTheDocument();
  expect(await name()).toHaveValue("Raise the strong");
});

test("saving in a mode that acts by itself asks first", async () => {
  const { user, platform } = renderApp("connected", "/rules/dear-conversions");
  await name();
  await user.click(screen.getByRole("button", { name: "Auto" }));
  await user.click(screen.getByRole("button", { name: /^Save in auto/ }));
  const dialog = await screen.findByRole("alertdialog");
  expect(dialog).toHaveTextContent("In shadow it would have done 14 acts in 30 days.");
  expect(saves(platform)).toEqual([]);
  await user.click(within(dialog).getByTestId("confirm"));
  await waitFor(() => expect(saves(platform)).toHaveLength(1));
  expect(await screen.findByText("Version 4 · Ingrid Solberg")).toBeInTheDocument();
});

test("what somebody else saved meanwhile is shown beside, and mine is saved over it when chosen", async () => {
  const { user, platform } = renderApp("connected", STOP_LOSS);
  await rename(user, "Mine");
  await saveElsewhere(platform, "Theirs");
  expect(await screen.findByTestId("newer-version")).toHaveTextContent("Version 4 was saved");
  await user.click(screen.getByTestId("save-rule"));
  const both = await screen.findByTestId("rule-conflict");
  expect(within(both).getByRole("region", { name: "Saved meanwhile" })).toHaveTextContent("Every 30 minutes");
  await user.click(screen.getByRole("button", { name: "Save mine over it" }));
  expect(await screen.findByText("Version 5 · Ingrid Solberg")).toBeInTheDocument();
  expect((await platform.getRule("stop-loss")).row.name).toBe("Mine");
});

test("theirs is taken when chosen, and going on keeps what was typed", async () => {
  const { user, platform } = renderApp("connected", STOP_LOSS);
  await rename(user, "Mine");
  await saveElsewhere(platform, "Theirs");
  await user.click(screen.getByTestId("save-rule"));
  await user.click(await screen.findByRole("button", { name: "Go on editing" }));
  expect(await name()).toHaveValue("Mine");
  await user.click(screen.getByTestId("save-rule"));
  await user.click(await screen.findByRole("button", { name: "Take theirs" }));
  await waitFor(async () => expect(await name()).toHaveValue("Theirs"));
  expect(screen.queryByText("Edited, not saved")).not.toBeInTheDocument();
});

test("a save that fails is said and nothing is lost", async () => {
  const { user, platform } = renderApp("connected", STOP_LOSS);
  await rename(user, "Mine");
  platform.failNext("saveRule", { code: "disk_full", message: "The disk is full." });
  await user.click(screen.getByTestId("save-rule"));
  expect(await screen.findByText("The disk is full.")).toBeInTheDocument();
  expect(await name()).toHaveValue("Mine");
  expect(screen.getByText("Edited, not saved")).toBeInTheDocument();
});

test("an earlier version is brought back as a new one", async () => {
  const { user, platform } = renderApp("connected", STOP_LOSS);
  await name();
  await user.click(await screen.findByRole("tab", { name: "Versions" }));
  expect(screen.getAllByTestId("rule-version")).toHaveLength(3);
  await user.click(screen.getByRole("button", { name: /^Bring back version 1/ }));
  await waitFor(async () => expect(await name()).toHaveValue("Same-day stop-loss (first try)"));
  await user.click(screen.getByTestId("save-rule"));
  await waitFor(() => expect(saves(platform)).toHaveLength(1));
  expect(await screen.findByText("Version 4 · Ingrid Solberg")).toBeInTheDocument();
});

test("leaving asks while something is not saved", async () => {
  const { user, address } = renderApp("connected", STOP_LOSS);
  await rename(user, "Mine");
  await user.click(screen.getByRole("link", { name: /Explorer/ }));
  const dialog = await screen.findByRole("alertdialog");
  await user.click(within(dialog).getByRole("button", { name: /Stay here/ }));
  expect(address()).toContain(STOP_LOSS);
  expect(await name()).toHaveValue("Mine");
  await user.click(screen.getByRole("link", { name: /Explorer/ }));
  await user.click(await screen.findByRole("button", { name: "Leave and lose it" }));
  await waitFor(() => expect(address()).toContain("/explorer"));
  expect(editedRule()).toBeNull();
});

test("nothing is asked where nothing was changed, and discarding goes back", async () => {
  const { user, address } = renderApp("connected", STOP_LOSS);
  await rename(user, "Mine");
  await user.click(screen.getByRole("button", { name: "Discard" }));
  await user.click(await screen.findByTestId("confirm"));
  expect(await name()).toHaveValue("Same-day stop-loss");
  await user.click(screen.getByRole("link", { name: /Explorer/ }));
  await waitFor(() => expect(address()).toContain("/explorer"));
});

test("the backtest takes what is not saved along, and it is there again afterwards", async () => {
  const { user, address, unmount } = renderApp("connected", STOP_LOSS);
  await rename(user, "Mine");
  await user.keyboard("{Control>}b{/Control}");
  await waitFor(() => expect(address()).toContain("/rules/backtest?rule=stop-loss"));
  expect(JSON.parse(editedRule() ?? "")).toMatchObject({ name: "Mine" });
  unmount();
  const again = renderApp("connected", "/explorer");
  await saveElsewhere(again.platform, "Theirs");
  await again.user.click(await screen.findByRole("link", { name: /^Rules/ }));
  await again.user.click(await screen.findByRole("link", { name: "Theirs" }));
  expect(await name()).toHaveValue("Mine");
  expect(await screen.findByTestId("newer-version")).toHaveTextContent("Version 4 was saved");
});

test("a rule that is gone is said", async () => {
  renderApp("connected", "/rules/nothing-like-it");
  expect(await screen.findByText("There is no such rule (any more).")).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Back to the rules" })).toBeInTheDocument();
});
