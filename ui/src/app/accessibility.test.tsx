import { act, screen, within } from "@testing-library/react";
import axe from "axe-core";
import { beforeAll, expect, test } from "vitest";
import { ALL_OBJECTS } from "@/platform/fake/world";
import { renderApp } from "@/testing/render-app";

/**
 * Rules that need a layout or colours, which jsdom has not; `tokens.test.ts` computes the contrasts. The rest run whole,
 * over the page as it is drawn.
 */
const NEEDS_LAYOUT = ["color-contrast", "target-size", "scrollable-region-focusable"];

async function violations(part: Element = document.documentElement): Promise<string[]> {
  const found = await axe.run(part, {
    rules: Object.fromEntries(NEEDS_LAYOUT.map((rule) => [rule, { enabled: false }])),
    resultTypes: ["violations"],
  });
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}

beforeAll(() => {
  // As in index.html.
  document.documentElement.lang = "en";
  document.title = "Sextant";
  // axe asks a canvas whether a font is one of icons; jsdom has none and says so each time.
  HTMLCanvasElement.prototype.getContext = () => null;
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 400 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_400 });
});

test("axe finds what is wrong, or a clean run would prove nothing", async () => {
  document.body.innerHTML = '<button></button><div role="treegrid"><div role="gridcell">1</div></div>';
  const found = (await violations()).join("\n");
  expect(found).toMatch(/button-name/);
  expect(found).toMatch(/aria-required-parent/);
  document.body.innerHTML = "";
});

test("the first screen has no serious fault", async () => {
  renderApp("first_run");
  await screen.findByTestId("start-demo");
  expect(await violations()).toEqual([]);
});

test("the explorer has no serious fault", async () => {
  renderApp("connected");
  await screen.findByText("Autumn jackets · Launch");
  expect(await violations()).toEqual([]);
});

test("the overview has no serious fault, nor its dialogs", async () => {
  const { user } = renderApp("connected", "/");
  await screen.findByTestId("overview-figures");
  await screen.findByTestId("overview-waiting");
  expect(await violations()).toEqual([]);
  await user.click(screen.getByRole("button", { name: "What figures mean" }));
  await screen.findByText("Conversion value ÷ spend");
  expect(await violations(screen.getByRole("dialog"))).toEqual([]);
  await user.keyboard("{Escape}");
  await user.click(screen.getAllByRole("button", { name: "Set a month target" })[0] as HTMLElement);
  expect(await violations(await screen.findByRole("dialog"))).toEqual([]);
});

test("reconcile has no serious fault", async () => {
  renderApp("connected", "/reconcile");
  await screen.findByTestId("reconcile-sums");
  expect(await violations()).toEqual([]);
});

test("the drawer has no serious fault", async () => {
  const { user } = renderApp("connected");
  await screen.findByText("Autumn jackets · Launch");
  await user.keyboard("{ArrowDown} ");
  const drawer = await screen.findByTestId("drawer");
  await screen.findByRole("tab", { name: "Summary" });
  expect(await violations(drawer)).toEqual([]);
});

test("editing in the table has no serious fault, nor what was sent and taken back", async () => {
  const { user } = renderApp("connected");
  await screen.findByText("Autumn jackets · Launch");
  for (const keys of ["b", "{F2}", "{Shift>}e{/Shift}"]) {
    await user.keyboard(`{ArrowDown}${keys}`);
    const editor = await screen.findByTestId("cell-editor");
    await screen.findByTestId("edit-field");
    expect(await violations(editor)).toEqual([]);
    await user.keyboard("{Escape}{ArrowUp}");
  }
  await user.keyboard("{ArrowDown}p");
  await screen.findByText("Compared with Meta just now");
  await user.keyboard("{Enter}");
  await screen.findByTestId("undo-bar");
  expect(await violations()).toEqual([]);
  await user.keyboard("{Control>}z{/Control}");
  await screen.findByTestId("undo-preview");
  await user.click(screen.getByTestId("stop-writes"));
  await screen.findByTestId("writes-stopped");
  expect(await violations()).toEqual([]);
});

test("the menu of a row has no serious fault", async () => {
  const { user } = renderApp("connected");
  const name = await screen.findByText("Autumn jackets · Launch");
  await user.pointer({ keys: "[MouseRight]", target: name });
  expect(await violations(await screen.findByRole("menu"))).toEqual([]);
});

test("the settings have no serious fault", async () => {
  renderApp("connected", "/settings");
  await screen.findByRole("heading", { name: "Settings", level: 1 });
  expect(await violations()).toEqual([]);
});

test("the account picker has no serious fault", async () => {
  renderApp("connected", "/accounts");
  await screen.findByRole("table");
  expect(await violations()).toEqual([]);
});

