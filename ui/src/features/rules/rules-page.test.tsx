import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import type { RuleLimits } from "@/platform";
import { renderApp } from "@/testing/render-app";

const rowOf = (id: string) => screen.findByTestId(`rule-${id}`);
const modes = (platform: { calls: { command: string; input: unknown }[] }) =>
  platform.calls.filter(({ command }) => command === "setRuleMode").map(({ input }) => input);

const LIMITS: RuleLimits = {
  accountId: "act_1020304050607081",
  accountName: "Fjordline Outdoor",
  currency: "EUR",
  mayAct: true,
  actsADay: 20,
  raisedADayMinor: 25_000,
  spendBrakePercent: 120,
  quietFrom: null,
  quietUntil: null,
  approvalHours: 12,
  targetCpaMinor: null,
  targetRoas: null,
};

test("each rule shows its mode, its looks, its acts and how often it was right", async () => {
  renderApp("connected", "/rules");
  const row = await rowOf("stop-loss");
  expect(within(row).getByRole("link", { name: "Same-day stop-loss" })).toBeInTheDocument();
  expect(within(row).getByRole("button", { name: "Mode of Same-day stop-loss: Auto" })).toBeInTheDocument();
  expect(within(row).getByText("Ad sets · Fjordline Outdoor")).toBeInTheDocument();
  expect(within(row).getByText("acted")).toBeInTheDocument();
  const cells = within(row)
    .getAllByRole("cell")
    .map((cell) => cell.textContent);
  expect(cells.slice(4, 11)).toEqual(["2", "31", "9", "0", "18", "3", "9"]);
  expect(within(await rowOf("creative-cut")).getByText("never")).toBeInTheDocument();
});

test("the engine says where it stands, and that the kill switch holds it", async () => {
  const { user } = renderApp("connected", "/rules");
  const line = await screen.findByTestId("engine-line");
  expect(line).toHaveTextContent(/This computer runs the rules.*Next look/);
  expect(line).toHaveTextContent("3 acts wait for you");
  await user.click(screen.getByTestId("stop-writes"));
  await waitFor(() => expect(line).toHaveTextContent("Rules are held: All changes are stopped"));
});

test("a rule that does less than before is switched at once", async () => {
  const { user, platform } = renderApp("connected", "/rules");
  const row = await rowOf("stop-loss");
  await user.click(within(row).getByTestId("rule-mode"));
  await user.click(await screen.findByRole("menuitemradio", { name: /Shadow/ }));
  expect(await within(row).findByText("Shadow")).toBeInTheDocument();
  expect(modes(platform)).toEqual([{ id: "stop-loss", mode: "shadow" }]);
});

test("leaving shadow first shows what it would have done, and the way to look at it", async () => {
  const { user, platform, address } = renderApp("connected", "/rules");
  const row = await rowOf("dear-conversions");
  await user.click(within(row).getByTestId("rule-mode"));
  await user.click(await screen.findByRole("menuitemradio", { name: /Approve/ }));
  const dialog = await screen.findByRole("alertdialog");
  expect(dialog).toHaveTextContent("In shadow it would have done 14 acts in 30 days.");
  expect(modes(platform)).toEqual([]);
  await user.click(within(dialog).getByRole("button", { name: "Look at them" }));
  await waitFor(() => expect(address()).toContain("/rules/runs?rule=dear-conversions"));
});

test("letting a rule act by itself asks with its findings, its guards and the limits of its accounts", async () => {
  const { user, platform } = renderApp("connected", "/rules");
  platform.listRuleLimits = async () => [LIMITS];
  const row = await rowOf("dear-conversions");
  await user.click(within(row).getByTestId("rule-mode"));
  await user.click(await screen.findByRole("menuitemradio", { name: /Auto/ }));
  const dialog = await screen.findByRole("alertdialog");
  expect(dialog).toHaveTextContent(/It takes turns with “Late conversions”/);
  expect(dialog).toHaveTextContent("At most 10 acts a run and 30 a day.");
  expect(await within(dialog).findByText("What all rules together may do")).toBeInTheDocument();
  expect(dialog).toHaveTextContent(
    "Fjordline Outdoor20 acts a day, at most €250.00 of daily budget added a day",
  );
  await user.click(within(dialog).getByRole("button", { name: /Cancel/ }));
  expect(modes(platform)).toEqual([]);
  await user.click(within(row).getByTestId("rule-mode"));
  await user.click(await screen.findByRole("menuitemradio", { name: /Auto/ }));
  await user.click(await screen.findByTestId("confirm"));
  expect(await within(row).findByText("Auto")).toBeInTheDocument();
  expect(modes(platform)).toEqual([{ id: "dear-conversions", mode: "auto" }]);
});

test("a mode that cannot be set is said, and stays as it was", async () => {
  const { user, platform } = renderApp("connected", "/rules");
  const row = await rowOf("dear-conversions");
  platform.failNext("setRuleMode", { code: "refused", message: "Rules may not act here" });
  await user.click(within(row).getByTestId("rule-mode"));
  await user.click(await screen.findByRole("menuitemradio", { name: /Approve/ }));
  await user.click(await screen.findByTestId("confirm"));
  const dialog = await screen.findByRole("alertdialog");
  expect(await within(dialog).findByText("Rules may not act here")).toBeInTheDocument();
  expect(within(row).getByText("Shadow")).toBeInTheDocument();
});

