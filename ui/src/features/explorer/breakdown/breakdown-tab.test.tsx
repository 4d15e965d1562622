import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test } from "vitest";
import { TooltipProvider } from "@/components/ui/tooltip";
import { createFakePlatform } from "@/platform/fake";
import type { Scenario } from "@/platform/fake/scenarios";
import { ALL_OBJECTS } from "@/platform/fake/world";
import { renderPart } from "@/testing/render";
import { BreakdownTab } from "./breakdown-tab";

const NOW = Date.parse("2026-09-10T12:00:00Z");
const RANGE = { since: "2026-08-20", until: "2026-09-09" };

function opened(
  level: "account" | "campaign" = "campaign",
  scenario: Scenario = "connected",
  asTable = false,
) {
  const object = [...ALL_OBJECTS.values()].find((one) => one.level === level && one.conversion !== "none");
  if (object === undefined) throw new Error(`no ${level}`);
  const platform = createFakePlatform({ scenario, now: () => NOW });
  const named = { accountId: object.accountId, id: object.id, level };
  renderPart(
    <TooltipProvider>
      <BreakdownTab object={named} range={RANGE} nowMs={NOW} asTable={asTable} onAsTable={() => {}} />
    </TooltipProvider>,
    { platform },
  );
  return { user: userEvent.setup(), platform };
}

async function choose(user: ReturnType<typeof userEvent.setup>, label: string, option: string) {
  screen.getByRole("combobox", { name: label }).focus();
  await user.keyboard("{Enter}");
  await user.click(await screen.findByRole("option", { name: option }));
}

test("nothing is asked of Meta until somebody wants it; then the parts come with shares, age and window", async () => {
  const { user } = opened();
  expect(await screen.findByText("Nothing of this is here yet")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Ask Meta for 21 days" }));
  expect(await screen.findByRole("progressbar", { name: "Days that are here" })).toBeInTheDocument();
  const table = await screen.findByRole("table", { name: "Figures split by age" }, { timeout: 10_000 });
  expect(within(table).getByRole("rowheader", { name: "25–34" })).toBeInTheDocument();
  expect(within(table).getByRole("rowheader", { name: "All" })).toBeInTheDocument();
  expect(screen.getByText(/^As of/)).toBeInTheDocument();
  expect(screen.getByText("7d click 1d view")).toBeInTheDocument();
  expect(screen.getByText(/Reach and frequency cannot be split/)).toBeInTheDocument();
  expect(
    screen.getByRole("img", { name: /Spend by day, stacked, 21 days, at most .*, the largest part is / }),
  ).toBeInTheDocument();
});

test("hours of the week are a heat map, and say which conversions Meta leaves out", async () => {
  const { user } = opened();
  await screen.findByText("Nothing of this is here yet");
  await choose(user, "Split by", "By hour of the day");
  await user.click(await screen.findByRole("button", { name: "Ask Meta for 21 days" }));
  const heat = await screen.findByRole("table", { name: "Spend by hour of the week" }, { timeout: 10_000 });
  const monday = within(heat).getByRole("row", { name: /^Mon/ });
  expect(within(monday).getAllByRole("cell")).toHaveLength(24);
  expect(within(monday).getAllByRole("cell")[9]).toHaveTextContent(/\d/);
  expect(screen.getByText(/leaves out conversions that happen outside/)).toBeInTheDocument();
});

test("instead of charts there are tables with every figure", async () => {
  const { user } = opened("campaign", "connected", true);
  await user.click(await screen.findByRole("button", { name: "Ask Meta for 21 days" }));
  const table = await screen.findByRole("table", { name: "Spend by day, stacked" }, { timeout: 10_000 });
  expect(within(table).getAllByRole("row")).toHaveLength(22);
});

test("an account has no conversions to split, and says why", async () => {
  const { user } = opened("account");
  await user.click(await screen.findByRole("button", { name: "Ask Meta for 21 days" }));
  const table = await screen.findByRole("table", { name: "Figures split by age" }, { timeout: 10_000 });
  expect(within(table).queryByRole("columnheader", { name: "CPA" })).toBeNull();
  expect(screen.getByText(/Open a campaign to split its conversions/)).toBeInTheDocument();
});

test("without a network the reason stands there and nothing spins", async () => {
  const { user } = opened("campaign", "offline");
  await user.click(await screen.findByRole("button", { name: "Ask Meta for 21 days" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("Meta cannot be reached");
  expect(screen.queryByRole("progressbar")).toBeNull();
});
