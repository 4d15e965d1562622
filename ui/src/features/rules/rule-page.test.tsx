import { act, screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { expect, test } from "vitest";
import type { FakePlatform } from "@/platform/fake";
import { renderApp } from "@/testing/render-app";
import { editedRule } from "./model/edited";

const STOP_LOSS = "/rules/stop-loss";
const side = () => screen.findByTestId("rule-side");
const typeInto = async (user: UserEvent, field: HTMLElement, text: string): Promise<void> => {
  await user.clear(field);
  await user.type(field, text);
};
const saved = (platform: FakePlatform) =>
  platform.calls
    .filter(({ command }) => command === "saveRule")
    .map(({ input }) => input as { rule: string; expectedVersion: number | null });
const pick = async (user: UserEvent, field: HTMLElement, option: string | RegExp): Promise<void> => {
  await user.click(field);
  await user.click(await screen.findByRole("option", { name: option }));
};
const name = () => screen.findByRole("textbox", { name: "Name of the rule" });

test("a rule stands there as sentences, in the program's words beside, with what it looks at now", async () => {
  renderApp("connected", STOP_LOSS);
  expect(await name()).toHaveValue("Same-day stop-loss");
  const beside = await side();
  expect(await within(beside).findByText(/Then pause it until the account's midnight/)).toBeInTheDocument();
  expect(within(beside).getByText("spend today is above 2 × the client's target CPA")).toBeInTheDocument();
  const counts = within(beside).getByTestId("counts");
  expect(within(counts).getByText("Fjordline Outdoor")).toBeInTheDocument();
  expect(within(counts).getByText(/^\d+ of \d+$/)).toBeInTheDocument();
  expect(screen.getAllByTestId("condition")).toHaveLength(3);
  expect(screen.getByTestId("save-rule")).toBeDisabled();
});

test("what is typed is judged, marked as edited and saved as a new version", async () => {
  const { user, platform } = renderApp("connected", STOP_LOSS);
  await typeInto(user, await name(), "Stop-loss at lunch");
  const [value] = screen.getAllByRole("textbox", { name: "Right side, part 1: value" });
  await typeInto(user, value as HTMLElement, "2.5");
  expect(screen.getByText("Edited, not saved")).toBeInTheDocument();
  expect(await within(await side()).findByText(/above 2.5 × the client's target CPA/)).toBeInTheDocument();
  await user.keyboard("{Control>}s{/Control}");
  // It acts by itself already: nothing has to be asked.
  await waitFor(() => expect(saved(platform)).toHaveLength(1));
  const [sent] = saved(platform);
  expect(sent?.expectedVersion).toBe(3);
  expect(JSON.parse(sent?.rule ?? "")).toMatchObject({ id: "stop-loss", name: "Stop-loss at lunch" });
  expect(await screen.findByText("Version 4 · Ingrid Solberg")).toBeInTheDocument();
  expect(screen.queryByText("Edited, not saved")).not.toBeInTheDocument();
  expect(editedRule()).toBeNull();
});

test("a field that cannot be read says why, stays out of the rule and keeps it from being saved", async () => {
  const { user, platform } = renderApp("connected", STOP_LOSS);
  await typeInto(user, await name(), "Another");
  const spend = screen.getByRole("textbox", { name: "Spend of at least" });
  await typeInto(user, spend, "12.345");
  expect(screen.getByText("EUR has two decimals.")).toBeInTheDocument();
  expect(screen.getByTestId("save-rule")).toBeDisabled();
  await user.keyboard("{Control>}s{/Control}");
  expect(saved(platform)).toEqual([]);
  await typeInto(user, spend, "12.30");
  await waitFor(() => expect(screen.getByTestId("save-rule")).toBeEnabled());
  await user.click(screen.getByTestId("save-rule"));
  await waitFor(() => expect(saved(platform)).toHaveLength(1));
  expect(JSON.parse(saved(platform)[0]?.rule ?? "").guards.floors.spend).toEqual({
    minor: 1_230,
    currency: "EUR",
  });
});

test("faults stand at their place with a remedy, and the mark above goes to the first", async () => {
  const { user } = renderApp("connected", STOP_LOSS);
  await name();
  await typeInto(user, screen.getByRole("textbox", { name: "Minutes between looks" }), "5");
  const fault = await screen.findByText(/the number of minutes is 5. Write a number from 15 to 720./);
  expect(fault).toHaveAttribute("data-fault", "schedule.every.minutes");
  expect(screen.getByTestId("save-rule")).toBeDisabled();
  await user.click(screen.getByRole("button", { name: "1 fault" }));
  await waitFor(() => expect(screen.getByRole("textbox", { name: "Minutes between looks" })).toHaveFocus());
});

test("conditions are added, exchanged and moved", async () => {
  const { user, platform } = renderApp("connected", STOP_LOSS);
  await name();
  await user.click(screen.getByRole("button", { name: "Add a condition" }));
  await user.click(await screen.findByRole("menuitem", { name: "Learning stage" }));
  expect(await within(await side()).findByText("the ad set is learning")).toBeInTheDocument();
  const rows = () => screen.getAllByTestId("condition");
  const [, second] = rows();
  await pick(
    user,
    within(second as HTMLElement).getByRole("combobox", { name: /^Left side/ }),
    "Link clicks",
  );
  await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
  await waitFor(() =>
    expect(within(rows()[0] as HTMLElement).getByRole("combobox", { name: /^Left side/ })).toHaveTextContent(
      "Link clicks",
    ),
  );
  await user.click(screen.getByTestId("save-rule"));
  await waitFor(() => expect(saved(platform)).toHaveLength(1));
  const { when } = JSON.parse(saved(platform)[0]?.rule ?? "");
  expect(when.all.map((part: object) => Object.keys(part)[0])).toEqual([
    "compare",
    "compare",
    "compare",
    "learning",
  ]);
  expect(when.all[0].compare.left.metric.of).toBe("link_clicks");
});

test("conditions are grouped and removed", async () => {
  const { user, platform } = renderApp("connected", STOP_LOSS);
  await name();
  const rows = () => screen.getAllByTestId("condition");
  const last = within(rows()[2] as HTMLElement);
  await user.click(last.getByRole("button", { name: "Acts of this condition" }));
  await user.click(await screen.findByRole("menuitem", { name: /Put into a group/ }));
  const groups = screen.getAllByTestId("condition-group");
  expect(groups).toHaveLength(2);
  await pick(
    user,
    within(groups[1] as HTMLElement).getByRole("combobox", { name: /belong together/ }),
    "none of these",
  );
  await user.click(within(rows()[1] as HTMLElement).getByRole("button", { name: "Acts of this condition" }));
  await user.click(await screen.findByRole("menuitem", { name: /Remove/ }));
  await user.click(screen.getByTestId("save-rule"));
  await waitFor(() => expect(saved(platform)).toHaveLength(1));
  const { when } = JSON.parse(saved(platform)[0]?.rule ?? "");
  expect(when.all.map((part: object) => Object.keys(part)[0])).toEqual(["compare", "none"]);
  expect(when.all[1].none[0].compare.left.metric.of).toBe("roas");
});

test("the answer for an earlier text never stands for a later one", async () => {
  const { user, platform } = renderApp("connected", STOP_LOSS);
  const field = await name();
  await within(await side()).findByText(/Then pause it/);
  const real = platform.judgeRule;
  const waiting: (() => void)[] = [];
  platform.judgeRule = async (input) => {
    const answer = await real(input);
    await new Promise<void>((resolve) => waiting.push(resolve));
    return answer;
  };
  await user.clear(field);
  await waitFor(() => expect(waiting).toHaveLength(1));
  await user.type(field, "Later");
  await waitFor(() => expect(waiting).toHaveLength(2));
  await act(async () => waiting[1]?.());
  await waitFor(() =>
    expect(within(screen.getByTestId("rule-side")).getByRole("status")).toBeEmptyDOMElement(),
  );
  await act(async () => waiting[0]?.());
  expect(screen.queryByText("it has no name. Write 1 to 200 characters.")).not.toBeInTheDocument();
  expect(screen.getByTestId("save-rule")).toBeEnabled();
});

test("findings say what can happen and go to their place", async () => {
  const { user } = renderApp("connected", STOP_LOSS);
  await name();
  await pick(user, screen.getByRole("combobox", { name: "While an ad set learns" }), "treat it like others");
  const finding = await screen.findByRole("button", { name: /It changes ad sets that are learning/ });
  expect(finding).toHaveTextContent("A change on the fifth day starts the seven days over.");
  await user.click(finding);
  await waitFor(() => expect(screen.getByRole("combobox", { name: "While an ad set learns" })).toHaveFocus());
});

test("the preview says what it would do now and why guards refuse, and that it is of an earlier text", async () => {
  const { user, platform } = renderApp("connected", "/rules/dear-conversions");
  const field = await name();
  await within(await side()).findByText(/Then pause it/);
  await user.keyboard("p");
  const preview = await screen.findByTestId("preview");
  expect(await within(preview).findByText("Fjordline Outdoor")).toBeInTheDocument();
  expect(within(preview).getAllByText(/\d+ in scope: \d+ would be acted on, \d+ refused/)).toHaveLength(3);
  expect(within(preview).getAllByText("ACTIVE → PAUSED").length).toBeGreaterThan(0);
  expect(platform.calls.filter(({ command }) => command === "previewRule")).toHaveLength(1);
  await typeInto(user, field, "Other");
  expect(within(preview).getByText("This was worked out for an earlier text.")).toBeInTheDocument();
});

test("the text itself can be edited; what the forms cannot show stays there with its faults", async () => {
  const { user } = renderApp("connected", STOP_LOSS);
  await name();
  await user.click(screen.getByRole("button", { name: "JSON text" }));
  const area = await screen.findByTestId("rule-text");
  await user.clear(area);
  await user.click(area);
  await user.paste("{");
  expect(await screen.findByText(/it is not JSON/)).toBeInTheDocument();
  expect(screen.getByText(/The forms cannot show this text/)).toBeInTheDocument();
  expect(screen.getByTestId("save-rule")).toBeDisabled();
});
