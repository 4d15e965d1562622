import { useCallback, useSyncExternalStore } from "react";

/** Below this width the rail folds by itself. */
const NARROW = "(max-width: 900px)";

let chosen: boolean | null = null;
const listeners = new Set<() => void>();

const isSlim = (): boolean => chosen ?? window.matchMedia(NARROW).matches;

function subscribe(listener: () => void): () => void {
  const query = window.matchMedia(NARROW);
  listeners.add(listener);
  query.addEventListener("change", listener);
  return () => {
    listeners.delete(listener);
    query.removeEventListener("change", listener);
  };
}

/** Whether the rail is slim: as the person chose in this window, else by its width. */
export function useSlimRail(): [boolean, () => void] {
  const slim = useSyncExternalStore(subscribe, isSlim);
  const toggle = useCallback(() => {
    chosen = !isSlim();
    for (const listener of listeners) listener();
  }, []);
  return [slim, toggle];
}
