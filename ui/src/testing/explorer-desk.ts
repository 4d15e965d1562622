import { screen, waitFor } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { expect } from "vitest";
import type { FakePlatform } from "@/platform/fake";
import { ALL_OBJECTS } from "@/platform/fake/world";
import { renderApp } from "./render-app";

/** jsdom has no layout: the table is as high as a window, and so are its rows. */
export function layOut(): void {
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 900 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_600 });
}

export const objectNamed = (name: string) => {
  const found = [...ALL_OBJECTS.values()].find((object) => object.name === name);
  if (found === undefined) throw new Error(`no object is called ${name}`);
  return found;
};

export const rowOf = (id: string) => screen.findByTestId(`explorer-row-${id}`);
export const editor = () => screen.findByTestId("cell-editor");
export const sends = (platform: FakePlatform) =>
  platform.calls.filter(({ command }) => command === "applyChanges");
export const previews = (platform: FakePlatform) =>
  platform.calls.filter(({ command }) => command === "previewChanges");

/** Puts the keyboard on a row of the table. */
export async function goTo(user: UserEvent, id: string): Promise<void> {
  const row = await rowOf(id);
  await user.keyboard("{Control>}{/Control}");
  const table = screen.getByTestId("explorer-table");
  table.focus();
  for (let step = 0; step < 60 && row.dataset.focused === undefined; step += 1) {
    await user.keyboard("{ArrowDown}");
  }
  expect(row).toHaveAttribute("data-focused");
}

export async function start(id: string, options: { scenario?: Parameters<typeof renderApp>[0] } = {}) {
  const app = renderApp(options.scenario ?? "connected", "/explorer");
  await goTo(app.user, id);
  return app;
}

/** With the keyboard on what is below another row. */
export async function startIn(parent: string, id: string) {
  const app = await start(parent);
  await app.user.keyboard("{ArrowRight}");
  await waitFor(async () => expect(await rowOf(parent)).toHaveAttribute("aria-expanded", "true"));
  await goTo(app.user, id);
  return app;
}
