import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { RuleDetail, RuleList, RuleRow } from "@/platform";
import { renderApp } from "@/testing/render-app";
import { forgetEdited, keepEdited } from "../model/edited";

beforeAll(() => {
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 900 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_400 });
  Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, get: () => 900 });
  Object.defineProperty(HTMLElement.prototype, "offsetWidth", { configurable: true, get: () => 1_400 });
});
beforeEach(() => vi.spyOn(window, "scrollTo").mockImplementation(() => {}));
afterEach(forgetEdited);

const text = (name: string, then: unknown = { pause: "midnight" }) =>
  JSON.stringify({ format: 1, id: "tested", name, then });

const ROW = { id: "tested", name: "Tested rule", version: 3, accountIds: [] as string[] } as RuleRow;
const DETAIL: RuleDetail = {
  row: ROW,
  rule: text("Tested rule"),
  versions: [
    { version: 3, atMs: 3, by: "Ada", rule: text("Tested rule") },
    { version: 2, atMs: 2, by: "Grace", rule: text("Tested rule before") },
  ],
};

/** The page with one rule of three versions; the platform is told of it before the page asks. */
async function opened(at = "", scenario: Parameters<typeof renderApp>[0] = "connected") {
  const rendered = renderApp(scenario, "/explorer");
  const { platform, user } = rendered;
  await screen.findByText("Autumn jackets · Launch");
  const list = await platform.listRules();
  const rules: RuleList = { ...list, rules: [ROW] };
  vi.spyOn(platform, "listRules").mockResolvedValue(rules);
  vi.spyOn(platform, "getRule").mockResolvedValue(DETAIL);
  platform.emit({ kind: "navigate", to: `/rules/backtest${at}` });
  await screen.findByRole("heading", { name: "Backtest" });
  const start = () => screen.getByRole("button", { name: /Replay/ });
  const asked = () =>
    platform.calls.filter(({ command }) => command === "startBacktest").map(({ input }) => input);
  const finish = async () => {
    await screen.findByTestId("backtest-progress");
    for (let step = 0; step < 8; step += 1) platform.ruling.advanceBacktest();
    return screen.findByTestId("backtest-report");
  };
  const choose = async (field: string, option: RegExp) => {
    await user.click(screen.getByRole("combobox", { name: field }));
    await user.click(await screen.findByRole("option", { name: option }));
  };
  return { ...rendered, start, asked, finish, choose };
}

const DAYS = "since=2026-10-01&until=2026-10-30";

test("a rule is replayed over the days of the address, with its progress, and its report is judged fairly", async () => {
  const { user, platform, start, asked, finish, address } = await opened(`?rule=tested&${DAYS}`);
  await waitFor(() => expect(start()).toBeEnabled());
  await user.click(start());
  expect(asked()).toEqual([
    {
      rule: DETAIL.rule,
      against: null,
      accountId: "act_1020304050607081",
      since: "2026-10-01",
      until: "2026-10-30",
    },
  ]);
  await waitFor(() => expect(address()).toMatch(/rule=tested.*account=act_1020304050607081/));
  const progress = await screen.findByTestId("backtest-progress");
  platform.ruling.advanceBacktest();
  platform.ruling.advanceBacktest();
  await waitFor(() => expect(progress).toHaveTextContent("2 of 8 steps"));
  const report = await finish();
  expect(report).toHaveTextContent(/Tested rule.*Fjordline Outdoor.*1–30|Oct 1/);
  const figure = (name: string) =>
    within(report).getByText(name, { selector: "dt" }).nextElementSibling?.textContent;
  expect(Number(figure("Acts"))).toBeGreaterThan(0);
  expect(figure("Spend while paused")).toMatch(/^€/);
  expect(figure("Blind looks")).toBe("7");
  expect(within(report).queryByText("Budgets raised")).toBeNull();
  expect(within(report).getByRole("region", { name: "What cannot be known" })).toHaveTextContent(
    /nobody can know/,
  );
  expect(within(report).getByRole("table", { name: "What guards refused" })).toHaveTextContent(/Cool-down41/);
});

test("the chart reads out a day, and is a table too", async () => {
  const { user, start, finish } = await opened(`?rule=tested&${DAYS}`);
  await waitFor(() => expect(start()).toBeEnabled());
  await user.click(start());
  const chart = within(await finish()).getByTestId("backtest-chart");
  expect(within(chart).getByRole("slider")).toHaveAttribute(
    "aria-valuetext",
    expect.stringMatching(/Acts \d+, false kills \d+/),
  );
  await user.click(within(chart).getByRole("button", { name: "Table" }));
  expect(within(chart).getAllByRole("row")).toHaveLength(31);
});

