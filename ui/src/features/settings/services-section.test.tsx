import { screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { renderApp } from "@/testing/render-app";

async function opened() {
  vi.spyOn(Element.prototype, "scrollIntoView").mockImplementation(() => {});
  const rendered = renderApp("connected", "/settings/studio");
  const model = await screen.findByLabelText("Model");
  return { ...rendered, model };
}

test("a service of any kind is set up with what is posted, where the picture is, and its price", async () => {
  const { user, platform, model } = await opened();
  expect(screen.queryByLabelText(/^Request/)).toBeNull();
  await user.click(screen.getByRole("combobox", { name: "Kind" }));
  await user.click(await screen.findByRole("option", { name: "Any image service" }));
  expect(screen.getByLabelText(/^Request/)).toHaveTextContent("{{prompt}}");
  await user.type(screen.getByLabelText("Address"), "https://paint.example.com/v2/images");
  await user.type(screen.getByLabelText("Key"), "canary");
  await user.type(model, "fast");
  const price = screen.getByLabelText("US dollars a picture");
  await user.type(price, "-1");
  expect(screen.getByRole("button", { name: "Add" })).toBeDisabled();
  await user.clear(price);
  await user.type(price, "0.04");
  await user.click(screen.getByRole("button", { name: "Add" }));
  const added = await screen.findByText(/Any image service · fast/);
  expect(within(added.closest("li") as HTMLElement).getByRole("button", { name: /^Test/ })).toBeEnabled();
  const { input } = platform.calls.filter(({ command }) => command === "saveStudioProvider").at(-1) ?? {};
  expect(input).toMatchObject({ format: "http_images", picturePrice: 40_000, key: "canary" });
  expect((input as { template: string }).template).toContain("picture_at");
  expect(document.body).not.toHaveTextContent("canary");
});

test("the kinds that need no request have none", async () => {
  const { user, platform, model } = await opened();
  await user.type(model, "claude-x");
  await user.click(screen.getByRole("button", { name: "Add" }));
  await screen.findByText(/Anthropic · claude-x/);
  const { input } = platform.calls.filter(({ command }) => command === "saveStudioProvider").at(-1) ?? {};
  expect(input).toMatchObject({ format: "anthropic", baseUrl: null, picturePrice: null, template: null });
});
