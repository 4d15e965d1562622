import { screen, waitFor, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { renderApp } from "@/testing/render-app";

async function opened() {
  const rendered = renderApp("connected", "/settings/rules");
  const acts = await screen.findByRole("textbox", { name: "Acts" });
  const section = acts.closest("section");
  if (section === null) throw new Error("no section");
  return { ...rendered, acts, section, save: within(section).getByRole("button", { name: /Save for this/ }) };
}

test("limits are saved for the account, whole, once something was changed", async () => {
  const { user, platform, acts, section, save } = await opened();
  expect(section).toHaveTextContent("Rules may act in 2 of 3 accounts");
  expect(save).toBeDisabled();
  await user.clear(acts);
  await user.type(acts, "12");
  await user.click(within(section).getByRole("checkbox", { name: "Rules may act here" }));
  await user.click(save);
  await waitFor(() => expect(section).toHaveTextContent("Saved."));
  expect(platform.calls.find(({ command }) => command === "updateRuleLimits")?.input).toMatchObject({
    accountId: "act_1020304050607081",
    actsADay: 12,
    mayAct: false,
    raisedADayMinor: 50_000,
  });
  expect(section).toHaveTextContent("Rules may act in 1 of 3 accounts");
  expect(save).toBeDisabled();
});

test("what is wrong says so at its field and cannot be saved", async () => {
  const { user, section, save } = await opened();
  const until = within(section).getByRole("textbox", { name: "Until" });
  await user.clear(until);
  expect(await within(section).findByText("Hours need a beginning and an end.")).toBeInTheDocument();
  expect(save).toBeDisabled();
  await user.click(within(section).getByRole("button", { name: "Drop changes" }));
  expect(until).toHaveValue("06:00");
});

test("an amount ten times the present one is pointed out", async () => {
  const { user, section } = await opened();
  const raised = within(section).getByRole("textbox", { name: /Budget raised/ });
  await user.clear(raised);
  await user.type(raised, "5000");
  expect(section).toHaveTextContent(/€5,000\.00 is 10 times €500\.00/);
});

test("each account has limits of its own, in its own currency", async () => {
  const { user, section } = await opened();
  await user.click(within(section).getByRole("combobox", { name: "Account" }));
  await user.click(await screen.findByRole("option", { name: "Kumo Pet Supply, may not act" }));
  await waitFor(() =>
    expect(within(section).getByRole("checkbox", { name: "Rules may act here" })).not.toBeChecked(),
  );
  expect(within(section).getByRole("textbox", { name: "Spend per conversion" })).toHaveValue("");
  expect(section).toHaveTextContent("JPY");
});

test("a refusal is told and what was typed stays", async () => {
  const { user, platform, acts, section, save } = await opened();
  platform.failNext("updateRuleLimits", { code: "invalid_input", message: "At most 20 acts a day here" });
  await user.clear(acts);
  await user.type(acts, "25");
  await user.click(save);
  expect(await within(section).findByRole("alert")).toHaveTextContent("At most 20 acts a day here");
  expect(acts).toHaveValue("25");
});
