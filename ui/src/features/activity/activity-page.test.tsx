import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeAll, beforeEach, expect, test, vi } from "vitest";
import { renderApp } from "@/testing/render-app";

beforeAll(() => {
  Object.defineProperty(Element.prototype, "clientHeight", { configurable: true, get: () => 700 });
  Object.defineProperty(Element.prototype, "clientWidth", { configurable: true, get: () => 1_400 });
  Object.defineProperty(HTMLElement.prototype, "offsetHeight", { configurable: true, get: () => 700 });
  Object.defineProperty(HTMLElement.prototype, "offsetWidth", { configurable: true, get: () => 1_400 });
});
beforeEach(() => vi.spyOn(window, "scrollTo").mockImplementation(() => {}));

async function opened(scenario: Parameters<typeof renderApp>[0] = "connected") {
  const rendered = renderApp(scenario, "/activity");
  const feed = await screen.findByTestId("activity-feed");
  return { ...rendered, feed, rows: () => screen.getAllByTestId("activity-row") };
}

test("the feed says when, who, what and from what to what, by day, and the chain above it", async () => {
  const { feed, rows } = await opened();
  expect(within(feed).getByText("Today")).toBeInTheDocument();
  const first = rows()[0];
  expect(first).toHaveTextContent(/Outside/);
  expect(first).toHaveTextContent(/M\. Lund/);
  expect(first).toHaveTextContent(/Daily budget.*€400\.00.*becomes.*€350\.00/);
  expect(await screen.findByText("Chain verified to entry 48,213")).toBeInTheDocument();
  // A name is text, whatever is in it.
  expect(within(feed).getAllByText("Autumn <b>").length).toBeGreaterThan(0);
});

test("a switched automatic feature stands out, and says why it cannot be put back", async () => {
  const { feed, user, rows } = await opened();
  const row = rows().find((one) => one.textContent?.includes("Visual touch-ups"));
  if (row === undefined) throw new Error("no such row");
  expect(row.querySelector("[data-drift]")).not.toBeNull();
  await user.click(row);
  const entry = await screen.findByTestId("activity-entry");
  expect(entry).toHaveTextContent(/Cannot be put back: Meta does not let a creative be changed/);
  expect(within(entry).queryByRole("button", { name: /Put back/ })).toBeNull();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByTestId("activity-entry")).toBeNull());
  expect(feed).toHaveFocus();
});

test("filters and words choose; Escape shows all again", async () => {
  const { platform, user, rows } = await opened();
  const all = rows().length;
  await user.click(screen.getByRole("button", { name: "Meta" }));
  await waitFor(() =>
    expect(rows().every((row) => /Ad review approved/.test(row.textContent ?? ""))).toBe(true),
  );
  await user.click(screen.getByRole("button", { name: "Meta" }));
  await user.keyboard("/");
  await user.keyboard("touch-ups");
  await waitFor(() =>
    expect(rows().every((row) => /Visual touch-ups/.test(row.textContent ?? ""))).toBe(true),
  );
  const asked = platform.calls.filter(({ command }) => command === "listActivity").map(({ input }) => input);
  expect(asked).toContainEqual(expect.objectContaining({ sources: ["meta"], text: null }));
  expect(asked).toContainEqual(expect.objectContaining({ sources: [], text: "touch-ups" }));
  await user.keyboard("zzz");
  await screen.findByText("Nothing matches this filter.");
  await user.click(screen.getByRole("button", { name: /Clear filters/ }));
  await waitFor(() => expect(rows().length).toBe(all));
});

test("U shows exactly what putting back would do before Enter sends it", async () => {
  const { platform, user, rows } = await opened();
  await user.keyboard("/");
  await user.keyboard("autumn jackets");
  await waitFor(() => expect(rows()[0]).toHaveTextContent(/Ingrid Solberg/));
  await user.keyboard("{Enter}u");
  const preview = await screen.findByTestId("take-back-preview");
  expect(platform.calls.some(({ command }) => command === "applyChanges")).toBe(false);
  expect(preview).toHaveTextContent(/becomes.*Autumn <b>/);
  await user.keyboard("{Enter}");
  await waitFor(() => expect(platform.calls.some(({ command }) => command === "applyChanges")).toBe(true));
  await waitFor(() => expect(screen.queryByTestId("take-back-preview")).toBeNull());
  // What was sent is an entry like any other, with Meta's answer and its own undo.
  await waitFor(() => expect(screen.getAllByTestId("activity-row")[0]).toHaveTextContent(/Sextant/));
  await user.keyboard("k");
  await user.keyboard("k");
  await user.keyboard("{Enter}");
  const entry = await screen.findByTestId("activity-entry");
  expect(await within(entry).findByRole("heading", { name: "Meta's answer" })).toBeInTheDocument();
  expect(within(entry).getByRole("button", { name: /Undo/ })).toBeEnabled();
});

