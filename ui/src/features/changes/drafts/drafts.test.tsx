import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeAll, expect, test } from "vitest";
import type { FieldValue, ObjectKey, WantedChange } from "@/platform";
import type { FakePlatform, Scenario } from "@/platform/fake";
import { ALL_OBJECTS } from "@/platform/fake/world";
import { renderApp } from "@/testing/render-app";

beforeAll(() => {
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 700 });
  Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, get: () => 700 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_200 });
});

const objects = [...ALL_OBJECTS.values()];

function keyOf(name: string): ObjectKey {
  const found = objects.find((object) => object.name === name);
  if (found === undefined) throw new Error(`there is no ${name}`);
  return { accountId: found.accountId, level: found.level, id: found.id };
}

const JACKETS = keyOf("Autumn jackets · Launch");
const FILM = keyOf("Brand film · Ridge line");
const KITTEN = keyOf("Kitten starter box");

const named = (value: string): FieldValue => ({ kind: "text", value });

function rename(object: ObjectKey, to: string): WantedChange {
  return {
    selection: { by: "ids", objects: [object] },
    edit: { edit: "set", field: "name", value: named(to) },
  };
}

async function keepDraft(platform: FakePlatform, name: string, changes: WantedChange[]): Promise<string> {
  const preview = await platform.previewChanges({ changes, new: [], reason: "", depth: "local" });
  return (await platform.saveDraft({ previewId: preview.id, name })).id;
}

/** The page with these drafts in it. */
async function withDrafts(drafts: Record<string, WantedChange[]>, scenario: Scenario = "connected") {
  const page = renderApp(scenario, "/drafts");
  await screen.findByRole("heading", { name: "Drafts" });
  for (const [name, changes] of Object.entries(drafts)) {
    await act(() => keepDraft(page.platform, name, changes));
  }
  return page;
}

async function draftsLeft(platform: FakePlatform, count: number): Promise<void> {
  await waitFor(async () => expect(await platform.listDrafts()).toHaveLength(count));
}

const applied = (platform: FakePlatform) =>
  platform.calls.filter(({ command }) => command === "applyChanges");

test("without drafts the view says what waits here", async () => {
  renderApp("connected", "/drafts");
  expect(await screen.findByText("Edits made offline wait here.")).toBeInTheDocument();
});

test("drafts stand under their account, with what they change; the rail counts them", async () => {
  await withDrafts({
    "On the train": [rename(JACKETS, "Mine")],
    "For Tokyo": [rename(KITTEN, "猫")],
    Both: [rename(JACKETS, "A"), rename(KITTEN, "B")],
  });
  const list = await screen.findByRole("navigation", { name: "Drafts that wait" });
  const headings = () =>
    within(list)
      .getAllByRole("heading")
      .map((heading) => heading.textContent);
  expect(headings()).toEqual(["Fjordline Outdoor", "Kumo Pet Supply", "Several accounts"]);
  expect(within(list).getByRole("button", { name: /On the train/ })).toHaveTextContent(/Name of 1 campaign/i);
  expect(await screen.findByRole("link", { name: "Drafts, 3 wait" })).toBeInTheDocument();
});

test("drafts in conflict come first", async () => {
  const { platform } = await withDrafts({ Early: [rename(FILM, "Film")] });
  act(() => platform.changing.changeOutside(JACKETS.id, "name", named("Theirs")));
  await act(() => keepDraft(platform, "Late", [rename(JACKETS, "Mine")]));
  const list = await screen.findByRole("navigation", { name: "Drafts that wait" });
  await within(list).findByRole("heading", { name: "In conflict" });
  const drafts = within(list)
    .getAllByTestId("draft")
    .map((draft) => draft.textContent ?? "");
  expect(drafts[0]).toContain("Late");
  expect(drafts[1]).toContain("Early");
});

test("a draft without conflicts is sent as it stands and is gone afterwards", async () => {
  const { platform, user } = await withDrafts({ Renames: [rename(JACKETS, "Mine"), rename(FILM, "Film")] });
  await user.click(await screen.findByRole("button", { name: /Renames/ }));
  expect(await screen.findByText(/2 will change/)).toBeInTheDocument();
  expect(applied(platform)).toEqual([]);
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(await screen.findByText("2 of 2 changed. Meta confirmed all of it.")).toBeInTheDocument();
  await draftsLeft(platform, 0);
  await user.click(screen.getByTestId("close-result"));
  expect(await screen.findByText("Edits made offline wait here.")).toBeInTheDocument();
});

