import { act, screen, waitFor, within } from "@testing-library/react";
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
  const rendered = renderApp(scenario, "/approvals");
  await screen.findByTestId("approvals");
  const rows = () => screen.getAllByTestId("approvals-row");
  const decided = () => rendered.platform.calls.filter(({ command }) => command === "decideApprovals");
  return { ...rendered, rows, decided };
}

const rowsIn = (state: RegExp) =>
  screen.getAllByTestId("approvals-row").filter((row) => state.test(row.textContent ?? ""));

test("the queue says who asks, where, why, for what in all and until when, what expires first on top", async () => {
  const { rows } = await opened();
  const [first, second] = screen.getAllByTestId("approval-group");
  expect(first).toHaveTextContent(/Same-day stop-loss.*Aster & Vale Skincare.*expires in 47 min/);
  expect(first).toHaveTextContent(/Pause 6 ad sets.*more than 5 at once/);
  expect(second).toHaveTextContent(/Scale up.*Fjordline Outdoor.*expires in 3 h/);
  expect(second).toHaveTextContent(/Change the daily budget of \d+ ad sets: \+€[\d,.]+ a day/);
  expect(rows()[0]).toHaveTextContent(/Active.*becomes.*Paused.*until midnight/);
  expect(rows()[0]).toHaveTextContent(/spend today is above 3 × the target CPA.*\$[\d.]+ against \$96\.00/);
  expect(rowsIn(/Daily budget/)[0]).toHaveTextContent(/€[\d.]+ *→ *becomes *€[\d.]+\+1\d\.\d/);
  expect(screen.getByRole("link", { name: /Approvals, \d+ wait/ })).toBeInTheDocument();
});

test("A sends the one request under the keyboard, and its result shows in its row", async () => {
  const { user, rows, decided, platform } = await opened();
  const before = rows().length;
  await user.keyboard("j");
  expect(rows()[1]).toHaveAttribute("data-focused");
  await user.keyboard("a");
  await waitFor(() => expect(rows()[1]).toHaveTextContent("Done"));
  expect(decided().map(({ input }) => input)).toEqual([{ decisionIds: ["ask-losses-1"], approve: true }]);
  expect(rows()).toHaveLength(before);
  // It went the way of every other change, and can be taken back like them.
  expect(platform.calls.some(({ command }) => command === "applyChanges")).toBe(false);
  expect(await screen.findByTestId("undo-bar")).toHaveTextContent(/Paused/);
  // The keyboard stands on the next one that waits.
  expect(rows()[2]).toHaveAttribute("data-focused");
});

test("several are shown whole, with what they do to budgets, before they are sent", async () => {
  const { user, rows, decided } = await opened();
  const budgets = rowsIn(/Daily budget/).length;
  await user.click(rowsIn(/Daily budget/)[0] ?? document.body);
  await user.keyboard("{Shift>}a{/Shift}");
  const dialog = await screen.findByRole("alertdialog", {
    name: `Approve ${budgets} acts of “Scale up: strong ROAS”?`,
  });
  expect(dialog).toHaveTextContent(/Budgets change by \+€[\d,.]+ a day in all/);
  expect(within(dialog).getAllByRole("listitem")).toHaveLength(budgets);
  expect(decided()).toHaveLength(0);
  await user.click(within(dialog).getByRole("button", { name: /Not yet/ }));
  expect(decided()).toHaveLength(0);
  await user.keyboard("{Shift>}a{/Shift}");
  await user.click(await screen.findByTestId("confirm"));
  await waitFor(() => expect(rowsIn(/Daily budget.*Done/)).toHaveLength(budgets));
  expect(rows().filter((row) => /Waits/.test(row.textContent ?? ""))).toHaveLength(6);
});

test("space chooses some; R refuses them at once and sends nothing", async () => {
  const { user, decided, platform } = await opened();
  await user.keyboard(" jj ");
  expect(screen.getByText("2 chosen")).toBeInTheDocument();
  await user.keyboard("r");
  await waitFor(() => expect(rowsIn(/Declined/)).toHaveLength(2));
  expect(decided()[0]?.input).toEqual({ decisionIds: ["ask-losses-0", "ask-losses-2"], approve: false });
  expect(platform.calls.some(({ command }) => command === "previewChanges")).toBe(false);
});

test("what failed and what was not so any more say so in their rows", async () => {
  const { user, platform } = await opened();
  platform.changing.endNextRows("rejected", "Meta refused it");
  await user.keyboard("a");
  await waitFor(() => expect(rowsIn(/Failed/)).toHaveLength(1));
  platform.changing.endNextRows("drifted", "Somebody else changed it");
  await user.keyboard("a");
  await waitFor(() => expect(rowsIn(/No longer so/)).toHaveLength(1));
});

test("while it is being sent the row says so", async () => {
  const { user, platform } = await opened();
  platform.changing.holdWrites();
  await user.keyboard("a");
  await waitFor(() => expect(rowsIn(/Sending/)).toHaveLength(1));
  platform.changing.advanceWrites();
  await waitFor(() => expect(rowsIn(/Done/)).toHaveLength(1));
});

