import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeAll, describe, expect, test } from "vitest";
import { editor, layOut, objectNamed, previews, rowOf, sends, start } from "@/testing/explorer-desk";

beforeAll(layOut);

/** A campaign with a budget a day of 720.00 or so. */
const FUNDED = objectNamed("Prospecting · Broad · Nordics");
const WITHOUT_BUDGET = objectNamed("Autumn jackets · Launch");
const JAPANESE = objectNamed("新規獲得 · 定期便");

describe("the status", () => {
  test("P shows the difference, Enter sends it, and the row says that it was read back", async () => {
    const { user, platform } = await start(FUNDED.id);
    await user.keyboard("p");
    const open = await editor();
    expect(await within(open).findByText("Active")).toBeVisible();
    expect(within(open).getByText("Paused")).toBeVisible();
    expect(sends(platform)).toHaveLength(0);
    await within(open).findByText("Compared with Meta just now");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByTestId("cell-editor")).toBeNull());
    expect(sends(platform)).toHaveLength(1);
    expect(await within(await rowOf(FUNDED.id)).findByTitle("Confirmed by Meta")).toBeInTheDocument();
    await waitFor(async () => expect(await rowOf(FUNDED.id)).toHaveAccessibleName(/Paused/));
    expect(screen.getByTestId("explorer-table")).toHaveFocus();
  });

  test("Esc drops it, and nothing was sent", async () => {
    const { user, platform } = await start(FUNDED.id);
    await user.keyboard("p");
    await editor();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByTestId("cell-editor")).toBeNull());
    expect(sends(platform)).toHaveLength(0);
    expect(screen.getByTestId("explorer-table")).toHaveFocus();
  });

  test("Enter before Meta was looked at goes out once it is seen to be the same", async () => {
    const { user, platform } = await start(FUNDED.id);
    const letGo = platform.changing.holdLooks();
    await user.keyboard("p");
    await screen.findByTestId("preview");
    await waitFor(() => expect(screen.getByTestId("send")).toHaveFocus());
    await user.keyboard("{Enter}");
    expect(await screen.findByText(/Goes out as shown as soon as Meta's side is seen/)).toBeVisible();
    expect(sends(platform)).toHaveLength(0);
    letGo();
    await waitFor(() => expect(sends(platform)).toHaveLength(1));
    const live = previews(platform).map(({ input }) => (input as { depth: string }).depth);
    expect(live).toEqual(["local", "live"]);
  });

  test("Enter before Meta was looked at is no yes to what turns out to be different there", async () => {
    const { user, platform } = await start(FUNDED.id);
    const letGo = platform.changing.holdLooks();
    platform.changing.changeOutside(FUNDED.id, "daily_budget", { kind: "money", minor: 35_000 });
    await user.keyboard("b");
    const field = await within(await editor()).findByTestId("edit-field");
    await user.clear(field);
    await user.type(field, "500");
    await screen.findByTestId("preview");
    await user.keyboard("{Enter}");
    await screen.findByText(/Goes out as shown/);
    letGo();
    expect(await screen.findByText(/Someone changed the daily budget/)).toBeVisible();
    await waitFor(() => expect(screen.queryByText(/Goes out as shown/)).toBeNull());
    expect(screen.getByTestId("send")).toBeDisabled();
    expect(sends(platform)).toHaveLength(0);
  });

  test("what somebody else changed is shown instead of being sent over", async () => {
    const { user, platform } = await start(FUNDED.id);
    platform.changing.changeOutside(FUNDED.id, "daily_budget", { kind: "money", minor: 35_000 });
    await user.keyboard("b");
    const field = await within(await editor()).findByTestId("edit-field");
    await user.clear(field);
    await user.type(field, "500");
    await screen.findByText(/Someone changed the daily budget: .* → 350\.00 EUR/);
    await user.keyboard("{Enter}");
    expect(sends(platform)).toHaveLength(0);
    await user.click(screen.getByRole("button", { name: "Change what is there now" }));
    await screen.findByText("Compared with Meta just now");
    expect(within(await editor()).getByText("€350.00")).toBeVisible();
    await user.click(field);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(sends(platform)).toHaveLength(1));
  });
});