test("a conflict shows three columns and is settled by key; nothing is sent before", async () => {
  const { platform, user } = await withDrafts({ Renames: [rename(JACKETS, "Mine"), rename(FILM, "Film")] });
  act(() => {
    platform.changing.changeOutside(JACKETS.id, "name", named("Theirs"));
    platform.changing.changeOutside(FILM.id, "name", named("Their film"));
  });
  await user.click(await screen.findByRole("button", { name: /Renames/ }));
  await user.click(await screen.findByTestId("look-again"));
  const cards = await screen.findAllByTestId("three-way");
  expect(cards).toHaveLength(2);
  const [first] = cards;
  if (first === undefined) throw new Error("no conflict");
  for (const text of ["Autumn jackets · Launch", "Mine", "Theirs"]) {
    expect(within(first).getAllByText(text).length).toBeGreaterThan(0);
  }
  expect(screen.getByTestId("send-draft")).toBeDisabled();
  await user.click(first);
  await user.keyboard("2");
  expect(within(first).getByRole("button", { name: /Use mine/ })).toHaveAttribute("aria-pressed", "true");
  await user.keyboard("{Enter}");
  expect(document.activeElement).toBe(screen.getAllByTestId("three-way")[1]);
  await user.keyboard("1");
  expect(await screen.findByText(/1 will change, 1 stay as they are live/)).toBeInTheDocument();
  expect(applied(platform)).toEqual([]);
  await user.keyboard("{Control>}{Enter}{/Control}");
  expect(await screen.findByText("1 of 1 changed. Meta confirmed all of it.")).toBeInTheDocument();
  await draftsLeft(platform, 0);
  const detail = await platform.getObject({
    ...JACKETS,
    range: { since: "2026-01-01", until: "2026-01-02" },
  });
  expect(detail?.row.name).toBe("Mine");
});

test("another value can be typed in place of both", async () => {
  const { platform, user } = await withDrafts({ Rename: [rename(JACKETS, "Mine")] });
  act(() => platform.changing.changeOutside(JACKETS.id, "name", named("Theirs")));
  await user.click(await screen.findByRole("button", { name: /Rename/ }));
  await user.click(await screen.findByTestId("look-again"));
  const [card] = await screen.findAllByTestId("three-way");
  if (card === undefined) throw new Error("no conflict");
  await user.click(within(card).getByRole("button", { name: /Edit/ }));
  const field = await within(card).findByRole("textbox");
  expect(screen.getByTestId("send-draft")).toBeDisabled();
  await user.clear(field);
  await user.type(field, "Both 1 and 2");
  await user.click(screen.getByTestId("send-draft"));
  expect(await screen.findByText("1 of 1 changed. Meta confirmed all of it.")).toBeInTheDocument();
  const detail = await platform.getObject({
    ...JACKETS,
    range: { since: "2026-01-01", until: "2026-01-02" },
  });
  expect(detail?.row.name).toBe("Both 1 and 2");
});

test("what changes again while one looks is not sent over", async () => {
  const { platform, user } = await withDrafts({ Rename: [rename(JACKETS, "Mine")] });
  await user.click(await screen.findByRole("button", { name: /Rename/ }));
  await screen.findByText("Compared with Meta just now", { exact: false });
  act(() => platform.changing.changeOutside(JACKETS.id, "name", named("Theirs")));
  await user.click(screen.getByTestId("send-draft"));
  expect(await screen.findByTestId("changed-again")).toBeInTheDocument();
  expect(applied(platform)).toEqual([]);
  expect(await screen.findByTestId("three-way")).toBeInTheDocument();
});

test("rows that are left out stay in the draft, and rows that failed are tried again alone", async () => {
  const { platform, user } = await withDrafts({
    Renames: [rename(JACKETS, "Mine"), rename(FILM, "Film"), rename(KITTEN, "Cat")],
  });
  platform.changing.endNextRows("rejected", "The name is taken");
  await user.click(await screen.findByRole("button", { name: /Renames/ }));
  const rows = await screen.findAllByTestId("diff-row");
  const kitten = rows.find((row) => row.textContent?.includes("Kitten starter box"));
  const box = kitten?.querySelector("[data-act=toggle]");
  if (!box) throw new Error("no box");
  await user.click(box);
  await user.click(screen.getByTestId("send-draft"));
  expect(await screen.findByText("1 of 2 changed. The others are as before.")).toBeInTheDocument();
  expect(screen.getAllByText(/The name is taken/).length).toBeGreaterThan(0);
  await user.click(screen.getByTestId("retry-rows"));
  expect(await screen.findByText("2 of 2 changed. Meta confirmed all of it.")).toBeInTheDocument();
  await draftsLeft(platform, 1);
  const [left] = await platform.listDrafts();
  expect(left?.rows).toBe(1);
});