test.each(["key_lost", "vault_locked"] as const)(
  "the recovery key of %s has no serious fault",
  async (scenario) => {
    const { user } = renderApp(scenario);
    await user.click(await screen.findByTestId("enter-recovery-key"));
    await user.type(screen.getByLabelText("Recovery key"), "7K2M{Enter}");
    await screen.findByText(/4 of 36 letters and digits/);
    expect(await violations()).toEqual([]);
  },
);

test.each(["no_keyring", "vault_locked", "key_lost", "damaged"] as const)(
  "%s has no serious fault",
  async (scenario) => {
    renderApp(scenario);
    await screen.findByRole("heading", { level: 1 });
    expect(await violations()).toEqual([]);
  },
);

test("changing many objects has no serious fault", async () => {
  const { user } = renderApp("connected", '/explorer?flat="campaign"');
  await screen.findByText("Autumn jackets · Launch");
  (await screen.findByTestId("explorer-table")).focus();
  await user.keyboard("{Control>}a{/Control}e");
  await user.type(await screen.findByRole("textbox", { name: "By how much" }), "1200");
  await screen.findByText("Checked against Meta just now");
  expect(await violations()).toEqual([]);
  await user.click(screen.getByRole("radio", { name: "Spreadsheet" }));
  await screen.findByTestId("bulk-paste");
  expect(await violations()).toEqual([]);
});

test("drafts in conflict have no serious fault", async () => {
  const { platform, user } = renderApp("connected", "/drafts");
  await screen.findByText("Edits made offline wait here.");
  const campaign = [...ALL_OBJECTS.values()].find(({ level }) => level === "campaign");
  if (campaign === undefined) throw new Error("the world is empty");
  const { accountId, level, id } = campaign;
  const value = { kind: "text" as const, value: "Mine" };
  const selection = { by: "ids" as const, objects: [{ accountId, level, id }] };
  const changes = [{ selection, edit: { edit: "set" as const, field: "name", value } }];
  const preview = await platform.previewChanges({ changes, new: [], reason: "", depth: "local" });
  platform.changing.changeOutside(id, "name", { kind: "text", value: "Theirs" });
  await act(() => platform.saveDraft({ previewId: preview.id, name: "On the train" }));
  await user.click(await screen.findByRole("button", { name: /On the train/ }));
  await user.click(within(await screen.findByTestId("three-way")).getByRole("button", { name: /Edit/ }));
  expect(await violations()).toEqual([]);
});

test("the form of settings and the question before deleting have no serious fault", async () => {
  const { user } = renderApp("connected");
  await screen.findByText("Autumn jackets · Launch");
  await user.keyboard("{ArrowDown} ");
  const drawer = await screen.findByTestId("drawer");
  await user.click(await within(drawer).findByRole("tab", { name: "Settings" }));
  await within(drawer).findByLabelText("Name");
  expect(await violations(drawer)).toEqual([]);
  await user.keyboard("{Escape}{Delete}");
  const dialog = await screen.findByRole("dialog");
  expect(await violations(dialog)).toEqual([]);
});

test("the feed of changes, an entry and the export have no serious fault", async () => {
  const { user } = renderApp("connected", "/activity");
  await screen.findByTestId("activity-feed");
  await user.keyboard("{Enter}");
  await screen.findByTestId("activity-entry");
  expect(await violations()).toEqual([]);
  await user.click(screen.getByRole("button", { name: /Export/ }));
  await screen.findByRole("dialog");
  expect(await violations()).toEqual([]);
});

test("the rules, their templates and the question before one acts by itself have no serious fault", async () => {
  const { user } = renderApp("connected", "/rules");
  await screen.findByTestId("rule-stop-loss");
  expect(await violations()).toEqual([]);
  await user.keyboard("n");
  await screen.findByTestId("template-stop-loss");
  expect(await violations()).toEqual([]);
  await user.keyboard("{Escape}");
  await user.keyboard("jm");
  expect(await violations(await screen.findByRole("menu"))).toEqual([]);
  await user.click(screen.getByRole("menuitemradio", { name: /Auto/ }));
  expect(await violations(await screen.findByRole("alertdialog"))).toEqual([]);
});

test("a rule that is written has no serious fault, as sentences and as text", async () => {
  const { user } = renderApp("connected", "/rules/dear-conversions");
  await screen.findByRole("textbox", { name: "Name of the rule" });
  await screen.findByTestId("counts");
  await user.keyboard("p");
  await screen.findAllByText(/would be acted on/);
  expect(await violations()).toEqual([]);
  const [days] = screen.getAllByRole("button", { name: /^Left side: days/ });
  await user.click(days as HTMLElement);
  expect(await violations(await screen.findByRole("dialog"))).toEqual([]);
  await user.keyboard("{Escape}");
  await user.click(screen.getByRole("button", { name: "JSON text" }));
  await screen.findByTestId("rule-text");
  expect(await violations()).toEqual([]);
});