describe("the budget", () => {
  test("a digit on the cell begins it, and what it may cost is said", async () => {
    const { user } = await start(FUNDED.id);
    await user.keyboard("{ArrowRight}");
    await waitFor(async () => expect(await rowOf(FUNDED.id)).toHaveAttribute("aria-expanded", "true"));
    await user.keyboard("{ArrowRight}{ArrowRight}");
    await user.keyboard("9");
    const field = await within(await editor()).findByTestId("edit-field");
    expect(field).toHaveValue("9");
    await user.type(field, "99.50");
    expect(await within(await editor()).findByText("€999.50")).toBeVisible();
    expect(await within(await editor()).findByText(/^\+€[\d.,]+ a day$/)).toBeVisible();
  });

  test("ten times the amount is asked about, and the Enter that ended the typing is no answer", async () => {
    const { user, platform } = await start(FUNDED.id);
    await user.keyboard("b");
    const field = await within(await editor()).findByTestId("edit-field");
    await user.clear(field);
    await user.type(field, "9000");
    const yes = await screen.findByRole("button", { name: "Yes, send it" });
    expect(screen.getByText(/^€9,000\.00 is \d\d times €/)).toBeVisible();
    await user.click(field);
    await user.keyboard("{Enter}");
    expect(sends(platform)).toHaveLength(0);
    expect(yes).toHaveFocus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(sends(platform)[0]?.input).toMatchObject({ asked: true }));
  });

  test("a hundred times the amount has to be typed again", async () => {
    const { user, platform } = await start(FUNDED.id);
    await user.keyboard("b");
    const field = await within(await editor()).findByTestId("edit-field");
    await user.clear(field);
    await user.type(field, "100000");
    const again = await screen.findByLabelText("Type the amount again to send €100,000.00");
    const send = screen.getByTestId("send");
    expect(send).toBeDisabled();
    await user.type(again, "1000");
    expect(send).toBeDisabled();
    await user.clear(again);
    await user.type(again, "100,000");
    await screen.findByText("Compared with Meta just now");
    await user.type(again, "{Enter}");
    await waitFor(() => expect(sends(platform)[0]?.input).toMatchObject({ amounts: [10_000_000] }));
  });

  test("yen have no decimals", async () => {
    const { user, platform } = await start(JAPANESE.id);
    await user.keyboard("b");
    const field = await within(await editor()).findByTestId("edit-field");
    await user.clear(field);
    await user.type(field, "900.5");
    expect(await screen.findByText("JPY has no decimals.")).toBeVisible();
    await user.keyboard("{Enter}");
    expect(sends(platform)).toHaveLength(0);
  });

  test("where it is not, the status line says where it is", async () => {
    const { user } = await start(WITHOUT_BUDGET.id);
    await user.keyboard("b");
    expect(await screen.findByText("The ad sets hold the budgets. Change them there.")).toBeVisible();
    expect(screen.queryByTestId("cell-editor")).toBeNull();
  });

  test("an account says that it is not changed here", async () => {
    const { user } = await start("act_1020304050607081");
    await user.keyboard("p");
    expect(await screen.findByText(/Ad accounts are not changed here/)).toBeVisible();
  });
});
describe("offline", () => {
  test("Enter keeps the change in Drafts, and the cell shows what waits", async () => {
    const { user, platform } = await start(FUNDED.id, { scenario: "offline" });
    await user.keyboard("b");
    const field = await within(await editor()).findByTestId("edit-field");
    await user.clear(field);
    await user.type(field, "900");
    expect(await screen.findByText("Offline. Enter keeps it in Drafts; nothing is sent.")).toBeVisible();
    await screen.findByTestId("preview");
    await user.keyboard("{Enter}");
    expect(await screen.findByText("Saved to Drafts")).toBeVisible();
    expect(sends(platform)).toHaveLength(0);
    const note = await within(await rowOf(FUNDED.id)).findByTestId("row-note");
    expect(note).toHaveTextContent("900.00");
    expect(note).toHaveAttribute(
      "title",
      expect.stringMatching(/^In Drafts, not sent: daily budget .* → €900/),
    );
  });
});

