import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { renderApp } from "@/testing/render-app";

const commandsOf = (platform: { calls: { command: string }[] }) =>
  platform.calls.map(({ command }) => command);

describe("sync in the frame", () => {
  it("starts, counts, and stops", async () => {
    const { user, platform } = renderApp("connected");
    await user.click(await screen.findByTestId("sync-now"));
    await act(async () => platform.advance());
    expect(screen.getByTestId("sync-state")).toHaveTextContent(/\d+ of 38 days, [\d,.]+ rows/);
    await user.click(screen.getByTestId("sync-cancel"));
    expect(await screen.findByTestId("sync-now")).toBeVisible();
    await user.click(screen.getByTestId("sync-state"));
    expect(await screen.findByText("Stopped by you; what arrived is here.")).toBeVisible();
  });

  it("shows how full Meta's limits are and when they free", async () => {
    const { user } = renderApp("waiting");
    const state = await screen.findByTestId("sync-state");
    expect(state).toHaveTextContent("Waits 4 min");
    await user.click(state);
    const panel = await screen.findByRole("dialog", { name: "Sync and Meta's limits" });
    expect(within(panel).getByText(/Meta asks us to wait 4 min/)).toBeVisible();
    expect(within(panel).getByRole("meter", { name: "Fjordline Outdoor" })).toHaveAttribute(
      "aria-valuenow",
      "98",
    );
    expect(within(panel).getByText(/frees in [34]:\d\d/)).toBeVisible();
  });

  it("says where levels differ and why, once for all days of one cause", async () => {
    const { user } = renderApp("connected");
    await user.click(await screen.findByTestId("sync-state"));
    const panel = await screen.findByRole("dialog", { name: "Sync and Meta's limits" });
    const told = within(panel).getByText(/the rest belongs to deleted objects/);
    expect(told).toHaveTextContent(/^Fjordline Outdoor: .* no longer shows\. The same on 2 more days\.$/);
  });

  it("offline takes the place of the time, and the data stays", async () => {
    renderApp("offline");
    expect(await screen.findByTestId("offline-badge")).toHaveTextContent("Offline");
    expect(screen.getByRole("heading", { name: "Explorer" })).toBeVisible();
  });

  it("an error of the sync is told once, where one can dismiss it", async () => {
    const { user, platform } = renderApp("connected");
    platform.failNext("startSync", { code: "offline", message: "Meta cannot be reached." });
    await user.click(await screen.findByTestId("sync-now"));
    const notice = await screen.findByTestId("notice");
    expect(notice).toHaveTextContent("Meta cannot be reached.");
    await user.click(within(notice).getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByTestId("notice")).toBeNull();
  });

  it("Ctrl R syncs what is looked at", async () => {
    const { user, platform } = renderApp("connected", "/explorer?accounts=%5B%22act_2040608010203045%22%5D");
    await screen.findByTestId("sync-state");
    await user.keyboard("{Control>}r{/Control}");
    await waitFor(() =>
      expect(platform.calls.find(({ command }) => command === "startSync")?.input).toEqual({
        accountIds: ["act_2040608010203045"],
        since: null,
        until: null,
      }),
    );
  });
});

describe("held changes", () => {
  it("say why, and go on once a person has looked", async () => {
    const { user, platform } = renderApp("held");
    const bar = await screen.findByTestId("held-bar");
    expect(bar).toHaveTextContent("restored from a backup");
    platform.failNext("confirmHeldWrites", { code: "disk_full", message: "The disk is full." });
    await user.click(within(bar).getByRole("button", { name: "I have looked, go on" }));
    expect(await screen.findByTestId("notice")).toHaveTextContent("The disk is full.");
    await user.click(within(bar).getByRole("button", { name: "I have looked, go on" }));
    await waitFor(() => expect(screen.queryByTestId("held-bar")).toBeNull());
    expect(commandsOf(platform).filter((command) => command === "confirmHeldWrites")).toHaveLength(2);
  });
});