test("what is not taken waits as before, and says why", async () => {
  const { user, platform } = await opened();
  platform.failNext("decideApprovals", { code: "refused", message: "The rule was stopped meanwhile" });
  await user.keyboard("a");
  expect(await screen.findByTestId("approvals-refused")).toHaveTextContent("The rule was stopped meanwhile");
  expect(rowsIn(/Sending|Done/)).toHaveLength(0);
});

test("what expires leaves with a note, and no key answers in its place", async () => {
  const { user, platform, decided } = await opened();
  await user.keyboard("jk");
  platform.ruling.expireApproval("ask-losses");
  expect(await screen.findByTestId("approvals-gone")).toHaveTextContent(/6 requests .*(expired|gone)/);
  expect(screen.getAllByTestId("approval-group")).toHaveLength(1);
  await user.keyboard("a");
  expect(decided()).toHaveLength(0);
  await user.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(screen.queryByTestId("approvals-gone")).toBeNull();
});

test("W shows every condition with what was seen, the guards, and all rules about the object", async () => {
  const { user } = await opened();
  await user.keyboard("w");
  const panel = await screen.findByTestId("approval");
  const reasons = within(panel).getByTestId("reasons");
  expect(reasons).toHaveTextContent(/Met: all of these/);
  expect(within(reasons).getAllByText(/the CPA of the last 3 days/).length).toBe(1);
  expect(reasons).toHaveTextContent(/4 guards let it pass/);
  expect(panel).toHaveTextContent(/Oldest figure read \d+ min ago/);
  await user.click(within(panel).getByRole("button", { name: "All rules about this object" }));
  expect(await within(panel).findAllByTestId("why-rule")).not.toHaveLength(0);
});

test("while changes are stopped nothing can be approved, but refused, and it says why", async () => {
  const { user, platform, decided } = await opened();
  await platform.stopWrites();
  expect(await screen.findByTestId("approvals-blocked")).toHaveTextContent(/All changes are stopped/);
  await user.keyboard("a{Shift>}a{/Shift}");
  expect(decided()).toHaveLength(0);
  expect(screen.queryByRole("alertdialog")).toBeNull();
  await user.keyboard("r");
  await waitFor(() => expect(decided()).toHaveLength(1));
});

test("offline, approving waits for the network", async () => {
  await opened("offline");
  expect(screen.getByTestId("approvals-blocked")).toHaveTextContent(/waits for the network/);
  expect(screen.getByRole("button", { name: /Approve all 6/ })).toBeDisabled();
});

test("the engine being held is said", async () => {
  const { platform } = await opened();
  const list = await platform.listRules();
  vi.spyOn(platform, "listRules").mockResolvedValue({
    ...list,
    engine: { ...list.engine, held: "the clock of this computer is wrong" },
  });
  platform.emit({ kind: "rules_changed" });
  expect(await screen.findByTestId("rules-held")).toHaveTextContent(/the clock of this computer is wrong/);
});

test("where nothing waits the page teaches, and a failure says what happened", async () => {
  const { user, platform, address } = renderApp("syncing", "/approvals");
  expect(await screen.findByRole("heading", { name: "Nothing waits" })).toBeInTheDocument();
  platform.failNext("listApprovals", { code: "internal", message: "The ledger cannot be read" });
  platform.emit({ kind: "rules_changed" });
  expect(await screen.findByTestId("approvals-error")).toHaveTextContent(/The ledger cannot be read/);
  await user.click(screen.getByRole("button", { name: "See what rules did" }));
  await waitFor(() => expect(address()).toMatch(/^\/rules\/runs/));
});

test("a notification's link puts the keys on what it is about, and leaves the address", async () => {
  const { rows, platform, user, decided, address } = await opened();
  const wanted = rowsIn(/Daily budget/)[0];
  expect(wanted).not.toHaveAttribute("data-focused");
  const budgets = (await platform.listApprovals()).find(({ run }) => run.ruleName.startsWith("Scale up"));
  const run = encodeURIComponent(JSON.stringify(budgets?.run.id));
  await act(async () => platform.emit({ kind: "navigate", to: `/approvals?run=${run}` }));
  await waitFor(() => expect(rowsIn(/Daily budget/)[0]).toHaveAttribute("data-focused"));
  await waitFor(() => expect(address()).not.toContain("run="));
  // Of a look that has nothing to ask any more, no key answers something else.
  await act(async () => platform.emit({ kind: "navigate", to: "/approvals?run=%22gone%22" }));
  expect(await screen.findByTestId("approvals-missed")).toHaveTextContent(/does not wait any more/);
  expect(rows().some((row) => row.hasAttribute("data-focused"))).toBe(false);
  await user.keyboard("a");
  expect(decided()).toEqual([]);
  await user.click(screen.getByRole("button", { name: "Dismiss" }));
  expect(screen.queryByTestId("approvals-missed")).toBeNull();
});
