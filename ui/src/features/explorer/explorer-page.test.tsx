import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { TooltipProvider } from "@/components/ui/tooltip";
import { hotkeyRegistry } from "@/lib/hotkeys";
import type { ExplorerRequest, ExplorerPage as Page, Platform } from "@/platform";
import { createFakePlatform, type FakePlatform, type Scenario } from "@/platform/fake";
import { queryManyRows } from "@/platform/fake/many";
import { renderPart } from "@/testing/render";
import { ExplorerPage } from "./explorer-page";

const NOW = Date.parse("2026-09-10T12:00:00Z");
const EUR = "act_1020304050607081";

beforeAll(() => {
  // jsdom has no layout: the table is as high as a window, and so are its rows.
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 700 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_400 });
});
beforeEach(() => vi.spyOn(window, "scrollTo").mockImplementation(() => {}));
beforeEach(() => window.addEventListener("keydown", hotkeyRegistry.handle));
afterEach(() => window.removeEventListener("keydown", hotkeyRegistry.handle));

type Commands = Partial<Omit<Platform, "onEvent">>;

function show(at = "/", options: { scenario?: Scenario; commands?: (fake: FakePlatform) => Commands } = {}) {
  const fake = createFakePlatform({ scenario: options.scenario ?? "connected", now: () => NOW });
  const platform = { ...fake, ...options.commands?.(fake) };
  const part = (
    <TooltipProvider>
      <ExplorerPage />
    </TooltipProvider>
  );
  return { ...renderPart(part, { platform, at }), user: userEvent.setup() };
}

const table = () => screen.findByTestId("explorer-table");
const rowNamed = (name: string | RegExp) => screen.findByRole("row", { name });
const rowNames = () =>
  screen
    .getAllByTestId(/^explorer-row-/)
    .toSorted((a, b) => Number(a.dataset.index) - Number(b.dataset.index))
    .map((row) => within(row).getByRole("rowheader").textContent);
const focusedRow = async () => {
  const id = (await table()).getAttribute("aria-activedescendant");
  return id === null ? null : document.getElementById(id);
};
const emptyPage = (page: Page): Page => ({ ...page, rows: [], totalRows: 0, totals: [], pulledAtMs: null });

