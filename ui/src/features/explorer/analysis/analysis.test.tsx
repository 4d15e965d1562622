import { screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { beforeEach, describe, expect, it } from "vitest";
import { renderApp } from "@/testing/render-app";

// A small window: every row there is makes looking for a button dearer.
beforeEach(() => {
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 160 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_600 });
});

const table = () => screen.findByTestId("explorer-table");
const requests = (platform: ReturnType<typeof renderApp>["platform"], command: string) =>
  platform.calls.filter((call) => call.command === command).map(({ input }) => input);

async function begin(path = "/explorer") {
  const app = renderApp("connected", path);
  await table();
  return app;
}

describe("a figure of one's own", () => {
  it("is judged as it is typed, shown as a column with totals, and sorted by", async () => {
    const { user, platform } = await begin("/explorer?flat=campaign");
    await user.keyboard("{Shift>}N{/Shift}");
    const dialog = await screen.findByRole("dialog", { name: "New figure" });
    await user.type(within(dialog).getByLabelText("Name"), "Per click");
    const formula = within(dialog).getByLabelText("Formula");
    await user.type(formula, "spend / rech");
    expect(await within(dialog).findByText("There is no figure called rech")).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: "Show it" }));
    expect(dialog).toBeVisible();
    await user.clear(formula);
    await user.type(formula, "spend / clicks");
    expect(await within(dialog).findByText("Comes to money")).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: "Show it" }));
    const heading = await screen.findByRole("columnheader", { name: /Per click/ });
    await user.click(within(heading).getByRole("button"));
    await waitFor(() =>
      expect(requests(platform, "queryExplorer").at(-1)).toMatchObject({
        formulas: ["spend / clicks"],
        sortFormula: 0,
        descending: true,
      }),
    );
    await waitFor(() => expect(heading).toHaveAttribute("aria-sort", "descending"));
  });

  it("that is removed takes its order and its bounds along", async () => {
    const own = encodeURIComponent(JSON.stringify([{ name: "A", text: "clicks", sense: "neutral" }]));
    const { user, platform } = await begin(`/explorer?own=${own}&sortOwn=0`);
    await user.click(await screen.findByRole("button", { name: /^Columns/ }));
    await user.click(await screen.findByText("Change A…"));
    await user.click(await screen.findByRole("button", { name: "Remove" }));
    await waitFor(() =>
      expect(requests(platform, "queryExplorer").at(-1)).toMatchObject({ formulas: [], sortFormula: null }),
    );
  });
});

describe("comparing", () => {
  it("sorts by the change with Shift", async () => {
    const { user, platform } = await begin("/explorer?compare=previous_period");
    const heading = await screen.findByRole("columnheader", { name: /CPA/ });
    await user.keyboard("{Shift>}");
    await user.click(within(heading).getByRole("button"));
    await user.keyboard("{/Shift}");
    await waitFor(() =>
      expect(requests(platform, "queryExplorer").at(-1)).toMatchObject({ sort: "cpa", byChange: true }),
    );
    expect(heading).toHaveTextContent("Δ");
  });

  it("an order by changes ends with the comparison", async () => {
    const { platform } = await begin("/explorer?change=true&sort=cpa");
    expect(requests(platform, "queryExplorer").at(-1)).toMatchObject({ compare: null, byChange: false });
  });
});

