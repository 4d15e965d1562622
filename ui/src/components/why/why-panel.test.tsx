import { screen, waitFor, within } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { renderApp } from "@/testing/render-app";

beforeAll(() => {
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 700 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_400 });
});
beforeEach(() => vi.spyOn(window, "scrollTo").mockImplementation(() => {}));

/** The Rules tab of an ad set's drawer. */
async function opened() {
  const rendered = renderApp("connected", "/approvals");
  const { user, platform } = rendered;
  await screen.findByTestId("approvals");
  await user.keyboard("w");
  await user.click(
    within(await screen.findByTestId("approval")).getByRole("button", { name: /Show in Explorer/ }),
  );
  const drawer = await screen.findByTestId("drawer");
  await user.click(await within(drawer).findByRole("tab", { name: "Rules" }));
  const why = await within(drawer).findByTestId("why");
  const asked = () =>
    platform.calls.filter(({ command }) => command === "explainObject").map(({ input }) => input);
  return { ...rendered, why, asked };
}

test("the drawer says what each rule makes of the object now, what acts first, with conditions and guards", async () => {
  const { why, asked } = await opened();
  const rules = await within(why).findAllByTestId("why-rule");
  expect(rules).toHaveLength(2);
  expect(rules[0]).toHaveAttribute("open");
  expect(why).toHaveTextContent(/Worked out again/);
  expect(why).toHaveTextContent(/all of these/);
  expect(why).toHaveTextContent(/1 rule does not look at it/);
  expect(asked().at(-1)).toMatchObject({ ruleId: null, atMs: null });
});

test("any moment on the account's clock can be asked about, and one that is none says so", async () => {
  const { why, asked, user } = await opened();
  await within(why).findAllByTestId("why-rule");
  const field = within(why).getByRole("textbox", { name: "A moment, on the account's clock" });
  await user.type(field, "2026-11-20 14:00{Enter}");
  await waitFor(() => expect(asked().at(-1)).toMatchObject({ atMs: Date.parse("2026-11-20T22:00Z") }));
  const count = asked().length;
  await user.clear(field);
  await user.type(field, "yesterday{Enter}");
  expect(await within(why).findByRole("alert")).toHaveTextContent("Write day and time like");
  await user.clear(field);
  await user.type(field, "2099-01-01 10:00{Enter}");
  expect(await within(why).findByRole("alert")).toHaveTextContent("still to come");
  expect(asked()).toHaveLength(count);
  await user.click(within(why).getByRole("button", { name: "Now" }));
  expect(field).toHaveValue("");
  expect(await within(why).findAllByTestId("why-rule")).toHaveLength(2);
});

test("figures that changed are asked about again", async () => {
  const { why, asked, platform } = await opened();
  await within(why).findAllByTestId("why-rule");
  const count = asked().length;
  platform.emit({ kind: "data_changed", accountIds: [] });
  await waitFor(() => expect(asked().length).toBeGreaterThan(count));
});

test("where it cannot be told there is a reason and another try", async () => {
  const { platform, user, why } = await opened();
  await within(why).findAllByTestId("why-rule");
  platform.failNext("explainObject", { code: "internal", message: "The figures of that day cannot be read" });
  const field = within(why).getByRole("textbox", { name: "A moment, on the account's clock" });
  await user.type(field, "2026-11-19 14:00{Enter}");
  expect(await within(why).findByRole("alert")).toHaveTextContent(/cannot be read/);
  await user.click(within(why).getByRole("button", { name: "Try again" }));
  expect(await within(why).findAllByTestId("why-rule")).toHaveLength(2);
});