describe("the table", () => {
  test("first shows the campaigns of all accounts, most spend first", async () => {
    show();
    await rowNamed(/^Prospecting · Broad · Nordics, campaign/);
    const names = rowNames();
    expect(names).toContain("Kumo Pet Supply");
    expect(names.indexOf("Fjordline Outdoor")).toBeLessThan(names.indexOf("Prospecting · Broad · Nordics"));
    expect(screen.getByRole("columnheader", { name: /Spend/ })).toHaveAttribute("aria-sort", "descending");
  });

  test("totals stand apart for each currency and are never added", async () => {
    show();
    const totals = within(await screen.findByTestId("explorer-total"));
    const rows = totals.getAllByRole("row");
    expect(rows.map((row) => row.dataset.currency)).toEqual(["EUR", "JPY", "USD"]);
    expect(rows[1]).toHaveTextContent(/¥[\d,]+/);
    expect(rows[1]).not.toHaveTextContent(/€|\$/);
    expect(screen.getByText("3 currencies")).toBeInTheDocument();
    expect(screen.getByText("7-day click, 1-day view")).toBeInTheDocument();
  });

  test("conversions of different kinds show that they cannot be added", async () => {
    show();
    const totals = within(await screen.findByTestId("explorer-total"));
    expect(totals.getAllByRole("gridcell", { name: /^Conversions: cannot be added up/ })).toHaveLength(3);
  });

  test("one account needs no signs in its cells and names its tree for screen readers", async () => {
    show(`/?accounts=["${EUR}"]`);
    const row = await rowNamed(/^Autumn jackets · Launch, campaign/);
    expect(row).toHaveAttribute("aria-level", "2");
    expect(row).toHaveAttribute("aria-expanded", "false");
    expect(row).toHaveAttribute("aria-selected", "false");
    expect(Number(row.getAttribute("aria-posinset"))).toBeGreaterThan(0);
    expect(Number(row.getAttribute("aria-setsize"))).toBeGreaterThan(5);
    expect(row.textContent).not.toContain("€");
  });

  test("hostile names are text", async () => {
    const name = '<img src=x onerror="window.hit=1"><script>1</script>';
    const commands = (fake: FakePlatform): Commands => ({
      queryExplorer: async (input) => {
        const page = await fake.queryExplorer(input);
        return { ...page, rows: page.rows.map((row) => ({ ...row, name })) };
      },
    });
    show("/", { commands });
    expect((await screen.findAllByText(name)).length).toBeGreaterThan(2);
    expect(document.querySelector("img, script")).toBeNull();
  });

  test("comparing shows how each figure moved", async () => {
    show("/?compare=previous_period");
    const row = await rowNamed(/^Fjordline Outdoor/);
    expect(row.textContent).toMatch(/[+−]\d+\.\d\u2009%/);
    expect(row.textContent).toMatch(/pt/);
  });

  test("sorting by a heading turns round on the second press", async () => {
    const { user, platform } = show(`/?accounts=["${EUR}"]&flat=campaign`);
    await rowNamed(/^Autumn jackets/);
    await user.click(screen.getByRole("button", { name: /^Campaign(,|$)/ }));
    await waitFor(() => expect(rowNames()[0]).toBe("Autumn jackets · Launch"));
    expect(screen.getByRole("columnheader", { name: /^Campaign(,|$)/ })).toHaveAttribute(
      "aria-sort",
      "ascending",
    );
    await user.click(screen.getByRole("button", { name: /^Campaign(,|$)/ }));
    await waitFor(() => expect(rowNames()[0]).toBe("Trail club · Sign-ups"));
    const asked = platform.calls.filter((call) => call.command === "queryExplorer").at(-1)
      ?.input as ExplorerRequest;
    expect(asked).toMatchObject({ sort: "name", descending: true, flat: "campaign", offset: 0, limit: 200 });
  });

  test("a chosen column is kept in the settings", async () => {
    const { user, platform } = show();
    await table();
    await user.click(screen.getByRole("button", { name: /^Columns/ }));
    await user.click(await screen.findByRole("menuitemcheckbox", { name: "CPM" }));
    await waitFor(() => expect(screen.queryByRole("columnheader", { name: "CPM" })).toBeNull());
    const patch = platform.calls.find((call) => call.command === "updateSettings")?.input;
    expect(patch).toMatchObject({ explorerColumns: expect.not.arrayContaining(["cpm"]) });
  });
});

