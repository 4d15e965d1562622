import { useEffect, useState } from "react";

/** Milliseconds a result stays in sight. */
const SHOWN = 6_000;

/** What came of the last act, for some seconds. */
export function useSaid() {
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), SHOWN);
    return () => clearTimeout(timer);
  }, [said]);
  return [said, setSaid] as const;
}
