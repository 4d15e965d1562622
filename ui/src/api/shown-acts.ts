import { useEffect, useSyncExternalStore } from "react";

/** Acts whose progress and outcome a view on the screen shows itself, so that nothing else repeats them. */
const shown = new Map<string, number>();
const listeners = new Set<() => void>();

function change(id: string, by: 1 | -1): void {
  const count = (shown.get(id) ?? 0) + by;
  if (count > 0) shown.set(id, count);
  else shown.delete(id);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Says that this view shows the act for as long as it is there; `null` for none. */
export function useShowsAct(id: string | null): void {
  useEffect(() => {
    if (id === null) return;
    change(id, 1);
    return () => change(id, -1);
  }, [id]);
}

/** Whether some view shows the act itself. */
export function useIsActShown(id: string | null): boolean {
  return useSyncExternalStore(subscribe, () => id !== null && shown.has(id));
}