describe("the keyboard", () => {
  test("walks, opens and folds, and its place survives a refetch", async () => {
    const { platform } = show(`/?accounts=["${EUR}"]&open=["${EUR}"]`);
    await rowNamed(/^Autumn jackets/);
    const grid = await table();
    expect(grid).toHaveFocus();
    fireEvent.keyDown(grid, { key: "ArrowDown" });
    const campaign = await focusedRow();
    expect(campaign).toHaveAttribute("aria-level", "2");
    fireEvent.keyDown(grid, { key: "ArrowRight" });
    await waitFor(async () => expect(await focusedRow()).toHaveAttribute("aria-expanded", "true"));
    fireEvent.keyDown(grid, { key: "j" });
    expect(await focusedRow()).toHaveAttribute("aria-level", "3");
    const name = (await focusedRow())?.getAttribute("aria-label");
    act(() => platform.emit({ kind: "data_changed", accountIds: [EUR] }));
    await waitFor(() =>
      expect(platform.calls.filter((call) => call.command === "queryExplorer").length).toBeGreaterThan(2),
    );
    expect(grid).toHaveFocus();
    expect(await focusedRow()).toHaveAttribute("aria-label", name);
    fireEvent.keyDown(grid, { key: "ArrowLeft" });
    expect((await focusedRow())?.id).toBe(campaign?.id);
    fireEvent.keyDown(grid, { key: "ArrowLeft" });
    await waitFor(async () => expect(await focusedRow()).toHaveAttribute("aria-expanded", "false"));
  });

  test("Shift with right opens a whole branch", async () => {
    show(`/?accounts=["${EUR}"]&open=["${EUR}"]`);
    await rowNamed(/^Autumn jackets/);
    fireEvent.keyDown(await table(), { key: "ArrowRight", shiftKey: true });
    await waitFor(() => expect(document.querySelector('[data-level="ad"]')).not.toBeNull());
    expect(document.querySelector('[data-level="adset"][aria-expanded="false"]')).toBeNull();
  });

  test("S sorts by the focused column, which is read out in full", async () => {
    show(`/?accounts=["${EUR}"]&flat=ad`);
    const grid = await table();
    await waitFor(async () => expect(await focusedRow()).not.toBeNull());
    for (let step = 0; step < 3; step += 1) fireEvent.keyDown(grid, { key: "ArrowRight" });
    const cell = document.getElementById(grid.getAttribute("aria-activedescendant") ?? "");
    expect(cell).toHaveAccessibleName(/^Impressions [\d,]+/);
    fireEvent.keyDown(grid, { key: "s" });
    await waitFor(() =>
      expect(screen.getByRole("columnheader", { name: /Impressions/ })).toHaveAttribute(
        "aria-sort",
        "descending",
      ),
    );
  });

  test("X and Shift with arrows select rows, which can be copied as a table", async () => {
    const { user } = show(`/?accounts=["${EUR}"]&flat=campaign`);
    await rowNamed(/^Autumn jackets/);
    const grid = await table();
    fireEvent.keyDown(grid, { key: "x" });
    fireEvent.keyDown(grid, { key: "ArrowDown", shiftKey: true });
    expect(await screen.findByText("2 campaigns selected")).toBeInTheDocument();
    const written = vi.spyOn(navigator.clipboard, "writeText");
    await user.click(screen.getByRole("button", { name: /Copy as table/ }));
    expect(await screen.findByText("Copied 2 rows")).toBeInTheDocument();
    expect(written.mock.calls[0]?.[0].split("\n")).toHaveLength(3);
    fireEvent.keyDown(grid, { key: "Escape" });
    await waitFor(() => expect(screen.queryByText(/selected$/)).toBeNull());
  });

  test("all of a flat list is selected as a question: no row is asked for, and it lasts over sorting", async () => {
    const { platform } = show(`/?accounts=["${EUR}"]&flat=ad`);
    const grid = await table();
    await waitFor(async () => expect(await focusedRow()).not.toBeNull());
    const asked = () => platform.calls.filter((call) => call.command === "queryExplorer").length;
    const before = asked();
    fireEvent.keyDown(grid, { key: "a", ctrlKey: true });
    expect(await screen.findByText(/^All \d+ ads selected$/)).toBeInTheDocument();
    expect(asked()).toBe(before);
    expect(screen.getAllByTestId(/^explorer-row-/).every((row) => row.ariaSelected === "true")).toBe(true);
    fireEvent.keyDown(grid, { key: "x" });
    expect(await screen.findByText(/^\d+ of \d+ ads selected$/)).toBeInTheDocument();
    const left = (await focusedRow())?.id;
    fireEvent.click(screen.getByRole("button", { name: /^Impressions/ }));
    await waitFor(() => expect(asked()).toBeGreaterThan(before));
    expect(screen.getByText(/^\d+ of \d+ ads selected$/)).toBeInTheDocument();
    expect(document.getElementById(left ?? "")?.ariaSelected ?? "false").toBe("false");
    fireEvent.click(screen.getByRole("button", { name: "Campaigns" }));
    await waitFor(() => expect(screen.queryByText(/selected$/)).toBeNull());
  });

  test("a range follows Shift with arrows both ways and leaves what was selected before", async () => {
    show(`/?accounts=["${EUR}"]&flat=ad`);
    const grid = await table();
    await waitFor(async () => expect(await focusedRow()).not.toBeNull());
    fireEvent.keyDown(grid, { key: "x" });
    for (const _ of [1, 2, 3]) fireEvent.keyDown(grid, { key: "ArrowDown" });
    for (const _ of [1, 2]) fireEvent.keyDown(grid, { key: "ArrowDown", shiftKey: true });
    expect(await screen.findByText("4 ads selected")).toBeInTheDocument();
    fireEvent.keyDown(grid, { key: "ArrowUp", shiftKey: true });
    expect(await screen.findByText("3 ads selected")).toBeInTheDocument();
  });

  test("boxes, Ctrl and Shift with clicks select without opening details", async () => {
    const { user } = show(`/?accounts=["${EUR}"]&flat=ad`);
    await waitFor(async () => expect(await focusedRow()).not.toBeNull());
    const row = (index: number) => document.querySelector(`[data-index="${index}"]`) as HTMLElement;
    await user.click(row(1).querySelector("[data-act=select]") as HTMLElement);
    fireEvent.click(row(3), { ctrlKey: true });
    fireEvent.click(row(5), { shiftKey: true });
    expect(await screen.findByText("4 ads selected")).toBeInTheDocument();
    fireEvent.click(row(4).querySelector("[data-act=select]") as HTMLElement);
    expect(await screen.findByText("3 ads selected")).toBeInTheDocument();
    expect(screen.queryByTestId("drawer")).toBeNull();
    const bar = within(screen.getByRole("toolbar", { name: "Selected rows" }));
    await user.click(bar.getByRole("button", { name: /^Select all \d+ ads/ }));
    expect(await screen.findByText(/^All \d+ ads selected$/)).toBeInTheDocument();
    await user.click(bar.getByRole("button", { name: /^Clear/ }));
    expect(screen.queryByText(/selected$/)).toBeNull();
  });

  test("flat lists say what each row is in, with the account only where there are several", async () => {
    show(`/?accounts=["${EUR}"]&flat=ad`);
    expect(await screen.findByText("Campaign › ad set")).toBeInTheDocument();
    await waitFor(async () => expect(await focusedRow()).not.toBeNull());
    expect(screen.getAllByTestId(/^explorer-row-/)[0]).toHaveTextContent(/ › /);
    expect(screen.getAllByTestId(/^explorer-row-/)[0]).not.toHaveTextContent(/Fjordline/);
  });
});

