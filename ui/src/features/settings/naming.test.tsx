import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { renderApp } from "@/testing/render-app";

test("a template is tried on names that exist before it is kept", async () => {
  const { user, platform } = renderApp("connected", "/settings/naming");
  const field = await screen.findByRole("textbox", { name: "Names of campaigns" });
  await user.click(field);
  await user.paste("{objective}_{text}");
  const examples = await screen.findByRole("table", { name: "Names by these templates" });
  expect(within(examples).getByText(/Sales_Autumn jackets · Launch/)).toBeInTheDocument();
  expect(platform.calls.some(({ command }) => command === "updateNaming")).toBe(false);
  await user.click(screen.getByRole("button", { name: "Keep these templates" }));
  expect(platform.calls.find(({ command }) => command === "updateNaming")?.input).toMatchObject({
    campaign: "{objective}_{text}",
  });
});

test("a template with an unknown token says so and cannot be kept", async () => {
  const { user } = renderApp("connected", "/settings/naming");
  await user.click(await screen.findByRole("textbox", { name: "Names of ads" }));
  await user.paste("{colour}");
  expect(await screen.findByText("There is no {colour}.")).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Keep these templates" })).toBeDisabled();
});

test("ads whose links have something wrong are named and lead to the ad", async () => {
  const { user, address } = renderApp("connected", "/settings/naming");
  const links = await screen.findByRole("table", { name: "Links of ads" });
  expect(within(links).getByText(/it begins with http/)).toBeInTheDocument();
  await user.click(within(links).getByText(/Rain test, 15 s/));
  expect(address()).toMatch(/\/explorer/);
});
