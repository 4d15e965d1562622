import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { hotkeyRegistry } from "@/lib/hotkeys";
import { renderApp } from "@/testing/render-app";

afterEach(() => {
  delete document.documentElement.dataset.theme;
  hotkeyRegistry.singleKeysOn = true;
});

describe("settings", () => {
  it("show both clocks, the permissions and who is signed in", async () => {
    renderApp("connected", "/settings");
    expect(await screen.findByText("Ingrid Solberg, in the browser")).toBeVisible();
    expect(screen.getByText("in 51 days")).toBeVisible();
    expect(screen.getByText("in 83 days")).toBeVisible();
    expect(screen.getByText("business_management").closest("li")).toHaveTextContent("not granted");
  });

  it("are found by typing, by other words too", async () => {
    const { user } = renderApp("connected", "/settings");
    await user.type(await screen.findByLabelText("Find a setting"), "schedule");
    expect(screen.getByText("Sync by itself")).toBeVisible();
    expect(screen.queryByText("Recovery key")).toBeNull();
  });

  it("apply at once", async () => {
    const { user, platform } = renderApp("connected", "/settings");
    await user.click(await screen.findByRole("switch", { name: "Single letters act as keys" }));
    await waitFor(() => expect(hotkeyRegistry.singleKeysOn).toBe(false));
    expect(platform.calls.find(({ command }) => command === "updateSettings")?.input).toMatchObject({
      singleLetterKeys: false,
      theme: null,
    });
  });

  it("a theme chosen in the palette is on the page at once", async () => {
    const { user } = renderApp("connected", "/settings");
    await screen.findByRole("heading", { name: "Settings" });
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox"), "dark app{Enter}");
    await waitFor(() => expect(document.documentElement.dataset.theme).toBe("dark"));
  });

  it("a refused setting is told and not shown as set", async () => {
    const { user, platform } = renderApp("connected", "/settings");
    platform.failNext("updateSettings", { code: "disk_full", message: "The disk is full." });
    const letters = await screen.findByRole("switch", { name: "Single letters act as keys" });
    await user.click(letters);
    expect(await screen.findByTestId("notice")).toHaveTextContent("The disk is full.");
    expect(letters).toBeChecked();
  });

  it("signing out asks first", async () => {
    const { user, platform } = renderApp("connected", "/settings");
    await user.click(await screen.findByRole("button", { name: "Sign out" }));
    const dialog = await screen.findByRole("alertdialog", { name: "Sign out of Meta?" });
    expect(platform.calls.map(({ command }) => command)).not.toContain("signOut");
    await user.click(within(dialog).getByRole("button", { name: "Sign out" }));
    expect(await screen.findByTestId("sign-in-bar")).toHaveTextContent("You signed out.");
  });

  it("back up, list and restore after asking", async () => {
    const { user, platform } = renderApp("connected", "/settings");
    await user.click(await screen.findByRole("button", { name: "Back up now" }));
    expect(await screen.findByText(/^Backed up as northbound-/)).toBeVisible();
    await waitFor(() => expect(screen.getAllByRole("button", { name: "Restore" })).toHaveLength(4));
    await user.click(screen.getAllByRole("button", { name: "Restore" })[1] ?? document.body);
    const dialog = await screen.findByRole("alertdialog");
    await user.click(within(dialog).getByRole("button", { name: "Restore this backup" }));
    await waitFor(() => expect(platform.calls.map(({ command }) => command)).toContain("restoreBackup"));
  });

  it("write the recovery key to a full path only", async () => {
    const { user } = renderApp("connected", "/settings");
    const path = await screen.findByLabelText("Write it to");
    await user.type(path, "key.txt{Enter}");
    expect(await screen.findByText(/Give a full path, such as/)).toBeVisible();
    await user.clear(path);
    await user.type(path, "/media/stick/key.txt{Enter}");
    expect(await screen.findByText(/Written to \/media\/stick\/key\.txt/)).toBeVisible();
  });

  it("changing the accounts starts from those that are kept", async () => {
    const { user } = renderApp("connected", "/accounts");
    expect(await screen.findByText("3 of 34 chosen")).toBeVisible();
    await user.click(screen.getByRole("checkbox", { name: "Choose Kumo Pet Supply" }));
    expect(screen.getByRole("button", { name: "Keep 2 accounts" })).toBeEnabled();
  });
});
