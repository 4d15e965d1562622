import { screen, waitFor } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { renderApp } from "@/testing/render-app";
import { clockTime } from "./components/notifications-section";

test.each([
  [0, "00:00"],
  [7 * 60, "07:00"],
  [22 * 60 + 5, "22:05"],
  [1_439, "23:59"],
])("minute %i of the day is %s on a clock", (minute, shown) => {
  expect(clockTime(minute)).toBe(shown);
});

test("quiet hours are off until somebody wants them, and cannot end as they begin", async () => {
  vi.spyOn(Element.prototype, "scrollIntoView").mockImplementation(() => {});
  const { user, platform } = renderApp("connected", "/settings/notifications");
  const quiet = await screen.findByRole("switch", { name: "Quiet hours" });
  expect(quiet).not.toBeChecked();
  expect(screen.queryByRole("combobox", { name: "Quiet from" })).toBeNull();
  await user.click(quiet);
  const from = await screen.findByRole("combobox", { name: "Quiet from" });
  expect(from).toHaveTextContent("22:00");
  from.focus();
  await user.keyboard("{Enter}");
  expect(await screen.findByRole("option", { name: "06:30" })).toBeInTheDocument();
  expect(screen.queryByRole("option", { name: "07:00" })).toBeNull();
  await user.click(screen.getByRole("option", { name: "20:30" }));
  await waitFor(() => expect(from).toHaveTextContent("20:30"));
  const patches = platform.calls.filter(({ command }) => command === "updateSettings");
  expect(patches.map(({ input }) => input)).toEqual([
    expect.objectContaining({ quietHours: true }),
    expect.objectContaining({ quietFromMinute: 20 * 60 + 30, quietUntilMinute: null }),
  ]);
});
