import { commands, events } from "./bindings";
import { IpcFailure, toIpcError } from "./ipc-failure";
import type { Platform } from "./platform";

type Tagged = { status: "ok"; data: unknown } | { status: "error"; error: unknown };

/** Unwraps the tagged answer of a command: data is returned, an error is thrown. */
function unwrapped(command: (...args: never[]) => Promise<Tagged>) {
  return async (...args: never[]): Promise<unknown> => {
    const answer = await command(...args);
    if (answer.status === "ok") return answer.data;
    throw new IpcFailure(toIpcError(answer.error));
  };
}

/** The real program, over Tauri's IPC. */
export function tauriPlatform(): Platform {
  const wrapped = Object.fromEntries(
    Object.entries(commands).map(([name, command]) => [name, unwrapped(command)]),
  );
  return {
    // Each entry has exactly the type `Platform` derives from the same `commands`; the mapping loses it.
    ...(wrapped as unknown as Omit<Platform, "onEvent">),
    onEvent: (handler) => events.appEvent.listen((event) => handler(event.payload)),
  };
}
