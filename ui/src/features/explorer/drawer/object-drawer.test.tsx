import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { TooltipProvider } from "@/components/ui/tooltip";
import { hotkeyRegistry } from "@/lib/hotkeys";
import { createFakePlatform } from "@/platform/fake";
import { renderPart } from "@/testing/render";
import { ExplorerPage } from "../explorer-page";

const EUR = "act_1020304050607081";

beforeAll(() => {
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 700 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_400 });
});
beforeEach(() => vi.spyOn(window, "scrollTo").mockImplementation(() => {}));
beforeEach(() => window.addEventListener("keydown", hotkeyRegistry.handle));
afterEach(() => window.removeEventListener("keydown", hotkeyRegistry.handle));

async function opened(at = `/?accounts=["${EUR}"]&flat=ad`) {
  const platform = createFakePlatform({
    scenario: "connected",
    now: () => Date.parse("2026-09-10T12:00:00Z"),
  });
  const part = (
    <TooltipProvider>
      <ExplorerPage />
    </TooltipProvider>
  );
  renderPart(part, { platform, at });
  const grid = await screen.findByTestId("explorer-table");
  const row = (await screen.findAllByTestId(/^explorer-row-/)).find((one) => one.dataset.index === "0");
  if (!row) throw new Error("no first row");
  const user = userEvent.setup();
  await user.click(row);
  const drawer = await screen.findByTestId("drawer");
  await within(drawer).findByRole("tab", { name: "Summary" });
  return { platform, grid, drawer, row, user };
}

test("a click opens the drawer with path, status, figures and words for its chart", async () => {
  const { drawer, row } = await opened();
  // The name is followed by what the ad is in.
  const name = row.getAttribute("aria-label")?.split(", ad, in ")[0] ?? "";
  expect(within(drawer).getByRole("heading", { name })).toBeInTheDocument();
  expect(drawer).toHaveTextContent(/Fjordline Outdoor › /);
  expect(
    within(drawer).getByRole("group", { name: /CPA by day, .* lowest €.* highest €.* still maturing/ }),
  ).toBeInTheDocument();
  expect(
    within(drawer).getByRole("table", { name: /of the last days, first seen and now/ }),
  ).toBeInTheDocument();
});

test("J and K walk from object to object without closing; Esc gives the keyboard back", async () => {
  const { drawer, grid, user } = await opened();
  const title = () => within(drawer).getByRole("heading").textContent;
  const first = title();
  await user.keyboard("j");
  await waitFor(() => expect(title()).not.toBe(first));
  await user.keyboard("k");
  await waitFor(() => expect(title()).toBe(first));
  fireEvent.keyDown(grid, { key: "Enter" });
  await waitFor(() => expect(within(drawer).getByRole("heading")).toHaveFocus());
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("drawer")).toBeNull());
  expect(grid).toHaveFocus();
});

test("the crosshair steps through the days and reads out each", async () => {
  const { drawer } = await opened();
  const slider = await within(drawer).findByRole("slider", { name: "Day" });
  fireEvent.keyDown(slider, { key: "Home" });
  expect(slider).toHaveAttribute("aria-valuenow", "1");
  expect(slider.getAttribute("aria-valuetext")).toMatch(/CPA .*, first seen .*, spend €/);
  fireEvent.keyDown(slider, { key: "ArrowRight" });
  expect(slider).toHaveAttribute("aria-valuenow", "2");
  fireEvent.keyDown(slider, { key: "End" });
  expect(slider.getAttribute("aria-valuetext")).toMatch(/still maturing: \d+ % is usually in by now/);
});

test("Shift T shows the same figures as a table", async () => {
  const { drawer, user } = await opened();
  await user.keyboard("{Shift>}T{/Shift}");
  const table = await within(drawer).findByRole("table", { name: "CPA and spend by day" });
  expect(within(table).getAllByRole("row")).toHaveLength(31);
});

test("pinning a mark marks its change in the list", async () => {
  const { drawer, user } = await opened();
  const mark = within(drawer).getAllByRole("button", { name: /: (Budget|Review|Age|Name)/ })[0];
  if (!mark) throw new Error("no mark");
  await user.click(mark);
  expect(mark).toHaveAttribute("aria-pressed", "true");
  const changes = within(drawer).getByRole("region", { name: "Last changes" });
  expect(changes.querySelectorAll("[data-active]").length).toBeGreaterThan(0);
});

test("a day of the restatement opens to every value it had", async () => {
  const { drawer, platform, user } = await opened();
  await user.click(within(drawer).getByRole("tab", { name: "Restatement" }));
  const day = within(drawer).getAllByRole("button", { expanded: false })[3];
  if (!day) throw new Error("no day");
  await user.click(day);
  const revisions = await within(drawer).findByRole("table", { name: "Every value this day has had" });
  expect(within(revisions).getAllByRole("row").length).toBeGreaterThan(1);
  const asked = platform.calls.find((call) => call.command === "listRevisions")?.input;
  expect(asked).toMatchObject({ accountId: EUR, level: "ad", day: expect.stringMatching(/^2026-09-0/) });
});

test("settings show the creative as text, whatever it holds", async () => {
  const { drawer, user } = await opened();
  await user.click(within(drawer).getByRole("tab", { name: "Settings" }));
  expect(await within(drawer).findByText(/<b>Not markup<\/b>, just text/)).toBeInTheDocument();
  expect(await within(drawer).findByLabelText("Name")).toBeEnabled();
  expect(within(drawer).queryByText("Not markup", { selector: "b" })).toBeNull();
});

test("an object that is gone says so in the drawer", async () => {
  const platform = createFakePlatform({ scenario: "connected" });
  renderPart(
    <TooltipProvider>
      <ExplorerPage />
    </TooltipProvider>,
    { platform, at: `/?accounts=["${EUR}"]&object=ad:${EUR}:999` },
  );
  const drawer = await screen.findByTestId("drawer");
  expect(await within(drawer).findByRole("alert")).toHaveTextContent("not in the copy on this computer");
  fireEvent.click(within(drawer).getByTestId("drawer-close"));
  await waitFor(() => expect(screen.queryByTestId("drawer")).toBeNull());
});

test("Meta's own rules that look at the object are told when somebody asks", async () => {
  const { drawer, platform, user } = await opened();
  await user.click(within(drawer).getByRole("tab", { name: "Rules" }));
  const section = await within(drawer).findByTestId("drawer-meta-rules");
  expect(platform.calls.some(({ command }) => command === "listMetaRulesOf")).toBe(false);
  await user.click(within(section).getByRole("button", { name: /Ask Meta/ }));
  expect(await within(section).findByText("Stop ads without results")).toBeInTheDocument();
  expect(section).toHaveTextContent("Spend is more than 30.00 EUR");
  expect(section).not.toHaveTextContent("Dear ad sets of the week");
});