test("what may not be sent is not offered, and says why", async () => {
  const { platform, user } = await opened();
  await platform.stopWrites();
  await user.keyboard("{Enter}");
  const entry = await screen.findByTestId("activity-entry");
  await waitFor(() => expect(within(entry).getByRole("button", { name: /Put back/ })).toBeDisabled());
  expect(entry).toHaveTextContent(/All changes are stopped/);
  await user.keyboard("u");
  expect(screen.queryByTestId("take-back-preview")).toBeNull();
});

test("J and K walk the entries, also with one open, and O leads to the object", async () => {
  const { user, address } = await opened();
  await user.keyboard("{Enter}");
  const entry = await screen.findByTestId("activity-entry");
  const name = () => within(entry).getByRole("heading", { level: 2 }).textContent;
  const first = name();
  await user.keyboard("jj");
  await waitFor(() => expect(name()).not.toBe(first));
  await user.keyboard("kk");
  await waitFor(() => expect(name()).toBe(first));
  await user.keyboard("o");
  await waitFor(() => expect(address()).toMatch(/^\/explorer\?.*object=/));
});

test("a failure keeps what is shown; without anything it says what happened", async () => {
  const { platform, rows } = await opened();
  platform.failNext("listActivity", { code: "internal", message: "The cache cannot be read" });
  platform.emit({ kind: "data_changed", accountIds: [] });
  expect(await screen.findByTestId("activity-error")).toHaveTextContent(/The cache cannot be read/);
  expect(rows().length).toBeGreaterThan(0);
});

test("before the first sync there is one sentence and one act", async () => {
  renderApp("syncing", "/activity");
  expect(await screen.findByRole("heading", { name: "Nothing was changed yet" })).toBeInTheDocument();
  expect(screen.getByText(/A sync is under way/)).toBeInTheDocument();
});

test("the log is taken out to a file of the person's choosing", async () => {
  const { platform, user } = await opened();
  await user.click(screen.getByRole("button", { name: /Export/ }));
  const dialog = await screen.findByRole("dialog");
  await user.click(within(dialog).getByRole("button", { name: /Write the file/ }));
  expect(await within(dialog).findByText("Say where to write it")).toBeInTheDocument();
  await user.type(within(dialog).getByLabelText("Full path of a new file"), "changes.html{Enter}");
  expect(await within(dialog).findByText(/Give a full path/)).toBeInTheDocument();
  await user.clear(within(dialog).getByLabelText("Full path of a new file"));
  await user.type(within(dialog).getByLabelText("Full path of a new file"), "/tmp/changes.html{Enter}");
  expect(await within(dialog).findByText(/Written: \/tmp\/changes\.html/)).toBeInTheDocument();
  const last = platform.calls.findLast(({ command }) => command === "exportAudit");
  expect(last?.input).toEqual({ path: "/tmp/changes.html", readable: true, accountId: null });
});

test("a broken chain is said aloud", async () => {
  const { platform, user } = await opened();
  const check = vi.spyOn(platform, "checkAudit").mockResolvedValue({
    sound: false,
    entries: 12,
    note: "compared",
    head: "",
    entry: 7,
    message: "entry 7 was changed",
  });
  await user.click(screen.getByRole("button", { name: "Verify" }));
  expect(await screen.findByRole("alert")).toHaveTextContent("Audit log: entry 7 is not as it was written");
  check.mockRestore();
});

test("a feature switched elsewhere is told in the window, with the way to it", async () => {
  const { platform, user, address } = renderApp("connected");
  await screen.findByText("Autumn jackets · Launch");
  platform.emit({
    kind: "features_switched",
    accountId: "act_1",
    accountName: "Fjordline Outdoor",
    text: "Advantage+ audience of “Broad” is on now; not by Sextant.",
  });
  expect(await screen.findByTestId("notice")).toHaveTextContent(/Fjordline Outdoor.*Advantage\+ audience/);
  await user.click(screen.getByRole("button", { name: "Show in Activity" }));
  await waitFor(() => expect(address()).toMatch(/^\/activity/));
});

test("a notification's link shows what taking its act back would do, once, and sends nothing", async () => {
  const { platform, user, address } = await opened();
  const everything = { accountIds: [], sources: [], kinds: [], text: null, after: null, limit: 200 };
  const entries = (await platform.listActivity(everything)).entries;
  const own = entries.find(({ canUndo, changeId }) => canUndo && changeId !== null);
  const id = encodeURIComponent(JSON.stringify(own?.changeId));
  await act(async () => platform.emit({ kind: "navigate", to: `/activity?undo=${id}` }));
  const dialog = await screen.findByTestId("undo-preview");
  await waitFor(() => expect(address()).not.toContain("undo="));
  expect(platform.calls.some(({ command }) => command === "applyChanges")).toBe(false);
  await user.keyboard("{Escape}");
  await waitFor(() => expect(dialog).not.toBeInTheDocument());
});
