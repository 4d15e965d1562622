import { useRef } from "react";

/** The same object for as long as it says the same: what follows from it need not be worked out again. */
export function useStable<T>(next: T): T {
  const kept = useRef({ text: JSON.stringify(next), value: next });
  const text = JSON.stringify(next);
  if (text !== kept.current.text) kept.current = { text, value: next };
  return kept.current.value;
}
