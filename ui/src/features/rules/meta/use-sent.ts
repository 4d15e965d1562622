import { useEffect, useRef } from "react";
import type { Sending } from "@/api/sending";
import { texts } from "./texts";

/** Calls `onDone` once an act of one row has come about; answers why it did not. */
export function useSent(sending: Sending, onDone: () => void): string | null {
  const [row] = sending.detail?.rows ?? [];
  const done = row !== undefined && (row.outcome === "confirmed" || row.outcome === "already_so");
  const latest = useRef(onDone);
  useEffect(() => {
    latest.current = onDone;
  });
  useEffect(() => {
    if (done) latest.current();
  }, [done]);
  return row === undefined || done ? null : (row.text ?? texts.act.failed);
}
