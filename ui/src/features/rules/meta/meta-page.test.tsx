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

async function opened(at = "/rules/meta") {
  const rendered = renderApp("connected", at);
  await screen.findByTestId("meta-rules");
  const sent = () => rendered.platform.calls.filter(({ command }) => command === "applyChanges");
  return { ...rendered, sent, rows: () => screen.getAllByTestId("meta-rules-row") };
}

test("every rule of Meta's stands in the list, those that Ads Manager hides among them", async () => {
  const { rows } = await opened();
  expect(rows()).toHaveLength(3);
  expect(rows()[0]).toHaveTextContent(
    /Dear ad sets of the week.*On.*Ad sets.*Tells somebody.*Each day at midnight/,
  );
  expect(rows()[1]).toHaveTextContent(/Stop ads without results.*Off/);
  expect(rows()[2]).toHaveTextContent(/Tell of new ads.*hidden/);
});

test("an open rule shows its conditions, what meets them now and what it did", async () => {
  const { user } = await opened();
  await user.keyboard("{Enter}");
  const detail = await screen.findByTestId("meta-detail");
  expect(detail).toHaveTextContent("Cost per result is more than 25.00 EUR");
  await waitFor(() => expect(detail).toHaveTextContent(/Facebook notification sent/));
  await user.keyboard("jj");
  await waitFor(() => expect(screen.getByTestId("meta-detail")).toHaveTextContent(/Meta does not say/));
});

test("a rule is switched by its key, after what it means was read, and the list follows", async () => {
  const { user, rows, sent } = await opened();
  await user.keyboard("js");
  const dialog = await screen.findByRole("dialog", { name: "Switch Stop ads without results on at Meta?" });
  expect(await within(dialog).findByText(/stopping all changes here does not stop it/)).toBeInTheDocument();
  expect(sent()).toHaveLength(0);
  await user.click(within(dialog).getByTestId("meta-send"));
  await waitFor(() => expect(rows()[1]).toHaveTextContent(/Stop ads without results.*On/));
  expect(sent().map(({ input }) => input)).toMatchObject([{ asked: true }]);
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
});

test("a deleted rule leaves the list", async () => {
  const { user, rows } = await opened();
  await user.keyboard("{Delete}");
  await user.click(await screen.findByRole("button", { name: "Delete" }));
  await waitFor(() => expect(rows()).toHaveLength(2));
});

test("a rule is read as one of ours, and what could not be carried over is said", async () => {
  const { user, platform, address } = await opened();
  await user.keyboard("i");
  const dialog = await screen.findByRole("dialog", { name: /as one of your rules/ });
  expect(await within(dialog).findByText(/no condition on reach/)).toBeInTheDocument();
  expect(platform.calls.filter(({ command }) => command === "importMetaRule")).toHaveLength(1);
  await user.click(within(dialog).getByRole("button", { name: "Open the rule" }));
  await waitFor(() => expect(address()).toMatch(/^\/rules\/imported-cut/));
});

test("while changes are stopped nothing can be switched, and it says why", async () => {
  const { user, platform, sent } = await opened();
  await platform.stopWrites();
  expect(await screen.findByTestId("meta-blocked")).toHaveTextContent(/All changes are stopped/);
  await user.keyboard("s");
  expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  expect(sent()).toHaveLength(0);
});

test("what Meta does not answer is told and can be asked again", async () => {
  const rendered = renderApp("connected", "/rules");
  await screen.findByRole("heading", { name: "Rules" });
  rendered.platform.failNext("listMetaRules", { code: "internal", message: "Meta is busy" });
  await rendered.user.click(screen.getByRole("button", { name: "Rules of Meta's" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("Meta is busy");
  await rendered.user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findAllByTestId("meta-rules-row")).toHaveLength(3);
});

test("where Meta has no rules the page teaches", async () => {
  renderApp("syncing", "/rules/meta");
  expect(
    await screen.findByRole("heading", { name: "No rules of Meta's in this account" }),
  ).toBeInTheDocument();
});

test("one of ours becomes one of Meta's only once what is missing there is accepted", async () => {
  const { user, platform } = renderApp("connected", "/rules");
  await user.click(await screen.findByRole("button", { name: "More acts for Same-day stop-loss" }));
  await user.click(await screen.findByRole("menuitem", { name: /As a rule of Meta's/ }));
  const dialog = await screen.findByRole("dialog", { name: "Same-day stop-loss as a rule of Meta's" });
  expect(await within(dialog).findByText(/does not spare ad sets that are learning/)).toBeInTheDocument();
  const send = within(dialog).getByTestId("meta-compile");
  expect(send).toBeDisabled();
  await user.click(within(dialog).getByRole("checkbox", { name: /may work without these/ }));
  await waitFor(() => expect(send).toBeEnabled());
  await user.click(send);
  await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  expect(platform.calls.filter(({ command }) => command === "applyChanges")).toHaveLength(1);
  const rows = await screen.findAllByTestId("meta-rules-row");
  expect(rows.some((row) => row.textContent?.includes("Same-day stop-loss"))).toBe(true);
});

test("a rule that would act more widely at Meta cannot be sent, and each reason has its place", async () => {
  const { user } = renderApp("connected", "/rules");
  await user.click(await screen.findByRole("button", { name: /More acts for Scale/ }));
  await user.click(await screen.findByRole("menuitem", { name: /As a rule of Meta's/ }));
  const dialog = await screen.findByRole("dialog");
  expect(await within(dialog).findByText(/would act on more than it does here/)).toBeInTheDocument();
  expect(within(dialog).getByText("when.all[2].compare")).toBeInTheDocument();
  expect(within(dialog).getByTestId("meta-compile")).toBeDisabled();
});
