import type { Platform } from "./platform";
import { tauriPlatform } from "./tauri";

export type * from "./bindings";
export { IpcFailure, toIpcError } from "./ipc-failure";
export type { Platform } from "./platform";

declare global {
  interface Window {
    /** Put there by Tauri before the page runs. */
    __TAURI_INTERNALS__?: unknown;
  }
}

/** The program around the page, or `null` where there is none (a production page in a plain browser). */
export async function connectPlatform(): Promise<Platform | null> {
  if (window.__TAURI_INTERNALS__ !== undefined) return tauriPlatform();
  if (__FAKE_PLATFORM__) return (await import("./fake/from-address")).fakePlatformFromAddress();
  return null;
}
