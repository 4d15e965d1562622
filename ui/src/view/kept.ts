import { createContext, type Dispatch, type SetStateAction, use, useEffect, useState } from "react";
import { useWorkspace } from "@/api/app-state";

/** A place for a value of one type that outlives the view which shows it, such as what is selected. */
export interface Slot<T> {
  readonly name: string;
  readonly initial: T;
}

/** Values that views keep while others are shown, by workspace. They end with the page. */
export class Keeping {
  #values = new Map<string, unknown>();
  #watchers = new Set<(key: string) => void>();

  read<T>(slot: Slot<T>, workspace: string): T {
    const key = keyOf(slot, workspace);
    // Only `write` with the same slot puts anything here, so it has the slot's type.
    return this.#values.has(key) ? (this.#values.get(key) as T) : slot.initial;
  }

  write<T>(slot: Slot<T>, workspace: string, value: T): void {
    const key = keyOf(slot, workspace);
    if (this.#values.get(key) === value) return;
    this.#values.set(key, value);
    for (const watcher of this.#watchers) watcher(key);
  }

  /** Calls `seen` after each other value of the slot, until the returned function is called. */
  watch<T>(slot: Slot<T>, workspace: string, seen: (value: T) => void): () => void {
    const watcher = (key: string): void => {
      if (key === keyOf(slot, workspace)) seen(this.read(slot, workspace));
    };
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  }
}

const keyOf = ({ name }: Slot<unknown>, workspace: string): string => `${workspace}/${name}`;

export const KeepingContext = createContext<Keeping | null>(null);

/** As `useState`, but the value is there again when the view is. Another workspace has its own. */
export function useKept<T>(slot: Slot<T>): [T, Dispatch<SetStateAction<T>>] {
  const keeping = use(KeepingContext);
  const workspace = useWorkspace()?.id ?? "";
  const [value, setValue] = useState<T>(() => keeping?.read(slot, workspace) ?? slot.initial);
  useEffect(
    () => keeping?.watch(slot, workspace, (next) => setValue(() => next)),
    [keeping, slot, workspace],
  );
  useEffect(() => keeping?.write(slot, workspace, value), [keeping, slot, workspace, value]);
  return [value, setValue];
}
