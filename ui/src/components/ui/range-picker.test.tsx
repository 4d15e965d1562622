import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { createFakePlatform } from "@/platform/fake";
import { renderPart } from "@/testing/render";
import { useViewState } from "@/view/use-view-state";
import { RangePicker } from "./range-picker";

beforeEach(() => vi.spyOn(window, "scrollTo").mockImplementation(() => {}));

function Chosen() {
  const { range, compareRange } = useViewState();
  return <output>{`${range.since} ${range.until} ${compareRange?.since ?? "off"}`}</output>;
}

async function opened() {
  // Half past ten in the evening in Oslo is the next morning in Tokyo: today is the accounts' and not the computer's.
  const platform = createFakePlatform({
    scenario: "connected",
    now: () => Date.parse("2026-09-10T20:30:00Z"),
  });
  const part = (
    <>
      <RangePicker />
      <Chosen />
    </>
  );
  renderPart(part, { platform, at: '/?accounts=["act_1020304050607081"]' });
  const user = userEvent.setup();
  const button = await screen.findByTestId("range-picker");
  await waitFor(() => expect(button).toHaveTextContent("Aug 11 – Sep 9"));
  await user.click(button);
  return { user, panel: await screen.findByRole("dialog", { name: "Range and comparison" }), button };
}

test("a preset is a range of account days that leaves today out", async () => {
  const { user, panel } = await opened();
  expect(within(panel).getByRole("button", { name: /^Last 30 days/ })).toHaveFocus();
  await user.keyboard("{ArrowUp}{ArrowUp}{Enter}");
  await waitFor(() =>
    expect(document.querySelector("output")).toHaveTextContent("2026-08-27 2026-09-09 off"),
  );
});

test("a typed range is read and applied by Enter", async () => {
  const { user, panel } = await opened();
  const field = within(panel).getByRole("textbox", { name: "Type a range" });
  await user.type(field, "soon");
  expect(field).toHaveAttribute("aria-invalid", "true");
  await user.clear(field);
  await user.type(field, "2026-09-01..2026-09-05{Enter}");
  await waitFor(() =>
    expect(document.querySelector("output")).toHaveTextContent("2026-09-01 2026-09-05 off"),
  );
});

test("two presses in the calendar are the two ends; days to come cannot be picked", async () => {
  const { user, panel } = await opened();
  const day = (name: RegExp) => within(panel).getByRole("button", { name });
  expect(day(/Sep 11,? 2026/)).toBeDisabled();
  await user.click(day(/Sep 8,? 2026/));
  await user.click(day(/Sep 3,? 2026/));
  await waitFor(() =>
    expect(document.querySelector("output")).toHaveTextContent("2026-09-03 2026-09-08 off"),
  );
});

test("C compares with the period before, P with the year before", async () => {
  const { user } = await opened();
  await user.keyboard("c");
  await waitFor(() => expect(document.querySelector("output")).toHaveTextContent("2026-07-12"));
  await user.keyboard("p");
  await waitFor(() => expect(document.querySelector("output")).toHaveTextContent("2025-08-11"));
  await user.keyboard("c");
  await waitFor(() => expect(document.querySelector("output")).toHaveTextContent("off"));
});