test("a stopped rule says why, and is let run again", async () => {
  const { user, platform } = renderApp("connected", "/rules");
  const row = await rowOf("late-winners");
  expect(row).toHaveTextContent(/Stopped .*: After a start was sent, the ad set was still paused/);
  await user.click(within(row).getByRole("button", { name: "Let it run again" }));
  await waitFor(() => expect(row).not.toHaveTextContent("Stopped"));
  expect(platform.calls).toContainEqual({ command: "clearRuleStop", input: "late-winners" });
});

test("the keys walk the rules, open the menu of modes, duplicate and delete", async () => {
  const { user, platform, address } = renderApp("connected", "/rules");
  await rowOf("stop-loss");
  await user.keyboard("jj");
  expect(screen.getByRole("link", { name: "Creative cut" })).toHaveFocus();
  await user.keyboard("k");
  expect(screen.getByRole("link", { name: "CPA against target" })).toHaveFocus();
  await user.keyboard("m");
  expect(await screen.findByRole("menuitemradio", { name: /Shadow/ })).toBeInTheDocument();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("menu")).not.toBeInTheDocument());
  await user.keyboard("j{Delete}");
  await user.click(within(await screen.findByRole("alertdialog")).getByTestId("confirm"));
  await waitFor(() => expect(screen.queryByText("Creative cut")).not.toBeInTheDocument());
  expect(platform.calls).toContainEqual({ command: "deleteRule", input: "creative-cut" });
  await user.keyboard("jy");
  await waitFor(() => expect(address()).toMatch(/\/rules\/new\?copy=/));
  expect(await screen.findByRole("textbox", { name: "Name of the rule" })).toHaveValue(
    "CPA against target (copy)",
  );
});

test("a workspace without rules offers the templates with their sentences, in the account's currency", async () => {
  const { user, address } = renderApp("syncing", "/rules");
  expect(await screen.findByText("No rules yet")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "New from a template" }));
  const dialog = await screen.findByRole("dialog");
  expect(await within(dialog).findByText("Same-day stop-loss")).toBeInTheDocument();
  expect(within(dialog).getAllByText(/Only if it has €50.00 spent/).length).toBeGreaterThan(0);
  await user.click(within(dialog).getByRole("combobox", { name: /currency/ }));
  await user.click(await screen.findByRole("option", { name: /Kumo/ }));
  expect((await within(dialog).findAllByText(/Only if it has ¥5,000 spent/)).length).toBeGreaterThan(0);
  await user.click(within(dialog).getByTestId("template-scale-strong"));
  await waitFor(() => expect(address()).toContain("template=scale-strong"));
  expect(await screen.findByRole("textbox", { name: "Name of the rule" })).toHaveValue(
    "Scale up: strong ROAS",
  );
  expect(screen.getByRole("button", { name: "Accounts: Kumo Pet Supply" })).toBeInTheDocument();
});

test("rules come from a file and go into one; what was left out is said with its place", async () => {
  const { user, platform } = renderApp("connected", "/rules");
  await rowOf("stop-loss");
  platform.chooses("/home/ada/rules.json");
  await user.click(screen.getByRole("button", { name: "Import… Export…" }));
  await user.click(await screen.findByRole("menuitem", { name: "Import…" }));
  const dialog = await screen.findByRole("dialog");
  await user.click(within(dialog).getByRole("button", { name: "Import the rules" }));
  expect(await within(dialog).findByText("Say which file")).toBeInTheDocument();
  await user.click(within(dialog).getByRole("button", { name: "Choose…" }));
  await user.click(within(dialog).getByRole("button", { name: "Import the rules" }));
  expect(
    await within(dialog).findByText(/Imported, in shadow: Creative cut of a colleague/),
  ).toBeInTheDocument();
  expect(dialog).toHaveTextContent("rules[2].when.all the group is empty");
  await user.click(within(dialog).getAllByRole("button", { name: "Close" })[0] as HTMLElement);
  expect(await rowOf("imported-cut")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "More acts for Same-day stop-loss" }));
  await user.click(await screen.findByRole("menuitem", { name: "Export this rule…" }));
  await user.click(await screen.findByRole("button", { name: "Write the file" }));
  expect(await screen.findByText(/^Written: .*same-day-stop-loss\.sextant-rules\.json/)).toBeInTheDocument();
});

test("what cannot be read is said with a way to try again, and offline is said above the list", async () => {
  const { user, platform } = renderApp("offline", "/explorer");
  await screen.findByTestId("explorer-table");
  platform.failNext("listRules", { code: "internal", message: "The rules could not be read." });
  await user.keyboard("6");
  expect(await screen.findByText("The rules could not be read.")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await rowOf("stop-loss")).toBeInTheDocument();
  expect(screen.getByTestId("rules-offline")).toBeInTheDocument();
});

test("what changes elsewhere shows at once", async () => {
  const { platform } = renderApp("connected", "/rules");
  const row = await rowOf("dear-conversions");
  await platform.setRuleMode({ id: "dear-conversions", mode: "notify" });
  expect(await within(row).findByText("Notify")).toBeInTheDocument();
});