test("Enter opens the details and hands them the keyboard; Esc gives it back", async () => {
  show(`/?accounts=["${EUR}"]&flat=campaign`);
  await rowNamed(/^Autumn jackets/);
  const grid = await table();
  fireEvent.keyDown(grid, { key: "Enter" });
  const drawer = within(await screen.findByTestId("drawer"));
  await waitFor(() => expect(drawer.getByRole("heading", { level: 2 })).toHaveFocus());
  fireEvent.keyDown(drawer.getByRole("heading", { level: 2 }), { key: "Escape" });
  await waitFor(() => expect(grid).toHaveFocus());
});

test("a list of ads has no column of budgets, and its heading says what it lists", async () => {
  show("/?flat=ad");
  await table();
  expect(
    await screen.findByRole("columnheader", { name: /^Ad Account › campaign › ad set$/ }),
  ).toBeInTheDocument();
  expect(screen.queryByRole("columnheader", { name: "Budget" })).toBeNull();
});

describe("filters", () => {
  test("typing finds by name; nothing found says so and clears", async () => {
    const { user } = show(`/?accounts=["${EUR}"]&flat=campaign`);
    await rowNamed(/^Autumn jackets/);
    fireEvent.keyDown(await table(), { key: "/" });
    const find = screen.getByRole("searchbox", { name: "Find by name" });
    expect(find).toHaveFocus();
    await user.type(find, "jackets");
    await waitFor(() => expect(rowNames()).toEqual(["Autumn jackets · Launch"]));
    await user.type(find, " that are not there");
    expect(await screen.findByText("Nothing matches this filter")).toBeInTheDocument();
    await user.click(screen.getByRole("button", { name: /Clear filters/ }));
    await rowNamed(/^Trail club/);
    expect(find).toHaveValue("");
  });

  test("a condition becomes a chip that can be taken away", async () => {
    const { user } = show(`/?accounts=["${EUR}"]&flat=campaign`);
    await rowNamed(/^Autumn jackets/);
    fireEvent.keyDown(await table(), { key: "f" });
    await user.click(await screen.findByRole("checkbox", { name: "Paused" }));
    await waitFor(() => expect(rowNames()).toEqual(["Summer sale · Last chance"]));
    await user.keyboard("{Escape}");
    await user.click(screen.getByRole("button", { name: /Remove the filter Delivery is Paused/ }));
    await rowNamed(/^Autumn jackets/);
  });
});

