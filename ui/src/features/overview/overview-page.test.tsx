import { screen, waitFor, within } from "@testing-library/react";
import { beforeAll, expect, test } from "vitest";
import { renderApp } from "@/testing/render-app";

beforeAll(() => {
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 900 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_400 });
});

const EURO = "act_1020304050607081";

test("the program opens on the overview, in one currency at a time", async () => {
  const { user } = renderApp("connected", "/");
  const figures = await screen.findByTestId("overview-figures");
  expect(figures).toHaveAccessibleName("Figures in EUR");
  expect(within(figures).getByTestId("kpi-spend")).toHaveTextContent("€");
  expect(screen.getByRole("link", { name: /^Overview/ })).toHaveAttribute("aria-current", "page");
  await user.click(screen.getByRole("button", { name: "JPY" }));
  expect(screen.getByTestId("overview-figures")).toHaveAccessibleName("Figures in JPY");
  expect(screen.getByTestId("kpi-spend")).toHaveTextContent("¥");
});

test("a key figure says what it was, how it changed and that it still matures", async () => {
  renderApp("connected", `/?accounts=["${EURO}"]`);
  const roas = await screen.findByTestId("kpi-roas");
  expect(roas).toHaveTextContent(/ROAS.*maturing/);
  expect(roas).toHaveTextContent(/[+−]?\d+\.\d\s%.*was \d\.\d\d/);
  expect(screen.getByTestId("kpi-spend")).not.toHaveTextContent("maturing");
});

test("a month target is set in place, and the pace says what is needed a day", async () => {
  const { user, platform } = renderApp("connected", "/");
  const row = await screen.findByTestId(`pacing-${EURO}`);
  await user.click(within(row).getByRole("button", { name: "Set a month target" }));
  const dialog = await screen.findByRole("dialog");
  const budget = within(dialog).getByLabelText("Budget for the month");
  await user.type(budget, "0");
  expect(within(dialog).getByRole("button", { name: "Save target" })).toBeDisabled();
  await user.clear(budget);
  await user.type(budget, "90000");
  await user.type(within(dialog).getByLabelText("Target ROAS"), "3.5");
  await user.click(within(dialog).getByRole("button", { name: "Save target" }));
  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  expect(platform.calls.find(({ command }) => command === "setTarget")?.input).toMatchObject({
    kind: "account",
    id: EURO,
    budgetMinor: 9_000_000,
    cpaMinor: null,
    roas: 3.5,
  });
  const after = await screen.findByTestId(`pacing-${EURO}`);
  await waitFor(() => expect(after).toHaveTextContent("€90,000"));
  expect(after).toHaveTextContent(/On pace|Over pace|Under pace/);
  expect(after).toHaveTextContent(/ROAS \d\.\d\d, target 3\.50/);
});

test("what was not taken is said in the dialog, and nothing is lost", async () => {
  const { user, platform } = renderApp("connected", "/");
  const row = await screen.findByTestId(`pacing-${EURO}`);
  await user.click(within(row).getByRole("button", { name: "Set a month target" }));
  const dialog = await screen.findByRole("dialog");
  platform.failNext("setTarget", { code: "disk_full", message: "The disk is full." });
  await user.type(within(dialog).getByLabelText("Budget for the month"), "500");
  await user.click(within(dialog).getByRole("button", { name: "Save target" }));
  expect(await within(dialog).findByText("The disk is full.")).toBeInTheDocument();
  expect(within(dialog).getByLabelText("Budget for the month")).toHaveValue("500");
});

test("a day is chosen by keyboard, gets a note, and opens in the explorer", async () => {
  const { user, address } = renderApp("connected", `/?accounts=["${EURO}"]`);
  const slider = await screen.findByRole("slider", { name: "Day" });
  slider.focus();
  await user.keyboard("{Home}{Enter}n");
  const dialog = await screen.findByRole("dialog");
  await user.type(within(dialog).getByLabelText("Note"), "Sale begins");
  await user.click(within(dialog).getByRole("button", { name: "Save note" }));
  expect(await screen.findByText("Sale begins (note, You)")).toBeInTheDocument();
  await user.click(screen.getByText("Sale begins (note, You)"));
  await user.click(await screen.findByRole("button", { name: "Delete note" }));
  await waitFor(() => expect(screen.queryByText("Sale begins (note, You)")).not.toBeInTheDocument());
  await user.click(screen.getByRole("button", { name: /^Open day/ }));
  expect(address()).toMatch(/^\/explorer\?.*since=/);
});