test("a jump by a hundred is sent only after the amount was typed once more", async () => {
  const budget = objects.find(
    ({ level, dailyBudgetMinor }) => level === "adset" && dailyBudgetMinor !== null,
  );
  if (budget === undefined) throw new Error("no budget");
  const key: ObjectKey = { accountId: budget.accountId, level: "adset", id: budget.id };
  const minor = (budget.dailyBudgetMinor ?? 0) * 100;
  const { platform, user } = await withDrafts({
    Budget: [
      {
        selection: { by: "ids", objects: [key] },
        edit: { edit: "set", field: "daily_budget", value: { kind: "money", minor } },
      },
    ],
  });
  await user.click(await screen.findByRole("button", { name: /Budget/ }));
  await screen.findByText("Compared with Meta just now", { exact: false });
  await user.click(screen.getByTestId("send-draft"));
  const dialog = await screen.findByRole("dialog");
  const confirm = within(dialog).getByTestId("confirm");
  expect(confirm).toBeDisabled();
  await user.type(within(dialog).getByRole("textbox"), String(minor / 1000));
  expect(confirm).toBeDisabled();
  await user.clear(within(dialog).getByRole("textbox"));
  await user.type(within(dialog).getByRole("textbox"), String(minor / 100));
  await user.click(confirm);
  expect(await screen.findByText(/1 of 1 changed/)).toBeInTheDocument();
  expect(applied(platform)).toHaveLength(1);
});

test("offline a draft can be looked at and not sent", async () => {
  const { user } = await withDrafts({ Rename: [rename(JACKETS, "Mine")] }, "offline");
  await user.click(await screen.findByRole("button", { name: /Rename/ }));
  expect(await screen.findByTestId("draft-blocked")).toHaveTextContent("Offline");
  expect(await screen.findByTestId("diff-row")).toHaveTextContent("Mine");
  expect(screen.getByTestId("send-draft")).toBeDisabled();
});

test("stopped changes say why nothing can be sent", async () => {
  const { platform, user } = await withDrafts({ Rename: [rename(JACKETS, "Mine")] });
  await act(() => platform.stopWrites());
  await user.click(await screen.findByRole("button", { name: /Rename/ }));
  expect(await screen.findByTestId("draft-blocked")).toHaveTextContent(/stopped/);
  expect(screen.getByTestId("send-draft")).toBeDisabled();
});

test("a draft is renamed, saved as a file, read back as a colleague's, and thrown away with a word", async () => {
  const { platform, user } = await withDrafts({ Rename: [rename(JACKETS, "Mine")] });
  const more = async (item: string) => {
    await user.click(await screen.findByTestId("draft-more"));
    await user.click(await screen.findByRole("menuitem", { name: item }));
  };
  await user.click(await screen.findByRole("button", { name: /Rename/ }));
  await more("Rename");
  const name = within(await screen.findByRole("dialog")).getByRole("textbox");
  await user.clear(name);
  await user.type(name, "At the office{Enter}");
  expect(await screen.findByRole("heading", { name: "At the office" })).toBeInTheDocument();

  await more("Save as a file");
  const file = within(await screen.findByRole("dialog")).getByRole("textbox");
  const path = (file as HTMLInputElement).value;
  expect(path).toMatch(/at-the-office\.sextant-draft\.json$/);
  await user.type(file, "{Enter}");
  expect(await screen.findByText(`Saved to ${path}`)).toBeInTheDocument();
  await user.keyboard("{Escape}");

  await user.click(screen.getByTestId("import-draft"));
  const from = within(await screen.findByRole("dialog")).getByRole("textbox");
  await user.type(from, "/nowhere{Enter}");
  expect(await screen.findByText("That file is no draft of Sextant's")).toBeInTheDocument();
  await user.clear(from);
  await user.type(from, `${path}{Enter}`);
  expect(await screen.findByText(/Came as a file/)).toBeInTheDocument();
  expect(screen.getByText(/by Marit Lund/)).toBeInTheDocument();
  expect(applied(platform)).toEqual([]);

  await more("Throw away");
  const ask = await screen.findByRole("alertdialog");
  expect(ask).toHaveTextContent(
    "Its 1 change will not be sent. Nothing changes at Meta. This cannot be undone.",
  );
  await user.click(within(ask).getByTestId("confirm"));
  await draftsLeft(platform, 1);
});

test("once Meta can be reached again one quiet line says what waits", async () => {
  const { platform, user } = renderApp("offline", "/settings");
  await screen.findByRole("heading", { name: "Settings" });
  await act(() => keepDraft(platform, "On the train", [rename(JACKETS, "Mine")]));
  act(() => platform.changing.changeOutside(JACKETS.id, "name", named("Theirs")));
  expect(screen.queryByTestId("drafts-line")).toBeNull();
  act(() => platform.setOnline(true));
  expect(await screen.findByText("1 draft waits; 1 conflicts.")).toBeInTheDocument();
  await user.click(screen.getByRole("button", { name: "Look at the drafts" }));
  expect(await screen.findByRole("heading", { name: "Drafts" })).toBeInTheDocument();
  expect(screen.queryByTestId("drafts-line")).toBeNull();
});