describe("saved views", () => {
  const current = (platform: ReturnType<typeof renderApp>["platform"]) => platform.listSavedViews();
  /** Saves what is on the screen as a view. */
  async function save(user: Awaited<ReturnType<typeof begin>>["user"], name: string) {
    await user.keyboard("v");
    await user.click(await screen.findByText("Save as a new view…"));
    await user.type(await screen.findByLabelText("Name"), `${name}{Enter}`);
    const menu = screen.getByTestId("view-menu");
    await waitFor(() => expect(menu).toHaveTextContent(name));
    return menu;
  }

  it("are saved under a name, told as changed and put back", async () => {
    const { user, platform } = await begin("/explorer?flat=ad&compare=previous_period");
    const menu = await save(user, "Weekly check");
    const saved = requests(platform, "saveView")[0] as { view: string };
    expect(JSON.parse(saved.view)).toEqual({ compare: "previous_period", flat: "ad" });
    await user.click(screen.getByText("Campaigns"));
    await waitFor(() => expect(menu).toHaveTextContent("changed"));
    await user.click(menu);
    await user.click(await screen.findByText("Back to “Weekly check” as saved"));
    await waitFor(() => expect(menu).not.toHaveTextContent("changed"));
    expect(screen.getByText("Ads")).toHaveAttribute("aria-pressed", "true");
  });

  it("are renamed and deleted", async () => {
    const { user, platform } = await begin("/explorer?flat=ad");
    const menu = await save(user, "Weekly check");
    await user.click(menu);
    await user.click(await screen.findByText("Rename…"));
    const name = await screen.findByLabelText("Name");
    await user.clear(name);
    await user.type(name, "Monday{Enter}");
    await waitFor(() => expect(menu).toHaveTextContent(/^Monday/));
    await user.click(menu);
    await user.click(await screen.findByText("Delete"));
    await waitFor(() => expect(menu).toHaveTextContent(/^View/));
    expect(await current(platform)).toEqual([]);
  });

  it("are opened from the palette, and one of them is what the explorer opens with", async () => {
    const { user, platform } = await begin("/explorer?flat=ad");
    const menu = await save(user, "Costs");
    await user.click(menu);
    await user.click(await screen.findByText("The explorer opens with it"));
    await waitFor(async () => expect((await current(platform))[0]?.isDefault).toBe(true));
    await user.keyboard("{Escape}");
    await user.click(screen.getByText("Campaigns"));
    await user.keyboard("{Control>}k{/Control}");
    await user.click(await screen.findByText("View: Costs"));
    await waitFor(() => expect(screen.getByText("Ads")).toHaveAttribute("aria-pressed", "true"));
  });
});

describe("groups", () => {
  it("stand with their totals, and Enter shows the objects of one", async () => {
    const { user, platform } = await begin("/explorer?flat=ad");
    await user.keyboard("g");
    await user.click(await screen.findByText("Objective"));
    const groups = await screen.findByTestId("group-table");
    const rows = within(groups).getAllByRole("row");
    expect(rows.length).toBeGreaterThan(2);
    expect(within(groups).getAllByText(/^Total /).length).toBeGreaterThan(0);
    groups.focus();
    await user.keyboard("{Enter}");
    await screen.findByTestId("explorer-table");
    const asked = requests(platform, "queryExplorer").at(-1) as { flat: string; filter: { group: unknown } };
    expect(asked.flat).toBe("ad");
    expect(asked.filter.group).toMatchObject({ by: { kind: "objective" }, level: "ad" });
    expect(screen.getByRole("button", { name: /Remove the filter Objective/ })).toBeVisible();
  });

  it("by a part of the name show what the part of the row in front is", async () => {
    const { user, platform } = await begin("/explorer?flat=ad");
    await user.keyboard("g");
    await user.click(await screen.findByText("Part of the name…"));
    const dialog = await screen.findByRole("dialog", { name: "Group by a part of the name" });
    const position = within(dialog).getByLabelText("Part");
    await user.clear(position);
    await user.type(position, "0");
    expect(within(dialog).getByText("1 to 50, or −1 to −50")).toBeVisible();
    await user.clear(position);
    await user.type(position, "-1");
    await user.click(within(dialog).getByRole("button", { name: "Group" }));
    await screen.findByTestId("group-table");
    expect(requests(platform, "groupExplorer").at(-1)).toMatchObject({ by: { kind: "token", position: -1 } });
  });

  it("leave nothing behind them that a key could change", async () => {
    const { user, platform } = await begin("/explorer?flat=ad");
    await user.keyboard("x");
    await user.keyboard("g");
    await user.click(await screen.findByText("Objective"));
    await screen.findByTestId("group-table");
    await user.keyboard("e");
    await user.keyboard("p");
    await user.keyboard("b");
    expect(screen.queryByTestId("cell-editor")).toBeNull();
    expect(platform.calls.some(({ command }) => command === "previewChanges")).toBe(false);
  });

  it("that fail are told in their place and asked for again", async () => {
    const app = renderApp("connected", "/explorer?flat=ad");
    app.platform.failNext("groupExplorer", { code: "internal", message: "The cache could not be read." });
    await table();
    await app.user.keyboard("g");
    await app.user.click(await screen.findByText("Objective"));
    expect(await screen.findByText("The cache could not be read.")).toBeVisible();
    await app.user.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByTestId("group-table");
  });
});