test("the chart has a table that says the same", async () => {
  const { user } = renderApp("connected", `/?accounts=["${EURO}"]`);
  await screen.findByTestId("overview-chart");
  await user.keyboard("{Shift>}t{/Shift}");
  const table = await screen.findByRole("table", { name: "Spend and ROAS by day" });
  expect(within(table).getAllByRole("row")).toHaveLength(31);
  expect(table).toHaveTextContent("M. Lund");
});

test("what waits is answered by keys, one at a time, and only with what it would change on the screen", async () => {
  const { user, platform } = renderApp("connected", "/");
  const waiting = await screen.findByTestId("overview-waiting");
  const first = await within(waiting).findAllByRole("button", { pressed: true });
  expect(first).toHaveLength(1);
  expect(waiting).toHaveTextContent("→");
  await user.keyboard("jr");
  await waitFor(() => expect(platform.calls.some(({ command }) => command === "decideApprovals")).toBe(true));
  const call = platform.calls.find(({ command }) => command === "decideApprovals");
  expect(call?.input).toEqual({ decisionIds: [expect.any(String)], approve: false });
});

test("offline nothing is approved, and figures stay", async () => {
  const { user, platform } = renderApp("offline", "/");
  const waiting = await screen.findByTestId("overview-waiting");
  await within(waiting).findAllByRole("button", { pressed: true });
  expect(within(waiting).getByRole("button", { name: /^Approve/ })).toBeDisabled();
  await user.keyboard("a");
  expect(platform.calls.some(({ command }) => command === "decideApprovals")).toBe(false);
  expect(screen.getByTestId("overview-figures")).toBeInTheDocument();
});

test("a client is a group of accounts that can be looked at together", async () => {
  const { user, address } = renderApp("connected", "/");
  await user.click(await screen.findByTestId("overview-client"));
  await user.click(await screen.findByRole("menuitem", { name: "Clients…" }));
  const dialog = await screen.findByRole("dialog");
  await user.click(within(dialog).getByRole("button", { name: "Add client" }));
  expect(within(dialog).getByText("Give the client a name.")).toBeInTheDocument();
  expect(within(dialog).getByText("Choose at least one account.")).toBeInTheDocument();
  await user.type(within(dialog).getByLabelText("Name"), "Northbound");
  await user.click(within(dialog).getByLabelText(/Fjordline Outdoor/));
  await user.click(within(dialog).getByRole("button", { name: "Add client" }));
  expect(await within(dialog).findByText("Northbound")).toBeInTheDocument();
  await user.click(within(dialog).getByRole("button", { name: "Done" }));
  await user.click(screen.getByTestId("overview-client"));
  await user.click(await screen.findByRole("menuitem", { name: "Northbound" }));
  await waitFor(() => expect(address()).toContain(EURO));
  expect(screen.getByTestId("overview-client")).toHaveTextContent("Northbound");
});

test("each figure is explained", async () => {
  const { user } = renderApp("connected", "/");
  await user.click(await screen.findByRole("button", { name: "What figures mean" }));
  const catalogue = await screen.findByTestId("metric-catalogue");
  expect(await within(catalogue).findByText("Conversion value ÷ spend")).toBeInTheDocument();
  expect(catalogue).toHaveTextContent("Cannot be added up");
  expect(catalogue).toHaveTextContent("purchase, omni_purchase");
});

test("a day that stands out leads to what it is about", async () => {
  const { user, address } = renderApp("connected", "/");
  const look = await screen.findByTestId("overview-look");
  await user.click(within(look).getByRole("button", { name: /Spend 38\u2009% above usual/ }));
  expect(address()).toMatch(/^\/explorer\?.*object=/);
});

test("what cannot be read is said, with a way to try again", async () => {
  const { user, platform } = renderApp("connected", "/explorer");
  await screen.findByTestId("explorer-table");
  platform.failNext("getOverview", { code: "internal", message: "The figures could not be read." });
  await user.keyboard("1");
  expect(await screen.findByText("The figures could not be read.")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByTestId("overview-figures")).toBeInTheDocument();
});

test("before the first figures there is one thing to do", async () => {
  renderApp("syncing", "/");
  expect(await screen.findByRole("heading", { name: "No figures yet" })).toBeInTheDocument();
  expect(screen.getByText("A sync is running. Figures change as they arrive.")).toBeInTheDocument();
});