describe("the sign-in", () => {
  it("ended, names its cause and has one button", async () => {
    const { user, platform } = renderApp("ended");
    const bar = await screen.findByTestId("sign-in-bar");
    expect(bar).toHaveTextContent("Meta ended this sign-in because the password changed. Nothing is lost");
    expect(screen.getByTestId("sync-now")).toBeDisabled();
    await user.click(within(bar).getByRole("button", { name: "Sign in again" }));
    const dialog = await screen.findByRole("dialog", { name: "Sign in again" });
    await user.click(within(dialog).getByRole("button", { name: "Open the browser" }));
    expect(await within(dialog).findByRole("timer")).toBeVisible();
    expect(platform.calls.at(-1)?.input).toMatchObject({ workspaceName: null, appId: null, appSecret: null });
    await act(async () => platform.emit({ kind: "sign_in_changed", status: { phase: "done" } }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("works without a bar", async () => {
    renderApp("connected");
    await screen.findByTestId("sync-state");
    expect(screen.queryByTestId("sign-in-bar")).toBeNull();
  });
});

describe("accounts and workspaces", () => {
  it("Alt with a digit looks at one account, Alt 0 at all", async () => {
    const { user, address } = renderApp("connected");
    const rail = await screen.findByRole("navigation", { name: "Navigation" });
    const kumo = () => within(rail).getByRole("button", { name: /Kumo Pet Supply/ });
    expect(kumo()).toHaveAttribute("aria-pressed", "false");
    await user.keyboard("{Alt>}2{/Alt}");
    await waitFor(() => expect(kumo()).toHaveAttribute("aria-pressed", "true"));
    expect(decodeURIComponent(address())).toContain("act_2040608010203045");
    await user.keyboard("{Alt>}0{/Alt}");
    await waitFor(() => expect(kumo()).toHaveAttribute("aria-pressed", "false"));
    expect(within(rail).getByRole("button", { name: "All accounts" })).toHaveAttribute(
      "aria-pressed",
      "true",
    );
  });

  it("an account says its state in words, not by colour alone", async () => {
    renderApp("connected");
    expect(await screen.findByRole("button", { name: "unsettled Aster & Vale Skincare USD" })).toBeVisible();
    expect(screen.getByRole("button", { name: "Active Kumo Pet Supply JPY" })).toBeVisible();
  });

  it("switching the workspace leaves the accounts of the old one", async () => {
    const { user, platform, address } = renderApp(
      "connected",
      "/explorer?accounts=%5B%22act_2040608010203045%22%5D",
    );
    await user.click(await screen.findByTestId("workspace-switcher"));
    await user.click(await screen.findByRole("menuitemradio", { name: /Sextant demo/ }));
    expect(await screen.findByTestId("demo-badge")).toBeVisible();
    expect(commandsOf(platform)).toContain("openWorkspace");
    expect(address()).not.toContain("accounts=");
  });

  it("Escape leads back from adding a workspace", async () => {
    const { user } = renderApp("connected", "/welcome");
    await screen.findByTestId("start-demo");
    await user.keyboard("{Escape}");
    expect(await screen.findByTestId("sync-state")).toBeVisible();
  });
});

describe("the palette and the keys", () => {
  it("finds objects by name and opens their drawer", async () => {
    const { user, address } = renderApp("connected");
    await screen.findByTestId("sync-state");
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox"), "trail club");
    await user.click(await screen.findByRole("option", { name: /Trail club · Sign-ups/ }));
    await waitFor(() => expect(decodeURIComponent(address())).toMatch(/object=campaign:act_\d+:1202/));
    expect(screen.queryByRole("dialog", { name: "Search and commands" })).toBeNull();
  });

  it("runs commands and shows their keys", async () => {
    const { user, platform } = renderApp("connected");
    await screen.findByTestId("sync-state");
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox"), ">sync all");
    const act = await screen.findByRole("option", { name: /Sync all accounts now/ });
    expect(act).toHaveTextContent("CtrlR");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(commandsOf(platform)).toContain("startSync"));
  });

  it("says so when nothing is called that", async () => {
    const { user } = renderApp("connected");
    await screen.findByTestId("sync-state");
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox"), "zzzz");
    expect(await screen.findByText(/Nothing is called “zzzz” here/)).toBeVisible();
  });

  it("? lists every key that works here", async () => {
    const { user } = renderApp("connected");
    await screen.findByTestId("sync-state");
    await user.keyboard("?");
    const map = await screen.findByRole("dialog", { name: "Keys" });
    expect(map).toHaveTextContent("Search and commands");
    expect(map).toHaveTextContent("Fjordline Outdoor");
  });

  it("[ folds the rail and keeps every name for screen readers", async () => {
    const { user } = renderApp("connected");
    await screen.findByTestId("sync-state");
    await user.keyboard("[[");
    expect(await screen.findByRole("link", { name: "Settings" })).toBeVisible();
    expect(screen.queryByText("Ad accounts")).toBeNull();
    expect(screen.getByRole("button", { name: /Kumo Pet Supply/ })).toBeVisible();
    await user.keyboard("[[");
    expect(await screen.findByText("Ad accounts")).toBeVisible();
  });
});

describe("events of the program", () => {
  it("a notice is shown, and the next one takes its place", async () => {
    const { platform } = renderApp("connected");
    await screen.findByTestId("sync-state");
    const tell = (message: string) =>
      act(async () =>
        platform.emit({
          kind: "notice",
          error: { code: "foreign_link", message, remedy: null, retryAfterMs: null, traceId: null },
        }),
      );
    await tell("That sign-in link is not one we asked for. Nothing was sent.");
    await tell("A second one.");
    expect(screen.getAllByTestId("notice")).toHaveLength(1);
    expect(screen.getByTestId("notice")).toHaveTextContent("A second one.");
  });

  it("the tray can ask for a view", async () => {
    const { platform, address } = renderApp("connected");
    await screen.findByTestId("sync-state");
    await act(async () => platform.emit({ kind: "navigate", to: "/settings" }));
    expect(await screen.findByRole("heading", { name: "Settings" })).toBeVisible();
    expect(address()).toContain("/settings");
  });

  it("an address nobody knows leads to the overview", async () => {
    renderApp("connected", "/../etc/passwd?accounts=<img>");
    expect(await screen.findByRole("heading", { name: "Overview" })).toBeVisible();
  });
});
