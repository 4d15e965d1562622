import { createMemoryHistory } from "@tanstack/react-router";
import { act, cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, test } from "vitest";
import { App } from "@/app/app";
import { createAppRouter } from "@/app/router";
import { createFakePlatform, type FakePlatform, type Scenario } from "@/platform/fake";
import texts from "@/testing/hostile-texts.json";

/** What Meta, a file or a colleague can write, by the names under which it crosses to the page. */
const FOREIGN = new Set(
  `name accountName workspaceName userName business actor what before after cause unusable deliveryNote message remedy
   traceId title body summary label text callToAction link thumbnail conversion attribution objective layer matchedIn
   keyringState path value ruleName because note detail`.split(/\s+/),
);

let next = 0;
const asked = new Set<string>();

function hostileText(): string {
  const text = texts[next++ % texts.length] ?? "";
  asked.add(text);
  return text;
}

/** The same answer with another hostile text in every place where foreign text stands. */
function poisoned(value: unknown, key = ""): unknown {
  if (typeof value === "string") return FOREIGN.has(key) ? hostileText() : value;
  if (Array.isArray(value)) return value.map((item) => poisoned(item, key));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, poisoned(item, name)]));
}

function poisonedPlatform(scenario: Scenario): FakePlatform {
  const platform = createFakePlatform({ scenario });
  const commands = Object.entries(platform).map(([name, command]) => {
    if (!/^(get|list|query|search)/.test(name)) return [name, command];
    const ask = command as (...input: unknown[]) => Promise<unknown>;
    return [name, async (...input: unknown[]) => poisoned(await ask(...input))];
  });
  return { ...platform, ...Object.fromEntries(commands) };
}

function open(scenario: Scenario, at = "/") {
  const platform = poisonedPlatform(scenario);
  const router = createAppRouter(createMemoryHistory({ initialEntries: [at] }));
  render(<App platform={platform} router={router} />);
  return { platform, user: userEvent.setup() };
}

/** What a text would have become if it had been taken for more than text. */
function born(): string[] {
  const all = [...document.body.querySelectorAll("*")];
  return all.flatMap((element) => {
    const attributes = [...element.attributes];
    const handler = attributes.some(({ name }) => name.startsWith("on"));
    const address = attributes.some(
      ({ name, value }) =>
        ["href", "action", "formaction", "xlink:href"].includes(name) &&
        /^\W*(java|vb)script:|^\W*data:/i.test(value),
    );
    const made = element.matches(
      "script, iframe, object, embed, base, meta, link, frame, marquee, xmp, img[src='x']",
    );
    return handler || address || made ? [element.outerHTML.slice(0, 120)] : [];
  });
}

function expectOnlyText(): void {
  expect(born()).toEqual([]);
  expect((window as { __ran?: unknown }).__ran).toBeUndefined();
  // They are shown, not dropped: the page would pass with an empty screen otherwise.
  const shown = document.body.textContent ?? "";
  expect(texts.some((text) => shown.includes(text))).toBe(true);
}

beforeAll(() => {
  HTMLCanvasElement.prototype.getContext = () => null;
  // Rows and bars that no height is given to are not drawn at all.
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 400 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_400 });
});
afterEach(cleanup);

test("the check finds a text that became an element, or a clean run would prove nothing", () => {
  const found = texts.filter((text) => {
    document.body.innerHTML = text;
    return born().length > 0;
  });
  document.body.innerHTML = "";
  delete (window as { __ran?: unknown }).__ran;
  expect(texts.length).toBeGreaterThanOrEqual(100);
  expect(found.length).toBeGreaterThan(50);
});

test("hostile texts in a list and in every tab of its drawer are only text", {
  timeout: 30_000,
}, async () => {
  const { user } = open("connected", "/explorer?flat=ad");
  await waitFor(() => expect(document.querySelector("[data-testid^=explorer-row-]")).not.toBeNull());
  expectOnlyText();
  await user.keyboard("{ArrowDown}{Enter}");
  await screen.findByTestId("drawer");
  await waitFor(() => expect(document.querySelector("[data-testid=drawer] [role=tab]")).not.toBeNull());
  for (const tab of document.querySelectorAll("[data-testid=drawer] [role=tab]")) {
    await user.click(tab);
    expectOnlyText();
  }
});

test("hostile texts in the palette's finds are only text", { timeout: 30_000 }, async () => {
  const { user } = open("connected", "/explorer");
  await waitFor(() => expect(document.querySelector("[data-testid^=explorer-row-]")).not.toBeNull());
  await user.keyboard("{Control>}k{/Control}");
  await waitFor(() => expect(document.querySelector("[role=dialog] input")).toHaveFocus());
  await user.keyboard("jacket");
  await waitFor(() =>
    expect(document.querySelectorAll("[role=dialog] [role=option]").length).toBeGreaterThan(3),
  );
  expectOnlyText();
});

test.each([
  ["connected", "/"],
  ["connected", "/studio"],
  ["connected", "/rules/meta"],
  ["connected", "/settings"],
  ["connected", "/accounts"],
  ["connected", "/rules"],
  ["connected", "/rules/stop-loss"],
  ["connected", "/approvals"],
  ["connected", "/rules/runs"],
  ["connected", "/rules/runs/ask-losses"],
  ["connected", "/rules/paused"],
  ["damaged", "/"],
  ["no_keyring", "/"],
  ["vault_locked", "/"],
] as const)("hostile texts in %s at %s are only text", async (scenario, at) => {
  open(scenario, at);
  await waitFor(() => expect(document.querySelector("h1")).not.toBeNull());
  await waitFor(expectOnlyText);
});

test("hostile errors in a notice are only text, all of them", async () => {
  const { platform } = open("connected");
  await screen.findByTestId("sync-state");
  for (const text of texts) {
    asked.add(text);
    const error = {
      code: "unexpected",
      message: text,
      remedy: text,
      traceId: text,
      retryAfterMs: null,
    } as const;
    act(() => platform.emit({ kind: "notice", error }));
    expect(screen.getByTestId("notice").textContent).toContain(text);
  }
  expectOnlyText();
  expect(asked.size).toBe(texts.length);
});
