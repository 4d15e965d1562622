import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { renderApp } from "@/testing/render-app";

test("levels stand side by side, and each difference says what explains it", async () => {
  const { user, platform, address } = renderApp("connected", "/explorer");
  await screen.findByTestId("explorer-table");
  await user.keyboard("4");
  const sums = await screen.findByTestId("reconcile-sums");
  expect(within(sums).getByRole("row", { name: /^Impressions/ })).toHaveTextContent(
    "both sides are the same",
  );
  const conversions = within(sums).getByRole("row", { name: /^Conversions/ });
  expect(conversions).toHaveTextContent("Other conversions below +3");
  expect(conversions).toHaveTextContent("Unexplained +1");
  await user.keyboard("l");
  expect(await within(await screen.findByTestId("reconcile-sums")).findByText("Ad sets")).toBeInTheDocument();
  const asked = platform.calls
    .filter(({ command }) => command === "reconcileLevels")
    .map(({ input }) => input);
  expect(asked).toMatchObject([{ below: "ad" }, { below: "adset" }]);
  await user.click(within(screen.getByTestId("reconcile-places")).getAllByRole("button")[0] as HTMLElement);
  expect(address()).toMatch(/^\/explorer\?.*object=/);
});

test("what cannot be compared is said, with a way to try again", async () => {
  const { user, platform } = renderApp("connected", "/explorer");
  await screen.findByTestId("explorer-table");
  platform.failNext("reconcileLevels", { code: "internal", message: "The levels could not be read." });
  await user.keyboard("4");
  expect(await screen.findByText("The levels could not be read.")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByTestId("reconcile-sums")).toBeInTheDocument();
});

test("before anything was read there is one thing to do", async () => {
  renderApp("syncing", "/reconcile");
  expect(
    await screen.findByRole("heading", { name: "These days are not on this computer" }),
  ).toBeInTheDocument();
});