test("approvals, a request and the question before several have no serious fault", async () => {
  const { user } = renderApp("connected", "/approvals");
  await screen.findByTestId("approvals");
  await user.keyboard(" w");
  await screen.findByTestId("approval");
  expect(await violations()).toEqual([]);
  await user.keyboard("{Shift>}a{/Shift}");
  const dialog = await screen.findByRole("alertdialog");
  expect(await violations(dialog)).toEqual([]);
});

test("what rules did, a look and what they have paused have no serious fault", async () => {
  const { user, platform } = renderApp("connected", "/rules/runs");
  await screen.findByTestId("runs");
  expect(await violations()).toEqual([]);
  await user.keyboard("{Enter}");
  await screen.findByTestId("decisions");
  await user.keyboard("w");
  await screen.findByTestId("decision");
  expect(await violations()).toEqual([]);
  act(() => platform.emit({ kind: "navigate", to: "/rules/paused" }));
  await screen.findByTestId("paused");
  expect(await violations()).toEqual([]);
});

test("a backtest and its report have no serious fault", async () => {
  const { platform } = renderApp("connected", "/rules/backtest");
  await screen.findByRole("heading", { name: "Would it have been right?" });
  expect(await violations()).toEqual([]);
  const rule = '{"id":"tested","name":"Tested rule","then":{"pause":"midnight"}}';
  const accountId = "act_1020304050607081";
  const days = { since: "2026-10-01", until: "2026-10-30" };
  await platform.startBacktest({ rule, against: rule.replace("Tested", "Other"), accountId, ...days });
  for (let step = 0; step < 8; step += 1) act(() => platform.ruling.advanceBacktest());
  const report = await screen.findByTestId("backtest-report");
  expect(await violations(report)).toEqual([]);
});

test("why rules left an object alone has no serious fault", async () => {
  const { user } = renderApp("connected");
  await screen.findByText("Autumn jackets · Launch");
  await user.keyboard("{ArrowDown} ");
  const drawer = await screen.findByTestId("drawer");
  await user.click(await within(drawer).findByRole("tab", { name: "Rules" }));
  await within(drawer).findByTestId("why");
  expect(await violations(drawer)).toEqual([]);
});

test("rules of Meta's, one of them, and handing one of ours over have no serious fault", async () => {
  const { user, platform } = renderApp("connected", "/rules/meta");
  await screen.findByTestId("meta-rules");
  await user.keyboard("{Enter}");
  await screen.findByText("Cost per result is more than 25.00 EUR");
  expect(await violations()).toEqual([]);
  await user.keyboard("s");
  expect(await violations(await screen.findByRole("dialog"))).toEqual([]);
  await user.keyboard("{Escape}");
  act(() => platform.emit({ kind: "navigate", to: "/rules" }));
  await user.click(await screen.findByRole("button", { name: "More acts for Same-day stop-loss" }));
  await user.click(await screen.findByRole("menuitem", { name: /As a rule of Meta's/ }));
  const dialog = await screen.findByRole("dialog");
  await screen.findByText(/may work without these/);
  expect(await violations(dialog)).toEqual([]);
});

test("the studio and its services have no serious fault", async () => {
  const { user } = renderApp("connected", "/studio");
  await screen.findByTestId("studio-brief");
  await user.keyboard("{Control>}g{/Control}");
  const [variant] = await screen.findAllByTestId("studio-variant");
  expect(await violations()).toEqual([]);
  await user.click(within(variant as HTMLElement).getByRole("button", { name: "Edit" }));
  expect(await violations(screen.getByTestId("studio"))).toEqual([]);
  await user.click(screen.getByRole("tab", { name: "Pictures" }));
  await user.click(await screen.findByRole("button", { name: "Compose with Camp, morning" }));
  await screen.findByTestId("studio-frame-reel");
  expect(await violations(screen.getByTestId("studio"))).toEqual([]);
});

test("publishing from the studio has no serious fault, empty and with its matrix", async () => {
  const { user, platform } = renderApp("connected", "/studio");
  await screen.findByTestId("studio-brief");
  await user.keyboard("{Control>}g{/Control}");
  await screen.findAllByTestId("studio-variant");
  await user.click(screen.getByRole("button", { name: /Publish as paused ads/ }));
  const view = await screen.findByTestId("publish");
  const [place] = await within(view).findAllByRole("checkbox");
  expect(await violations(view)).toEqual([]);
  await user.click(place as HTMLElement);
  platform.chooses("/pictures/storm.png");
  await user.click(within(view).getByRole("button", { name: /Add a picture/ }));
  await within(view).findAllByTestId("publish-row");
  expect(await violations(view)).toEqual([]);
});
