import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { createFakePlatform } from "@/platform/fake";
import { RECOVERY_KEY } from "@/platform/fake/scenarios";
import { renderApp } from "@/testing/render-app";

const recovered = (platform: { calls: { command: string; input: unknown }[] }) =>
  platform.calls.filter(({ command }) => command === "recoverWorkspace").map(({ input }) => input);

describe("a workspace whose key is lost", () => {
  it("opens with its recovery key, typed in any case and spacing", async () => {
    const { user, platform } = renderApp("key_lost");
    await user.click(await screen.findByTestId("enter-recovery-key"));
    const field = screen.getByLabelText("Recovery key");
    expect(field).toHaveFocus();
    await user.type(field, RECOVERY_KEY.toLowerCase().replaceAll("-", " "));
    expect(screen.getByText("36 of 36")).toBeVisible();
    await user.keyboard("{Enter}");
    expect(await screen.findByTestId("sync-state")).toBeVisible();
    expect(recovered(platform)).toEqual([
      {
        workspaceId: "ws_northbound",
        recoveryKey: RECOVERY_KEY.toLowerCase().replaceAll("-", " "),
        newPassphrase: null,
      },
    ]);
  });

  it("says how much of a key is missing, and sends nothing", async () => {
    const { user, platform } = renderApp("key_lost");
    await user.click(await screen.findByTestId("enter-recovery-key"));
    await user.type(screen.getByLabelText("Recovery key"), "7K2M-9QXT{Enter}");
    expect(await screen.findByText("8 of 36 letters and digits are here; 28 are missing.")).toBeVisible();
    expect(recovered(platform)).toEqual([]);
  });

  it("says that a key was mistyped, at the field, until it is changed", async () => {
    const { user } = renderApp("key_lost");
    await user.click(await screen.findByTestId("enter-recovery-key"));
    const field = screen.getByLabelText("Recovery key");
    await user.type(field, `${RECOVERY_KEY.slice(0, -1)}X{Enter}`);
    expect(await screen.findByText(/was mistyped: its last group does not fit/)).toBeVisible();
    expect(field).toHaveAccessibleDescription(/Compare each group with the page/);
    await user.type(field, "{Backspace}");
    await waitFor(() => expect(screen.queryByText(/was mistyped/)).toBeNull());
  });

  it("keeps another failure apart from the field", async () => {
    const { user, platform } = renderApp("key_lost");
    platform.failNext("recoverWorkspace", { code: "damaged", message: "cache.db is damaged." });
    await user.click(await screen.findByTestId("enter-recovery-key"));
    await user.type(screen.getByLabelText("Recovery key"), `${RECOVERY_KEY}{Enter}`);
    expect(await screen.findByText("cache.db is damaged.")).toBeVisible();
    expect(screen.getByLabelText("Recovery key")).not.toHaveAccessibleDescription(/damaged/);
  });

  it("of which no recovery key was made says so instead of asking for one", async () => {
    const without = createFakePlatform({ scenario: "key_lost" }).state();
    const { platform } = renderApp("first_run");
    await screen.findByTestId("start-demo");
    const problem = without.problem && { ...without.problem, hasRecoveryKey: false };
    vi.spyOn(platform, "getAppState").mockResolvedValue({ ...without, problem });
    platform.emit({ kind: "state_changed" });
    expect(await screen.findByText(/No recovery key was made for this workspace/)).toBeVisible();
    expect(screen.queryByTestId("enter-recovery-key")).toBeNull();
  });
});

describe("a forgotten passphrase", () => {
  it("is replaced with the recovery key", async () => {
    const { user, platform } = renderApp("vault_locked");
    expect(await screen.findByRole("heading", { name: "Unlock Northbound Agency" })).toBeVisible();
    await user.click(screen.getByTestId("enter-recovery-key"));
    await user.type(screen.getByLabelText("Recovery key"), RECOVERY_KEY);
    const next = screen.getByLabelText("New passphrase (optional)");
    await user.type(next, "short");
    await user.click(screen.getByRole("button", { name: "Open the workspace" }));
    expect(screen.getByText(/At least 12 characters/)).toBeVisible();
    await user.type(next, " but longer now");
    await user.click(screen.getByRole("button", { name: "Open the workspace" }));
    expect(await screen.findByTestId("sync-state")).toBeVisible();
    expect(recovered(platform)).toEqual([
      { workspaceId: "ws_northbound", recoveryKey: RECOVERY_KEY, newPassphrase: "short but longer now" },
    ]);
  });

  it("leaves the way to another workspace", async () => {
    const { user } = renderApp("vault_locked");
    await user.click(await screen.findByRole("button", { name: "Sextant demo" }));
    expect(await screen.findByTestId("demo-badge")).toBeVisible();
  });

  it("a passphrase that the environment has wrong asks for the right one", async () => {
    const locked = createFakePlatform({ scenario: "vault_locked" }).state();
    const { platform } = renderApp("first_run");
    await screen.findByTestId("start-demo");
    const error = {
      code: "wrong_passphrase",
      message: "The passphrase does not open the vault",
      remedy: null,
      retryAfterMs: null,
      traceId: null,
    } as const;
    const problem = locked.problem && { ...locked.problem, error };
    const state = { ...locked, problem, keys: { ...locked.keys, vaultLocked: false } };
    vi.spyOn(platform, "getAppState").mockResolvedValue(state);
    platform.emit({ kind: "state_changed" });
    const field = await screen.findByLabelText("Passphrase");
    expect(field).toHaveFocus();
    expect(field).toHaveAccessibleDescription("The passphrase does not open the vault");
  });
});
