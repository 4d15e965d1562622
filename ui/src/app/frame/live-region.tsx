import { useCallback, useRef, useState } from "react";

/** At most one message in this time: a sync would otherwise talk without pause. */
const QUIET_MS = 5_000;

/** Texts for screen readers. Within the quiet time the latest one waits and the ones before it are dropped. */
export function useAnnouncer(): { text: string; announce: (text: string) => void } {
  const [text, setText] = useState("");
  const lastAt = useRef(Number.NEGATIVE_INFINITY);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const announce = useCallback((next: string) => {
    clearTimeout(timer.current);
    const say = () => {
      lastAt.current = Date.now();
      setText(next);
    };
    const wait = lastAt.current + QUIET_MS - Date.now();
    if (wait <= 0) say();
    else timer.current = setTimeout(say, wait);
  }, []);
  return { text, announce };
}

export function LiveRegion({ text }: { text: string }) {
  return (
    <output className="visually-hidden" aria-live="polite">
      {text}
    </output>
  );
}
