import { useEffect, useRef, useState } from "react";
import { toIpcError } from "@/api/errors";
import { usePlatform } from "@/api/platform-context";
import type { ChangeEdit, ChangePreview, CheckDepth, IpcError, ObjectKey } from "@/platform";

/** Milliseconds of rest after typing before the change is worked out on this computer, and before Meta is asked. */
const REST_LOCAL = 60;
const REST_LIVE = 300;

/** What is known of a change that is being typed. */
export interface Look {
  /** The newest preview of exactly what stands in the editor; `null` while there is none. */
  preview: ChangePreview | null;
  /** Whether it was compared with Meta, or all was done towards that. */
  checked: boolean;
  /** Whether something is under way. */
  busy: boolean;
  error: IpcError | null;
  /** Looks again, from what is known by now. */
  again: () => void;
}

interface Seen {
  of: string;
  preview: ChangePreview | null;
  checked: boolean;
  error: IpcError | null;
}

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => clearTimeout(timer));
  });

/**
 * Previews edits of an object while they are typed: first from this computer, then against Meta. What belongs to an
 * older state of the editor is never shown.
 */
export function useLook(
  object: ObjectKey,
  edits: readonly ChangeEdit[] | null,
  { online, typed }: { online: boolean; typed: boolean },
): Look {
  const platform = usePlatform();
  const [seen, setSeen] = useState<Seen | null>(null);
  const [turn, setTurn] = useState(0);
  const of = edits === null ? null : JSON.stringify([object, edits, turn, online]);
  const latest = useRef({ object, edits });
  latest.current = { object, edits };

  useEffect(() => {
    const wanted = latest.current;
    if (of === null || wanted.edits === null) return;
    const stop = new AbortController();
    const changes = wanted.edits.map((edit) => ({
      selection: { by: "ids" as const, objects: [wanted.object] },
      edit,
    }));
    const look = async (depth: CheckDepth, checked: boolean): Promise<void> => {
      const preview = await platform.previewChanges({ changes, new: [], reason: "", depth });
      if (!stop.signal.aborted) setSeen({ of, preview, checked, error: null });
    };
    const run = async (): Promise<void> => {
      if (typed) await wait(REST_LOCAL, stop.signal);
      if (stop.signal.aborted) return;
      await look("local", !online);
      if (typed) await wait(REST_LIVE, stop.signal);
      if (online && !stop.signal.aborted) await look("live", true);
    };
    run().catch((error: unknown) => {
      if (stop.signal.aborted) return;
      setSeen((now) => ({
        of,
        preview: now?.of === of ? now.preview : null,
        checked: false,
        error: toIpcError(error),
      }));
    });
    return () => stop.abort();
  }, [of, platform, online, typed]);

  const current = seen !== null && seen.of === of ? seen : null;
  return {
    preview: current?.preview ?? null,
    checked: current?.checked ?? false,
    busy: of !== null && current?.checked !== true && (current?.error ?? null) === null,
    error: current?.error ?? null,
    again: () => setTurn((now) => now + 1),
  };
}