describe("where nothing may be sent", () => {
  test("stopped: the keys say so", async () => {
    const { user, platform } = await start(FUNDED.id);
    await act(async () => void (await platform.stopWrites()));
    await user.keyboard("p");
    expect(await screen.findByText(/All changes are stopped\. Allow them again above\./)).toBeVisible();
    expect(screen.queryByTestId("cell-editor")).toBeNull();
  });

  test("held: the keys say so", async () => {
    const { user } = await start(FUNDED.id, { scenario: "held" });
    await user.keyboard("p");
    expect(await screen.findByText(/Look at your accounts first; the bar above goes on/)).toBeVisible();
  });

  test("stopped while a change is on the screen: it cannot be sent any more", async () => {
    const { user, platform } = await start(FUNDED.id);
    await user.keyboard("p");
    await screen.findByText("Compared with Meta just now");
    await act(async () => void (await platform.stopWrites()));
    expect(await within(await editor()).findByText(/All changes are stopped/)).toBeVisible();
    expect(screen.getByTestId("send")).toBeDisabled();
    await user.keyboard("{Enter}");
    expect(sends(platform)).toHaveLength(0);
  });
});

describe("with the mouse", () => {
  test("a right click offers every act of the row, with reasons for those that are none", async () => {
    const { user } = await start(WITHOUT_BUDGET.id);
    await user.pointer({ keys: "[MouseRight]", target: await rowOf(WITHOUT_BUDGET.id) });
    const menu = await screen.findByRole("menu", { name: "Acts for this row" });
    const budget = within(menu).getByRole("menuitem", { name: /Change the budget/ });
    expect(budget).toHaveAttribute("aria-disabled", "true");
    expect(budget).toHaveAttribute("title", "The ad sets hold the budgets. Change them there.");
    await user.click(within(menu).getByRole("menuitem", { name: /Rename/ }));
    expect(await within(await editor()).findByTestId("edit-field")).toHaveValue(WITHOUT_BUDGET.name);
  });

  test("a double click on a cell edits it", async () => {
    const { user } = await start(FUNDED.id);
    await user.dblClick(within(await rowOf(FUNDED.id)).getByText(FUNDED.name));
    expect(await within(await editor()).findByTestId("edit-field")).toHaveValue(FUNDED.name);
  });
});

test("with several rows selected the key changes all of them, beginning with its setting", async () => {
  const { user, platform } = await start(FUNDED.id);
  await user.keyboard("x{ArrowDown}xb");
  expect(await screen.findByTestId("bulk-title")).toHaveTextContent("2 campaigns");
  expect(screen.getByRole("combobox", { name: "Setting" })).toHaveTextContent(
    /[Bb]udget a day|[Dd]aily budget/,
  );
  expect(sends(platform)).toHaveLength(0);
});

test("Ctrl Enter sends what is shown from wherever one is in the editor", async () => {
  const { user, platform } = await start(FUNDED.id);
  await user.keyboard("b");
  const field = await within(await editor()).findByTestId("edit-field");
  await user.clear(field);
  await user.type(field, "500");
  await screen.findByText("Compared with Meta just now");
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(sends(platform)).toHaveLength(1));
});

test("the drawer offers what the object has, and gives the keyboard back to its button", async () => {
  const { user } = await start(WITHOUT_BUDGET.id);
  await user.keyboard(" ");
  const drawer = await screen.findByTestId("drawer");
  const rename = await within(drawer).findByRole("button", { name: "Rename" });
  expect(within(drawer).getByRole("button", { name: "Pause" })).toBeEnabled();
  expect(within(drawer).queryByRole("button", { name: "Budget" })).toBeNull();
  await user.click(rename);
  await editor();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(rename).toHaveFocus());
});

test("a failure of the program is shown where one can try again, and the typed amount stays", async () => {
  const { user, platform } = await start(FUNDED.id);
  await user.keyboard("b");
  const field = await within(await editor()).findByTestId("edit-field");
  platform.failNext("previewChanges", { code: "disk_full", message: "The disk is full" });
  await user.clear(field);
  await user.type(field, "800");
  expect(await screen.findByText("The disk is full")).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByText("Compared with Meta just now");
  expect(field).toHaveValue("800");
});