test("each act has what its object did afterwards, a verdict, and why at that moment", async () => {
  const { user, start, finish, platform } = await opened(`?rule=tested&${DAYS}`);
  await waitFor(() => expect(start()).toBeEnabled());
  await user.click(start());
  const report = await finish();
  await user.click(within(report).getByRole("tab", { name: /^Acts/ }));
  const [first] = await screen.findAllByTestId("touches-row");
  expect(first).toHaveTextContent(/Active.*becomes.*Paused.*(Right|Recovered|Late figures|Cannot tell)/);
  await user.keyboard("j{Enter}");
  expect(await screen.findByTestId("why")).toBeInTheDocument();
  const asked = platform.calls.findLast(({ command }) => command === "explainObject")?.input;
  expect(asked).toMatchObject({ ruleId: "tested", atMs: expect.any(Number) });
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("why")).toBeNull());
});

test("two versions stand side by side with their differences", async () => {
  const { user, start, finish, choose, asked } = await opened(`?rule=tested&${DAYS}`);
  await waitFor(() => expect(screen.getByRole("combobox", { name: "Compare with" })).toBeInTheDocument());
  await choose("Compare with", /Version 2/);
  await user.click(start());
  expect(asked()[0]).toMatchObject({ rule: text("Tested rule"), against: text("Tested rule before") });
  const report = await finish();
  const table = within(report).getByRole("table", { name: "Both versions" });
  expect(within(table).getByRole("row", { name: /^Acts \d+ \d+ ([+−]\d+|=)$/ })).toBeInTheDocument();
  expect(within(report).getAllByTestId("backtest-chart")).toHaveLength(2);
  await user.click(within(report).getByRole("tab", { name: /^Acts/ }));
  const all = (await screen.findAllByTestId("touches-row")).length;
  await user.click(within(report).getByRole("button", { name: "The other only" }));
  await waitFor(() => expect(screen.getAllByTestId("touches-row").length).toBeLessThan(all));
});

test("what is being edited is replayed before it is saved", async () => {
  keepEdited({ id: "tested", text: text("Tested rule, edited"), version: 3 });
  const { user, start, choose, asked } = await opened(`?rule=tested&${DAYS}`);
  expect(await screen.findByRole("combobox", { name: "Version" })).toHaveTextContent("As it is being edited");
  await choose("Compare with", /Version 3, the newest/);
  await user.click(start());
  expect(asked()[0]).toMatchObject({ rule: text("Tested rule, edited"), against: DETAIL.rule });
});

test("a rule that was never saved can be replayed too", async () => {
  keepEdited({ id: "fresh", text: JSON.stringify({ id: "fresh", name: "Fresh" }), version: null });
  const { user, start, asked } = await opened(`?rule=fresh&${DAYS}`);
  expect(await screen.findByRole("combobox", { name: "Rule" })).toHaveTextContent(
    "Fresh, as it is being edited",
  );
  await user.click(start());
  expect(asked()[0]).toMatchObject({ rule: '{"id":"fresh","name":"Fresh"}' });
});

test("days that are none say so, and nothing begins", async () => {
  const { user, start, asked } = await opened("?rule=tested");
  const since = screen.getByRole("textbox", { name: "From" });
  await user.clear(since);
  await user.type(since, "2026-02-30");
  expect(await screen.findByText("Write a day like 2026-11-01.")).toBeInTheDocument();
  expect(start()).toBeDisabled();
  await user.clear(since);
  await user.type(since, "2099-01-01");
  expect(await screen.findByText("That day is still to come.")).toBeInTheDocument();
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(asked()).toHaveLength(0);
});

test("a replay can be stopped, and a refusal is told", async () => {
  const { user, platform, start } = await opened(`?rule=tested&${DAYS}`);
  await waitFor(() => expect(start()).toBeEnabled());
  platform.failNext("startBacktest", { code: "invalid_input", message: "The rule has 2 faults" });
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(await screen.findByTestId("backtest-refused")).toHaveTextContent("The rule has 2 faults");
  await user.click(start());
  await user.click(await screen.findByRole("button", { name: "Stop" }));
  expect(await screen.findByText(/There is no report/)).toBeInTheDocument();
});

test("before anything is asked the page says what it is for", async () => {
  await opened();
  expect(await screen.findByRole("heading", { name: "Would it have been right?" })).toBeInTheDocument();
});
