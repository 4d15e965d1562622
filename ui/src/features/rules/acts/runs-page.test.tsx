import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { renderApp } from "@/testing/render-app";

beforeAll(() => {
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 900 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_400 });
  Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, get: () => 900 });
  Object.defineProperty(HTMLElement.prototype, "offsetWidth", { configurable: true, get: () => 1_400 });
});
beforeEach(() => vi.spyOn(window, "scrollTo").mockImplementation(() => {}));

async function opened(at = "/rules/runs") {
  const rendered = renderApp("connected", at);
  await screen.findByTestId("runs");
  const asked = () =>
    rendered.platform.calls.filter(({ command }) => command === "listRuleRuns").map(({ input }) => input);
  return { ...rendered, asked, rows: () => screen.getAllByTestId("runs-row") };
}

test("looks are listed newest first, the quiet ones only when asked for", async () => {
  const { user, rows, asked } = await opened();
  expect(rows()[0]).toHaveTextContent(/Same-day stop-loss.*Aster & Vale.*Asks a person.*6 of/);
  expect(rows().some((row) => /Quiet/.test(row.textContent ?? ""))).toBe(false);
  await user.keyboard("q");
  await waitFor(() => expect(rows().some((row) => /Quiet/.test(row.textContent ?? ""))).toBe(true));
  expect(asked()).toContainEqual({ ruleId: null, accountId: null, quiet: true, before: null, limit: 100 });
});

test("more is read as the end comes near, from where the list ended", async () => {
  const { user, asked, platform } = await opened();
  await user.click(screen.getByRole("checkbox", { name: "Quiet looks too" }));
  await waitFor(() => expect(screen.getByText(/100 looks read/)).toBeInTheDocument());
  const page = await platform.listRuleRuns({
    ruleId: null,
    accountId: null,
    before: null,
    quiet: true,
    limit: 100,
  });
  const grid = screen.getByTestId("runs");
  grid.scrollTop = 90 * 32;
  fireEvent.scroll(grid);
  const before = page.at(-1)?.id;
  await waitFor(() => expect(asked()).toContainEqual(expect.objectContaining({ before })));
  await waitFor(() => expect(screen.getByText(/200 looks/)).toBeInTheDocument());
});

test("a rule and an account narrow the list, and the rule stays in the address", async () => {
  const { user, rows, address, asked } = await opened("/rules/runs?rule=dear-conversions");
  expect(rows().every((row) => /CPA against target/.test(row.textContent ?? ""))).toBe(true);
  await user.click(screen.getByRole("combobox", { name: "Account" }));
  await user.click(await screen.findByRole("option", { name: "Fjordline Outdoor" }));
  expect(await screen.findByText("Nothing matches these filters.")).toBeInTheDocument();
  expect(address()).toMatch(/rule=dear-conversions/);
  expect(asked()).toContainEqual(
    expect.objectContaining({ ruleId: "dear-conversions", accountId: "act_1020304050607081" }),
  );
  await user.click(screen.getByRole("button", { name: /Clear filters/ }));
  await waitFor(() =>
    expect(rows().some((row) => /Same-day stop-loss/.test(row.textContent ?? ""))).toBe(true),
  );
});

test("a look shows what was done, what was spared and by which guard, and whether it was right", async () => {
  const { user, platform } = await opened();
  const runs = await platform.listRuleRuns({
    ruleId: "stop-loss",
    accountId: null,
    before: null,
    quiet: false,
    limit: 200,
  });
  const spared = runs.find(({ refused, done }) => refused > 0 && done > 0);
  await user.keyboard("{Enter}");
  expect(await screen.findByTestId("run-title")).toHaveTextContent("Same-day stop-loss");
  await user.keyboard("{Escape}");
  await screen.findByTestId("runs");
  const row = screen.getAllByTestId("runs-row").find((one) => /Acted.*3 of 24/.test(one.textContent ?? ""));
  await user.click(row ?? document.body);
  const rows = await screen.findAllByTestId("decisions-row");
  expect(rows[0]).toHaveTextContent(/Paused.*until midnight.*Done.*Too early/);
  expect(rows[2]).toHaveTextContent(/the last one that is active.*Spared.*—/);
  expect(spared).toBeDefined();
  await user.click(rows[2] ?? document.body);
  const panel = await screen.findByTestId("decision");
  expect(panel).toHaveTextContent(/Not met: what stays active under its parent/);
  // The same moment, from the point of view of every rule.
  await user.click(within(panel).getByRole("button", { name: "All rules about this object" }));
  const why = await within(panel).findAllByTestId("why-rule");
  expect(why[0]?.parentElement).toHaveTextContent(/As recorded then/);
});

test("a run that was sent can be taken back whole, through what it would do", async () => {
  const { user, platform } = renderApp("connected", "/approvals");
  await screen.findByTestId("approvals");
  await user.keyboard("{Shift>}a{/Shift}");
  await user.click(await screen.findByTestId("confirm"));
  await waitFor(() =>
    expect(
      screen.getAllByTestId("approvals-row").filter((row) => /Done/.test(row.textContent ?? "")),
    ).toHaveLength(6),
  );
  await user.click(screen.getAllByRole("link", { name: "The whole look" })[0] ?? document.body);
  await screen.findByTestId("run-title");
  await user.click(await screen.findByRole("button", { name: /Undo this run/ }));
  expect(await screen.findByTestId("undo-preview")).toHaveTextContent(/Paused.*Active/);
  expect(platform.calls.some(({ command }) => command === "previewUndo")).toBe(true);
});

test("a look that is not there says so, with the way back", async () => {
  const { user, address } = renderApp("connected", "/rules/runs/none");
  expect(await screen.findByText(/That look is not here/)).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "What rules did" }));
  await waitFor(() => expect(address()).toMatch(/^\/rules\/runs(\?|$)/));
});

test("before any rule did anything the page teaches", async () => {
  renderApp("syncing", "/rules/runs");
  expect(await screen.findByRole("heading", { name: "No rule has done anything yet" })).toBeInTheDocument();
});