describe("states", () => {
  test("an error stands in place and can be tried again", async () => {
    const fails = { on: true };
    const commands = (fake: FakePlatform): Commands => ({
      queryExplorer: async (input) => {
        if (fails.on)
          throw {
            code: "damaged",
            message: "A file of this workspace is damaged.",
            remedy: null,
            retryAfterMs: null,
            traceId: null,
          };
        return fake.queryExplorer(input);
      },
    });
    const { user } = show("/", { commands });
    expect(await screen.findByRole("alert")).toHaveTextContent("A file of this workspace is damaged.");
    fails.on = false;
    await user.click(screen.getByRole("button", { name: "Try again" }));
    expect(await table()).toBeInTheDocument();
  });

  test("old figures say how old and why, and stay", async () => {
    const commands = (fake: FakePlatform): Commands => ({
      queryExplorer: async (input) => ({
        ...(await fake.queryExplorer(input)),
        pulledAtMs: Date.now() - 30.5 * 3_600_000,
      }),
    });
    show("/", { scenario: "offline", commands });
    expect(await screen.findByTestId("explorer-stale")).toHaveTextContent(/30 h old: Meta cannot be reached/);
    expect(await rowNamed(/^Fjordline Outdoor/)).toBeInTheDocument();
  });

  test("before the first sync has brought anything its progress stands here", async () => {
    const commands = (fake: FakePlatform): Commands => ({
      queryExplorer: async (input) => emptyPage(await fake.queryExplorer(input)),
    });
    show("/", { scenario: "syncing", commands });
    expect(await screen.findByText("The first sync is under way")).toBeInTheDocument();
    expect(screen.getByRole("progressbar", { name: "First sync" })).toHaveAttribute("aria-valuenow");
  });

  test("rows of the question before stay until the new ones are here", async () => {
    let release = (): void => {};
    const commands = (fake: FakePlatform): Commands => ({
      queryExplorer: async (input) => {
        if (input.sort === "name") await new Promise<void>((resolve) => (release = resolve));
        return fake.queryExplorer(input);
      },
    });
    const { user } = show(`/?accounts=["${EUR}"]&flat=campaign`, { commands });
    await rowNamed(/^Autumn jackets/);
    const before = rowNames();
    await user.click(screen.getByRole("button", { name: /^Campaign(,|$)/ }));
    await waitFor(async () => expect(await table()).toHaveAttribute("aria-busy", "true"));
    expect(rowNames()).toEqual(before);
    release();
    await waitFor(() => expect(rowNames()).not.toEqual(before));
  });

  test("fifty thousand rows are asked for in windows, and only those in sight are drawn", async () => {
    const asked: ExplorerRequest[] = [];
    const commands = (): Commands => ({
      queryExplorer: async (input) => {
        asked.push(input);
        return queryManyRows(50_000, input, NOW);
      },
    });
    show("/?flat=ad", { commands });
    const grid = await table();
    await screen.findByText("Ad 1.1.1 · Storm jacket on ridge");
    expect(grid).toHaveAttribute("aria-rowcount", "50002");
    await waitFor(() => expect([...new Set(asked.map((input) => input.offset))]).toEqual([0, 200]));
    expect(asked.every((input) => input.limit === 200)).toBe(true);
    expect(screen.getAllByTestId(/^explorer-row-/).length).toBeLessThan(80);
  });
});
