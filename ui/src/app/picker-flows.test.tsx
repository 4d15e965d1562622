import { act, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { availablePart, manyAvailable } from "@/platform/fake/available";
import { IpcFailure } from "@/platform/ipc-failure";
import { renderApp } from "@/testing/render-app";

const MINUTE = 60_000;

// jsdom has no layout; the virtual rows ask these for the room there is.
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, "offsetWidth", "get").mockReturnValue(1_200);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const names = () => screen.getAllByRole("row").map((row) => row.textContent ?? "");

/** A frame with 1,600 accounts whose third part comes when `release` is called. */
function heldBack() {
  const rendered = renderApp("connected", "/accounts", { accounts: 1_600 });
  const all = manyAvailable(1_600, new Set(["act_1020304050607081"]));
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  vi.spyOn(rendered.platform, "listAvailableAccounts").mockImplementation(async (from) => {
    if (from.after === "1000") await held;
    return availablePart(all, from);
  });
  return { ...rendered, release };
}

describe("a long list of accounts", () => {
  it("arrives part by part to its end, and only the rows in sight are drawn", async () => {
    renderApp("connected", "/accounts", { accounts: 6_000 });
    expect(await screen.findByText(/of 6,000 chosen/)).toBeVisible();
    expect(screen.getByRole("table")).toHaveAttribute("aria-rowcount", "6001");
    expect(names().length).toBeLessThan(100);
    expect(screen.queryByText(/accounts so far/)).toBeNull();
  });

  it("can be used while it is on its way, and no row moves once a choice has begun", async () => {
    const { user, platform, release } = heldBack();
    expect(await screen.findByText("1,000 accounts so far")).toBeVisible();
    await user.type(screen.getByRole("searchbox"), "kumo");
    await user.click(await screen.findByRole("checkbox", { name: "Choose Kumo Pet Supply 2" }));
    await user.clear(screen.getByRole("searchbox"));
    const before = names();
    await act(async () => release());
    expect(await screen.findByText(/of 1,600 chosen/)).toBeVisible();
    expect(names()).toEqual(before);
    await user.click(screen.getByRole("button", { name: /^Keep/ }));
    await waitFor(() => expect(platform.calls.map(({ command }) => command)).toContain("chooseAccounts"));
  });

  it("keeps what is kept already, even where the list has not come to it", async () => {
    const { user, platform } = renderApp("connected", "/accounts");
    const kept = platform.state().workspace?.accounts.map(({ id }) => id) ?? [];
    const strangers = manyAvailable(1_200, new Set()).slice(40);
    vi.spyOn(platform, "listAvailableAccounts").mockImplementation(async (from) =>
      from.after === null ? availablePart(strangers, from) : new Promise(() => {}),
    );
    await user.type(await screen.findByRole("searchbox"), "harbour");
    await user.click(
      (await screen.findAllByRole("checkbox", { name: /^Choose Harbour/ }))[0] ?? document.body,
    );
    await user.click(screen.getByRole("button", { name: `Keep ${kept.length + 1} accounts` }));
    await waitFor(() => {
      const chosen = platform.calls.find(({ command }) => command === "chooseAccounts")?.input;
      expect((chosen as { ids: string[] }).ids).toEqual(expect.arrayContaining(kept));
    });
  });

  it("says how long Meta asks to wait, then goes on by itself", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    const { platform } = renderApp("connected", "/accounts");
    const all = manyAvailable(700, new Set());
    let waits = true;
    const list = vi.spyOn(platform, "listAvailableAccounts").mockImplementation(async (from) => {
      if (from.after === null || !waits) return availablePart(all, from);
      waits = false;
      return { accounts: [], next: from, waitsUntilMs: Date.now() + 4 * MINUTE };
    });
    expect(await screen.findByText("500 accounts so far; Meta asks to wait 4 min")).toBeVisible();
    expect(list).toHaveBeenCalledTimes(2);
    await act(async () => vi.advanceTimersByTimeAsync(2 * MINUTE));
    expect(list).toHaveBeenCalledTimes(2);
    expect(screen.getByText("500 accounts so far; Meta asks to wait 2 min")).toBeVisible();
    await act(async () => vi.advanceTimersByTimeAsync(2 * MINUTE + 1_000));
    expect(await screen.findByText(/of 700 chosen/)).toBeVisible();
    expect(list).toHaveBeenCalledTimes(3);
  });

  it("is stopped and goes on when a person says so", async () => {
    const { user, release } = heldBack();
    await screen.findByText("1,000 accounts so far");
    await user.click(screen.getByRole("button", { name: "Stop" }));
    await act(async () => release());
    expect(await screen.findByText("1,500 accounts so far")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Read on" }));
    expect(await screen.findByText(/of 1,600 chosen/)).toBeVisible();
  });

  it("that breaks off keeps what came, and goes on from there", async () => {
    const { user, platform } = renderApp("connected", "/accounts");
    const all = manyAvailable(900, new Set());
    const failure = new IpcFailure({
      code: "offline",
      message: "Meta cannot be reached",
      remedy: null,
      retryAfterMs: null,
      traceId: null,
    });
    const list = vi.spyOn(platform, "listAvailableAccounts").mockImplementation(async (from) => {
      if (from.after !== null && list.mock.calls.length < 3) throw failure;
      return availablePart(all, from);
    });
    expect(await screen.findByText("Meta cannot be reached")).toBeVisible();
    expect(screen.getByText(/What was read so far can be chosen/)).toBeVisible();
    // The three that are kept stay chosen while the list has not come to its end.
    expect(screen.getByText("3 of 500 chosen")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Read on" }));
    expect(await screen.findByText("0 of 900 chosen")).toBeVisible();
  });

  it("that goes in circles comes to an end, and says so", async () => {
    const { platform } = renderApp("connected", "/accounts");
    const all = manyAvailable(600, new Set());
    const list = vi.spyOn(platform, "listAvailableAccounts").mockImplementation(async (from) => ({
      ...availablePart(all, from),
      next: { after: from.after === "a" ? "b" : "a" },
    }));
    expect(await screen.findByText(/Meta repeats its list/)).toBeVisible();
    expect(list.mock.calls.length).toBeLessThan(10);
    expect(within(screen.getByRole("main")).getByRole("button", { name: "Look again" })).toBeVisible();
  });
});
