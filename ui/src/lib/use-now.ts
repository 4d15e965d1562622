import { useEffect, useRef, useState } from "react";

/** One timer a period, for everybody who waits for it: a window that shows nothing new sleeps as long as it can. */
const waiting = new Map<number, Set<() => void>>();
const timers = new Map<number, ReturnType<typeof setInterval>>();

function tickEvery(everyMs: number, tick: () => void): () => void {
  const ticks = waiting.get(everyMs) ?? new Set();
  waiting.set(everyMs, ticks.add(tick));
  if (!timers.has(everyMs))
    timers.set(
      everyMs,
      setInterval(() => ticks.forEach(run), everyMs),
    );
  return () => {
    ticks.delete(tick);
    if (ticks.size > 0) return;
    clearInterval(timers.get(everyMs));
    timers.delete(everyMs);
    waiting.delete(everyMs);
  };
}

const run = (tick: () => void): void => tick();

/**
 * The time, looked at every `everyMs`. Given what is seen of it, it stands still until that changes, so that nothing is
 * drawn again in vain.
 */
export function useNow(everyMs: number, seen: (nowMs: number) => string | number | boolean = Number): number {
  const [now, setNow] = useState(Date.now);
  const latest = useRef({ now, seen });
  latest.current = { now, seen };
  useEffect(
    () =>
      tickEvery(everyMs, () => {
        const at = Date.now();
        const { now: before, seen: of } = latest.current;
        if (of(at) !== of(before)) setNow(at);
      }),
    [everyMs],
  );
  return now;
}
