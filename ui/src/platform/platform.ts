import type { AppEvent, commands } from "./bindings";

type Commands = typeof commands;
type Answer<K extends keyof Commands> = Awaited<ReturnType<Commands[K]>>;

/** What the page may ask of the program around it: every command, with errors thrown as `IpcFailure`. */
export type Platform = {
  [K in keyof Commands]: (
    ...args: Parameters<Commands[K]>
  ) => Promise<Extract<Answer<K>, { status: "ok" }>["data"]>;
} & {
  /** Calls `handler` with each event until the returned function is called. */
  onEvent: (handler: (event: AppEvent) => void) => Promise<() => void>;
};
