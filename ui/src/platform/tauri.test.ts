import { clearMocks, mockIPC } from "@tauri-apps/api/mocks";
import { afterEach, describe, expect, it } from "vitest";
import { IpcFailure, toIpcError } from "./ipc-failure";
import { tauriPlatform } from "./tauri";

afterEach(clearMocks);

describe("the Tauri adapter", () => {
  it("returns the data of an answer and passes arguments on by name", async () => {
    const seen: unknown[] = [];
    mockIPC((command, args) => {
      seen.push([command, args]);
      return { version: "0.1.0" };
    });
    await expect(tauriPlatform().openWorkspace("ws_1")).resolves.toEqual({ version: "0.1.0" });
    expect(seen).toEqual([["open_workspace", { id: "ws_1" }]]);
  });

  it("throws the error of a refusal with its code", async () => {
    const error = {
      code: "offline",
      message: "No network.",
      remedy: null,
      retryAfterMs: null,
      traceId: null,
    };
    mockIPC(() => {
      throw error;
    });
    await expect(tauriPlatform().getAppState()).rejects.toEqual(new IpcFailure(error as never));
    await expect(tauriPlatform().getAppState()).rejects.toMatchObject({ error: { code: "offline" } });
  });

  it("a failure of the bridge itself is internal, and its text stays inside", async () => {
    mockIPC(() => {
      throw new Error("token=EAAB123");
    });
    const thrown = await tauriPlatform().getAppState().catch(toIpcError);
    expect(thrown).toMatchObject({ code: "internal" });
    expect(JSON.stringify(thrown)).not.toContain("EAAB123");
  });
});
