import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import type { AppEvent } from "@/platform";
import { createFakePlatform } from "@/platform/fake";
import { renderApp } from "@/testing/render-app";

const step = (platform: { advance: () => void }) => act(async () => platform.advance());

describe("the first screen", () => {
  it("has the demo preselected, so Enter leads to it", async () => {
    const { user, platform } = renderApp("first_run");
    expect(await screen.findByTestId("start-demo")).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { name: "Starting the simulation" })).toBeVisible();
    await step(platform);
    expect(await screen.findByRole("timer")).toHaveTextContent(/ends in (10:0[01]|9:5\d)/);
    expect(screen.getByText(/The demo's sign-in page is open there\. Press Continue/)).toBeVisible();
    expect(screen.queryByRole("list", { name: "Steps" })).toBeNull();
    await step(platform);
    await step(platform);
    expect(await screen.findByRole("heading", { name: "First sync" })).toBeVisible();
    await user.click(screen.getByTestId("open-now"));
    expect(await screen.findByTestId("demo-badge")).toBeVisible();
    expect(screen.getByTestId("sync-cancel")).toBeVisible();
  });

  it("an empty workspace whose sign-in is not through is not framed", async () => {
    const { user, platform } = renderApp("first_run");
    await user.click(await screen.findByTestId("start-demo"));
    await step(platform);
    expect(platform.state().workspace?.accounts).toEqual([]);
    expect(await screen.findByRole("timer")).toBeVisible();
    expect(screen.queryByTestId("sync-state")).toBeNull();
    await user.click(screen.getByRole("button", { name: /Cancel/ }));
    expect(await screen.findByTestId("start-demo")).toBeVisible();
  });

  it("a signed-in workspace without accounts asks for them, whenever it is opened", async () => {
    const { platform } = renderApp("connected");
    await screen.findByTestId("sync-state");
    const state = platform.state();
    const workspace = state.workspace && { ...state.workspace, accounts: [] };
    vi.spyOn(platform, "getAppState").mockResolvedValue({ ...state, workspace });
    await act(async () => platform.emit({ kind: "state_changed" }));
    expect(await screen.findByRole("heading", { name: /Which ad accounts/ })).toBeVisible();
  });

  it("says that a sign-in was interrupted when its answer started the program, with one button", async () => {
    const message =
      "That sign-in was interrupted: Sextant was not running when its answer came. Nothing was sent";
    const error = {
      code: "foreign_link",
      message,
      remedy: "Start the sign-in again",
      retryAfterMs: null,
      traceId: null,
    } as const;
    const { user, platform } = renderApp("first_run");
    await screen.findByTestId("start-demo");
    await act(async () => platform.emit({ kind: "sign_in_changed", status: { phase: "failed", error } }));
    expect(await screen.findByRole("alert")).toHaveTextContent(message);
    await user.click(screen.getByRole("button", { name: "Start again" }));
    expect(await screen.findByRole("textbox", { name: /App id/ })).toBeVisible();
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("says the same over a workspace that is open, and leads to signing in again", async () => {
    const error = {
      code: "foreign_link",
      message: "That sign-in was interrupted",
      remedy: null,
      retryAfterMs: null,
      traceId: null,
    } as const;
    const { user, platform } = renderApp("connected");
    await screen.findByTestId("sync-state");
    await act(async () => platform.emit({ kind: "sign_in_changed", status: { phase: "failed", error } }));
    await user.click(within(screen.getByTestId("notice")).getByRole("button", { name: "Sign in again" }));
    expect(await screen.findByRole("dialog", { name: /Sign in/ })).toHaveTextContent("was interrupted");
    expect(screen.queryByTestId("notice")).toBeNull();
  });

  it("the arrows walk the choices", async () => {
    const { user } = renderApp("first_run");
    await screen.findByTestId("start-demo");
    await user.keyboard("{ArrowDown}");
    expect(screen.getByTestId("connect-meta")).toHaveFocus();
    await user.keyboard("{ArrowUp}{ArrowUp}");
    expect(screen.getByTestId("use-token")).toHaveFocus();
  });

  it.each([
    ["start-demo", /The demo signs you in without one/],
    ["connect-meta", /Set a standard browser on this computer/],
  ])("says that no browser could be opened, after %s", async (choice, words) => {
    const { user, platform } = renderApp("first_run");
    await user.click(await screen.findByTestId(choice));
    if (choice === "start-demo") await screen.findByRole("heading", { name: "Starting the simulation" });
    const status = { phase: "waiting_for_browser", expiresAtMs: Date.now() + 60_000, browserOpened: false };
    await act(async () => platform.emit({ kind: "sign_in_changed", status } as AppEvent));
    expect(await screen.findByRole("heading", { name: "No browser could be opened" })).toBeVisible();
    expect(screen.getByText(words)).toBeVisible();
  });

  it("a demo that cannot start says why, and leaves the choice", async () => {
    const { user, platform } = renderApp("first_run");
    platform.failNext("startDemo", {
      code: "internal",
      message: "The simulation did not start.",
      remedy: "Try again.",
    });
    await user.click(await screen.findByTestId("start-demo"));
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "The simulation did not start. Try again.".slice(0, 28),
    );
    expect(screen.getByTestId("start-demo")).toBeEnabled();
  });

  it("a refused sign-in shows Meta's reason; a cancelled one shows nothing", async () => {
    const { platform } = renderApp("first_run");
    await screen.findByTestId("start-demo");
    const failed = (code: "permission_missing" | "cancelled", message: string) =>
      act(async () =>
        platform.emit({
          kind: "sign_in_changed",
          status: {
            phase: "failed",
            error: { code, message, remedy: null, retryAfterMs: null, traceId: null },
          },
        }),
      );
    await failed("permission_missing", "ads_read was not granted.");
    expect(await screen.findByRole("alert")).toHaveTextContent("ads_read was not granted. ".trim());
    await failed("cancelled", "You stopped it.");
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });
});

describe("connecting with Meta", () => {
  it("names what is missing before anything is sent", async () => {
    const { user, platform } = renderApp("first_run");
    await user.click(await screen.findByTestId("connect-meta"));
    await user.type(screen.getByLabelText("App id"), "12ab");
    await user.click(screen.getByRole("button", { name: "Open the browser" }));
    expect(screen.getAllByText("Needed to go on.")).toHaveLength(2);
    expect(screen.getByText(/An app id has digits only/)).toBeVisible();
    expect(platform.calls.map(({ command }) => command)).not.toContain("beginSignIn");
  });

  it("goes from the app to chosen accounts and a first sync", async () => {
    const { user, platform } = renderApp("first_run");
    await user.click(await screen.findByTestId("connect-meta"));
    await user.type(screen.getByLabelText("Name of this workspace"), "Northbound");
    await user.type(screen.getByLabelText("App id"), "481516234200815");
    await user.type(screen.getByLabelText("App secret"), "s3cret");
    await user.click(screen.getByRole("button", { name: "Open the browser" }));
    expect(await screen.findByRole("heading", { name: "Go on in your browser" })).toBeVisible();
    expect(screen.getByText(/Meta's sign-in is open there/)).toBeVisible();
    expect(screen.getByRole("list", { name: "Steps" })).toBeVisible();
    expect(platform.calls.at(-1)?.input).toEqual({
      workspaceName: "Northbound",
      appId: "481516234200815",
      appSecret: "s3cret",
      redirect: "loopback",
      bounceUrl: null,
      whoeverTakesLinks: false,
    });
    await step(platform);
    await step(platform);

    const table = await screen.findByRole("table");
    expect(within(table).getAllByRole("row")).toHaveLength(35);
    await user.type(screen.getByRole("searchbox"), "fjordline");
    await user.click(within(table).getByRole("checkbox", { name: "Choose Fjordline Outdoor" }));
    await user.click(screen.getByRole("button", { name: "Keep 1 account" }));
    expect(await screen.findByRole("heading", { name: "First sync" })).toBeVisible();
    expect(platform.calls.find(({ command }) => command === "chooseAccounts")?.input).toEqual({
      ids: ["act_1020304050607081"],
    });
  });

  it("an account of an unknown currency cannot be chosen, and says why", async () => {
    const { user } = renderApp("first_run");
    await user.click(await screen.findByTestId("use-token"));
    await user.type(screen.getByLabelText("Name of this workspace"), "N");
    await user.type(screen.getByLabelText("Token"), "EAAB-a-token-of-some-length");
    await user.click(screen.getByRole("button", { name: "Check the token" }));
    const reason = await screen.findByText(/currency XAU/);
    const row = reason.closest("tr");
    expect(row && within(row).getByRole("checkbox")).toBeDisabled();
    await user.click(screen.getByRole("checkbox", { name: "Choose all shown" }));
    expect(screen.getByText("33 of 34 chosen")).toBeVisible();
  });

  it("the wait for the browser can be cancelled by Escape", async () => {
    const { user, platform } = renderApp("first_run");
    await user.click(await screen.findByTestId("start-demo"));
    await step(platform);
    await screen.findByRole("timer");
    await user.keyboard("{Escape}");
    expect(await screen.findByTestId("start-demo")).toBeVisible();
    expect(platform.calls.at(-1)?.command).toBe("cancelSignIn");
  });

  it("a token Meta does not know is said so", async () => {
    const { user } = renderApp("first_run");
    await user.click(await screen.findByTestId("use-token"));
    await user.type(screen.getByLabelText("Name of this workspace"), "N");
    await user.type(screen.getByLabelText("Token"), "short");
    await user.click(screen.getByRole("button", { name: "Check the token" }));
    expect(await screen.findByText("Meta does not know this token.")).toBeVisible();
  });
});

describe("another program that takes the links", () => {
  const fill = async (user: ReturnType<typeof renderApp>["user"]) => {
    await user.click(await screen.findByTestId("connect-meta"));
    await user.type(screen.getByLabelText("Name of this workspace"), "N");
    await user.type(screen.getByLabelText("App id"), "481516234200815");
    await user.type(screen.getByLabelText("App secret"), "s3cret");
    await user.click(screen.getByRole("radio", { name: /Your bounce page/ }));
    await user.type(screen.getByLabelText("Address of the bounce page"), "https://a.example/");
    await user.click(screen.getByRole("button", { name: "Open the browser" }));
  };

  it("is named before the browser opens; the answer can come to this computer instead", async () => {
    const { user } = renderApp("link_taken");
    await fill(user);
    expect(await screen.findByRole("alert")).toHaveTextContent(/open “Link Grabber” on this computer/);
    await user.click(screen.getByRole("radio", { name: /This computer/ }));
    await user.click(screen.getByRole("button", { name: "Open the browser" }));
    expect(await screen.findByRole("heading", { name: "Go on in your browser" })).toBeVisible();
  });

  it("does not stop somebody who knows better", async () => {
    const { user, platform } = renderApp("link_taken");
    await fill(user);
    await user.click(await screen.findByRole("button", { name: "Open the browser all the same" }));
    expect(await screen.findByRole("heading", { name: "Go on in your browser" })).toBeVisible();
    expect(platform.calls.at(-1)?.input).toMatchObject({
      whoeverTakesLinks: true,
      bounceUrl: "https://a.example/",
      appSecret: "s3cret",
    });
  });
});

describe("the steps", () => {
  const steps = () => screen.getAllByRole("listitem").map(({ textContent }) => textContent);

  it("of a token have no app of one's own, up to the first sync", async () => {
    const { user, platform } = renderApp("first_run");
    await user.click(await screen.findByTestId("use-token"));
    expect(steps()).toEqual(["1Sign in", "2Accounts", "3First sync"]);
    const state = createFakePlatform({ scenario: "syncing" }).state();
    const made = state.workspace;
    if (made === null) throw new Error("the scenario has a workspace");
    const connection = { ...made.connection, method: "system_user" as const };
    const accounts = made.accounts.map((account) => ({ ...account, syncedAtMs: null }));
    vi.spyOn(platform, "getAppState").mockResolvedValue({
      ...state,
      workspace: { ...made, connection, accounts },
    });
    await act(async () => platform.emit({ kind: "state_changed" }));
    expect(await screen.findByRole("heading", { name: "First sync" })).toBeVisible();
    expect(within(screen.getByRole("list", { name: "Steps" })).getAllByRole("listitem")).toHaveLength(3);
  });

  it("of the browser begin with the app", async () => {
    const { user } = renderApp("first_run");
    await user.click(await screen.findByTestId("connect-meta"));
    expect(within(screen.getByRole("list", { name: "Steps" })).getAllByRole("listitem")).toHaveLength(4);
  });
});

describe("signing in again", () => {
  it("starts from the bounce page of the last time", async () => {
    const { user, platform } = renderApp("ended");
    const bar = await screen.findByTestId("sign-in-bar");
    const { workspace } = platform.state();
    if (workspace === null) throw new Error("the scenario has a workspace");
    const connection = { ...workspace.connection, bounceUrl: "https://northbound.example/sextant/" };
    vi.spyOn(platform, "getAppState").mockResolvedValue({
      ...platform.state(),
      workspace: { ...workspace, connection },
    });
    await act(async () => platform.emit({ kind: "state_changed" }));
    await user.click(within(bar).getByRole("button"));
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).getByLabelText("Address of the bounce page")).toHaveValue(
      "https://northbound.example/sextant/",
    );
    await user.click(within(dialog).getByRole("button", { name: "Open the browser" }));
    await waitFor(() =>
      expect(platform.calls.find(({ command }) => command === "beginSignIn")?.input).toMatchObject({
        workspaceName: null,
        redirect: "bounce",
        bounceUrl: "https://northbound.example/sextant/",
      }),
    );
  });
});

describe("keys", () => {
  it("a wrong passphrase is refused at the field, the right one opens the workspace", async () => {
    const { user } = renderApp("vault_locked");
    const field = await screen.findByLabelText("Passphrase");
    expect(field).toHaveFocus();
    await user.type(field, "wrong{Enter}");
    expect(await screen.findByText("That passphrase does not open the vault.")).toBeVisible();
    expect(field).toHaveAccessibleDescription("That passphrase does not open the vault.");
    await user.clear(field);
    await user.type(field, "correct horse battery{Enter}");
    expect(await screen.findByTestId("sync-state")).toBeVisible();
  });

  it("without a keyring one can try it again", async () => {
    const { user } = renderApp("no_keyring");
    await user.click(await screen.findByRole("button", { name: "Try the keyring again" }));
    expect(await screen.findByTestId("start-demo")).toBeVisible();
  });

  it("or lock the keys with a passphrase that is long enough and typed twice alike", async () => {
    const { user, platform } = renderApp("no_keyring");
    await user.type(await screen.findByLabelText("Passphrase"), "short");
    await user.click(screen.getByRole("button", { name: "Create the vault" }));
    expect(screen.getByText(/At least 12 characters/)).toBeVisible();
    await user.type(screen.getByLabelText("Passphrase"), " but longer now");
    await user.type(screen.getByLabelText("The same again"), "something else");
    await user.click(screen.getByRole("button", { name: "Create the vault" }));
    expect(screen.getByText("The two are not the same.")).toBeVisible();
    expect(platform.calls.map(({ command }) => command)).not.toContain("createVault");
    await user.clear(screen.getByLabelText("The same again"));
    await user.type(screen.getByLabelText("The same again"), "short but longer now");
    await user.click(screen.getByRole("button", { name: "Create the vault" }));
    expect(await screen.findByTestId("start-demo")).toBeVisible();
  });
});

describe("a workspace that is not open", () => {
  it("damaged, it names the file and restores a backup after asking", async () => {
    const { user, platform } = renderApp("damaged");
    expect(await screen.findByText(/cache\.db of Northbound Agency is damaged/)).toBeVisible();
    await user.click(screen.getAllByRole("button", { name: "Restore" })[0] ?? document.body);
    const dialog = await screen.findByRole("alertdialog");
    expect(platform.calls.map(({ command }) => command)).not.toContain("restoreBackup");
    await user.click(within(dialog).getByRole("button", { name: "Restore this backup" }));
    expect(await screen.findByTestId("sync-state")).toBeVisible();
  });

  it("written by a newer Sextant, it offers nothing that would touch it", async () => {
    renderApp("newer");
    expect(await screen.findByText(/opened by a newer Sextant/)).toBeVisible();
    expect(screen.queryByRole("button", { name: /Restore|Try again/ })).toBeNull();
    expect(screen.getByRole("button", { name: "Sextant demo" })).toBeVisible();
  });
});
