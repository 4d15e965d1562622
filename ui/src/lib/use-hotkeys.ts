import { useEffect, useMemo, useRef, useSyncExternalStore } from "react";
import { type Hotkey, hotkeyRegistry } from "./hotkeys";

/** Makes the keys live while the component is mounted and `enabled`. Handlers may change on each render. */
export function useHotkeys(hotkeys: Hotkey[], enabled = true): void {
  const latest = useRef(hotkeys);
  useEffect(() => {
    latest.current = hotkeys;
  });
  const shape = hotkeys
    .map(({ keys, label, group, everywhere, outsideText }) =>
      [keys, label, group, everywhere, outsideText].join("\u0000"),
    )
    .join("\u0001");
  const stable = useMemo(
    () =>
      shape
        .split("\u0001")
        .filter(Boolean)
        .map((entry, index): Hotkey => {
          const [keys = "", label = "", group = "", everywhere, outsideText] = entry.split("\u0000");
          const run = (event: KeyboardEvent) => latest.current[index]?.run(event);
          const rest = { everywhere: everywhere === "true", outsideText: outsideText === "true" };
          return { keys, label, group, run, ...rest };
        }),
    [shape],
  );
  useEffect(() => (enabled ? hotkeyRegistry.add(stable) : undefined), [stable, enabled]);
}

/** Every key that is live now, for the key map. */
export function useLiveHotkeys(): readonly Hotkey[] {
  return useSyncExternalStore(hotkeyRegistry.subscribe, hotkeyRegistry.list);
}
