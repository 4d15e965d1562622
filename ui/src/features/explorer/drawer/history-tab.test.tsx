import { screen, within } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { renderApp } from "@/testing/render-app";

beforeAll(() => {
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 700 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_400 });
});
beforeEach(() => vi.spyOn(window, "scrollTo").mockImplementation(() => {}));

test("the drawer says who changed which setting last, and offers to put it back", async () => {
  const { user } = renderApp("connected");
  await screen.findByText("Autumn jackets · Launch");
  await user.click(screen.getByText("Autumn jackets · Launch"));
  const drawer = await screen.findByTestId("drawer");
  await user.click(await within(drawer).findByRole("tab", { name: "History" }));
  const origins = await within(drawer).findByTestId("origins");
  expect(origins).toHaveTextContent(
    /name.*Autumn <b>.*becomes.*Autumn jackets · Launch.*Ingrid Solberg.*Outside/i,
  );
  await user.click(within(drawer).getByRole("button", { name: "Put back" }));
  expect(await screen.findByTestId("take-back-preview")).toHaveTextContent(/becomes.*Autumn <b>/);
});