describe("bounds and targets", () => {
  it("a bound on any figure is a chip that can be taken away", async () => {
    const { user, platform } = await begin("/explorer?flat=ad");
    await user.keyboard("f");
    await user.type(await screen.findByLabelText("Amount"), "20");
    await user.click(screen.getByRole("button", { name: "Add" }));
    await waitFor(() =>
      expect(requests(platform, "queryExplorer").at(-1)).toMatchObject({
        filter: { figures: [{ column: "cpa", formula: null, above: true, amount: 20 }] },
      }),
    );
    await user.keyboard("{Escape}");
    await user.click(screen.getByRole("button", { name: "Remove the filter CPA above 20" }));
    await waitFor(() => expect(screen.queryByText("CPA above")).toBeNull());
  });

  it("figures beyond their target are tinted", async () => {
    const { user } = await begin("/explorer?flat=campaign");
    await user.click(await screen.findByRole("button", { name: /^Columns/ }));
    await user.click(await screen.findByText("Targets…"));
    const dialog = await screen.findByRole("dialog", { name: "Targets" });
    await user.type(within(dialog).getByLabelText("ROAS"), "x");
    await user.click(within(dialog).getByRole("button", { name: "Colour the cells" }));
    expect(within(dialog).getByText("A number above zero")).toBeVisible();
    await user.clear(within(dialog).getByLabelText("ROAS"));
    await user.type(within(dialog).getByLabelText("ROAS"), "0.01");
    await user.click(within(dialog).getByRole("button", { name: "Colour the cells" }));
    await waitFor(() => expect(document.querySelectorAll('[data-tint="good"]').length).toBeGreaterThan(0));
  });
});

describe("exporting", () => {
  it("writes what is shown to the file that was chosen, and says so", async () => {
    const { user, platform } = await begin("/explorer?flat=ad");
    platform.chooses("/home/ingrid/ads.xlsx");
    await user.keyboard("{Control>}{Shift>}e{/Shift}{/Control}");
    await user.click(await screen.findByText("Excel workbook"));
    expect(await screen.findByText(/^Wrote \d+ rows to \/home\/ingrid\/ads.xlsx$/)).toBeVisible();
    const asked = requests(platform, "exportTable")[0] as { format: string; columns: unknown[] };
    expect(asked.format).toBe("xlsx");
    expect(asked.columns.length).toBeGreaterThan(5);
  });

  it("that was not confirmed or was refused leaves the table as it is", async () => {
    const { user, platform } = await begin("/explorer?flat=ad");
    platform.chooses(null);
    await user.keyboard("{Control>}{Shift>}e{/Shift}{/Control}");
    await user.click(await screen.findByText("CSV"));
    expect(requests(platform, "exportTable")).toHaveLength(0);
    platform.chooses("/nowhere/ads.csv");
    platform.failNext("exportTable", { code: "invalid_input", message: "That folder is not there." });
    await user.keyboard("{Control>}{Shift>}e{/Shift}{/Control}");
    await user.click(await screen.findByText("CSV"));
    expect(await screen.findByText("That folder is not there.")).toBeVisible();
  });
});

it("the dialogs and groups have no serious finding", async () => {
  const { user } = await begin("/explorer?flat=ad");
  const findings = async () => {
    const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
  };
  await user.keyboard("{Shift>}N{/Shift}");
  await screen.findByRole("dialog", { name: "New figure" });
  expect(await findings()).toEqual([]);
  await user.keyboard("{Escape}");
  await user.keyboard("g");
  await user.click(await screen.findByText("Objective"));
  await screen.findByTestId("group-table");
  expect(await findings()).toEqual([]);
});
