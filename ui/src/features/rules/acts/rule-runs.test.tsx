import { screen, waitFor, within } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { renderApp } from "@/testing/render-app";

beforeAll(() => {
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 400 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 500 });
  Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, get: () => 400 });
  Object.defineProperty(HTMLElement.prototype, "offsetWidth", { configurable: true, get: () => 500 });
});
beforeEach(() => vi.spyOn(window, "scrollTo").mockImplementation(() => {}));

test("a rule's own page lists its looks, the quiet ones when asked for; a press opens one", async () => {
  const { user, platform, address } = renderApp("connected", "/rules/stop-loss");
  const side = await screen.findByTestId("rule-side");
  await user.click(await within(side).findByRole("tab", { name: "Looks" }));
  const rows = () => within(side).getAllByTestId("runs-row");
  await waitFor(() => expect(rows().length).toBeGreaterThan(3));
  expect(rows()[0]).toHaveTextContent(/Aster & Vale.*Asks a person/);
  expect(rows().some((row) => /Quiet/.test(row.textContent ?? ""))).toBe(false);
  await user.click(within(side).getByRole("checkbox", { name: "Quiet looks too" }));
  await waitFor(() => expect(rows().some((row) => /Quiet/.test(row.textContent ?? ""))).toBe(true));
  const asked = platform.calls.filter(({ command }) => command === "listRuleRuns").map(({ input }) => input);
  expect(asked).toContainEqual(
    expect.objectContaining({ ruleId: "stop-loss", accountId: null, quiet: true }),
  );
  await user.click(rows()[0] ?? document.body);
  await waitFor(() => expect(address()).toMatch(/^\/rules\/runs\/ask-losses/));
});

test("a rule that never looked says so", async () => {
  const { user } = renderApp("connected", "/rules/creative-cut");
  const side = await screen.findByTestId("rule-side");
  await user.click(await within(side).findByRole("tab", { name: "Looks" }));
  expect(await within(side).findByText("It has not done anything yet.")).toBeInTheDocument();
});
