import { screen, waitFor, within } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { renderApp } from "@/testing/render-app";

beforeAll(() => {
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 900 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_400 });
  Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, get: () => 900 });
  Object.defineProperty(HTMLElement.prototype, "offsetWidth", { configurable: true, get: () => 1_400 });
});
beforeEach(() => vi.spyOn(window, "scrollTo").mockImplementation(() => {}));

async function opened(scenario: Parameters<typeof renderApp>[0] = "connected") {
  const rendered = renderApp(scenario, "/rules/paused");
  await screen.findByTestId("paused");
  const ended = () =>
    rendered.platform.calls.filter(({ command }) => command === "endLeases").map(({ input }) => input);
  return { ...rendered, ended, rows: () => screen.getAllByTestId("paused-row") };
}

test("each pause says by which rule, since when, and when it ends; what comes back first on top", async () => {
  const { rows } = await opened();
  expect(rows()).toHaveLength(4);
  expect(rows()[0]).toHaveTextContent(/Same-day stop-loss.*at midnight, in 7 h/);
  expect(rows()[0]).toHaveTextContent(/Its budget was changed by M\. Lund since/);
  expect(rows()[2]).toHaveTextContent(/when a person starts it/);
  expect(rows()[3]).toHaveTextContent(/once it has recovered/);
});

test("one is started by a key; its row leaves and the keyboard stands on the next", async () => {
  const { user, rows, ended } = await opened();
  const second = rows()[1]?.textContent;
  await user.keyboard("js");
  await waitFor(() => expect(rows()).toHaveLength(3));
  expect(ended()).toEqual([{ ids: ["lease-0"], start: true }]);
  expect(rows().some((row) => row.textContent === second)).toBe(false);
  expect(rows()[1]).toHaveAttribute("data-focused");
});

test("several are asked about before they are started, and left paused without a question", async () => {
  const { user, ended, rows } = await opened();
  await user.keyboard(" j s");
  const dialog = await screen.findByRole("alertdialog", { name: "Start 2 objects again?" });
  expect(ended()).toHaveLength(0);
  await user.click(within(dialog).getByRole("button", { name: /Not yet/ }));
  await user.keyboard("l");
  await waitFor(() => expect(rows()).toHaveLength(2));
  expect(ended()).toEqual([{ ids: ["lease-1", "lease-0"], start: false }]);
});

test("while changes are stopped nothing can be started, and it says why", async () => {
  const { user, platform, ended } = await opened();
  await platform.stopWrites();
  expect(await screen.findByTestId("paused-blocked")).toHaveTextContent(/All changes are stopped/);
  expect(screen.getByRole("button", { name: /Start again/ })).toBeDisabled();
  await user.keyboard("s");
  expect(ended()).toHaveLength(0);
});

test("a refusal is told and the rows stay", async () => {
  const { user, platform, rows } = await opened();
  platform.failNext("endLeases", { code: "refused", message: "Somebody else changed it meanwhile" });
  await user.keyboard("s");
  expect(await screen.findByTestId("paused-refused")).toHaveTextContent(/Somebody else changed it/);
  expect(rows()).toHaveLength(4);
});

test("where nothing is paused the page teaches", async () => {
  renderApp("syncing", "/rules/paused");
  expect(await screen.findByRole("heading", { name: "No rule holds anything paused" })).toBeInTheDocument();
});
