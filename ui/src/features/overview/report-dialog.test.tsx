import { screen, waitFor, within } from "@testing-library/react";
import { beforeAll, expect, test } from "vitest";
import { renderApp } from "@/testing/render-app";

beforeAll(() => {
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 900 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_400 });
});

test("a report is written to the file that was chosen, and how it looks is kept", async () => {
  const { user, platform } = renderApp("connected", "/");
  platform.chooses("/home/mira/report.pdf");
  await user.click(await screen.findByTestId("overview-report"));
  const dialog = await screen.findByRole("dialog");
  const notes = await within(dialog).findByRole("checkbox", { name: "Notes" });
  expect(notes).toBeChecked();
  await user.click(notes);
  await user.click(within(dialog).getByRole("button", { name: "Save PDF…" }));
  await within(dialog).findByText(/Written to \/home\/mira\/report\.pdf \(92 kB\)/);
  const of = (command: string) => platform.calls.find((call) => call.command === command)?.input;
  expect(of("saveReportSettings")).toMatchObject({
    clientId: null,
    parts: ["charts", "pacing", "campaigns", "movers", "rules"],
    logoPath: null,
  });
  expect(of("exportReport")).toMatchObject({ path: "/home/mira/report.pdf", clientId: null, accountIds: [] });
});

test("a dialog that was left writes nothing", async () => {
  const { user, platform } = renderApp("connected", "/");
  platform.chooses(null);
  await user.click(await screen.findByTestId("overview-report"));
  const dialog = await screen.findByRole("dialog");
  await user.click(await within(dialog).findByRole("button", { name: "Save PDF…" }));
  await waitFor(() => expect(platform.calls.some(({ command }) => command === "chooseFile")).toBe(true));
  expect(platform.calls.some(({ command }) => command === "exportReport")).toBe(false);
  expect(dialog).toBeInTheDocument();
});

test("what was not taken is said, and a schedule asks for its folder", async () => {
  const { user, platform } = renderApp("connected", "/");
  await screen.findByTestId("overview-figures");
  await user.keyboard("{Control>}{Shift>}e{/Shift}{/Control}");
  const dialog = await screen.findByRole("dialog");
  await within(dialog).findByRole("checkbox", { name: "Notes" });
  expect(within(dialog).queryByLabelText("Folder for scheduled reports")).not.toBeInTheDocument();
  platform.failNext("saveReportSettings", { code: "invalid_input", message: "A colour is written #rrggbb." });
  await user.click(within(dialog).getByRole("button", { name: "Keep settings" }));
  expect(await within(dialog).findByText(/A colour is written/)).toBeInTheDocument();
  await user.click(within(dialog).getByRole("button", { name: "Keep settings" }));
  expect(await within(dialog).findByText("Settings kept.")).toBeInTheDocument();
});
