import { useEffect, useRef, useState } from "react";
import { toIpcError } from "@/api/errors";
import { usePlatform } from "@/api/platform-context";
import type { ChangePreview, CheckDepth, IpcError, NewObject } from "@/platform";

/** Milliseconds of rest after typing before the core looks at what is filled in. */
const REST = 150;

interface Seen {
  of: string;
  preview: ChangePreview;
}

/** What is known of what would be made. */
export interface CreateLook {
  /** The newest look of the core at the form, maybe of a moment ago. */
  preview: ChangePreview | null;
  /** Whether it is of exactly what stands in the form. */
  current: boolean;
  /** Whether Meta was asked about exactly what stands in the form. */
  checked: boolean;
  /** Whether Meta is being asked. */
  checking: boolean;
  error: IpcError | null;
  /** Lets Meta check it, without making anything. */
  check: () => void;
}

/**
 * Looks at new objects while they are filled in: the core's own rules at each rest, Meta's when asked. What Meta said of
 * another state of the form counts for nothing.
 */
export function useCreateLook(objects: readonly NewObject[] | null): CreateLook {
  const platform = usePlatform();
  const [seen, setSeen] = useState<Seen | null>(null);
  const [failed, setFailed] = useState<{ of: string; error: IpcError } | null>(null);
  const [checking, setChecking] = useState<string | null>(null);
  const of = objects === null ? null : JSON.stringify(objects);
  const latest = useRef({ of, objects });
  latest.current = { of, objects };

  const look = async (depth: CheckDepth, wanted: string, what: readonly NewObject[]): Promise<void> => {
    try {
      const preview = await platform.previewChanges({ changes: [], new: [...what], reason: "", depth });
      if (latest.current.of !== wanted) return;
      setSeen({ of: wanted, preview });
      setFailed(null);
    } catch (error) {
      if (latest.current.of === wanted) setFailed({ of: wanted, error: toIpcError(error) });
    }
  };
  const run = useRef(look);
  run.current = look;

  useEffect(() => {
    if (of === null) return;
    const timer = setTimeout(() => {
      const wanted = latest.current;
      if (wanted.of === of && wanted.objects !== null) void run.current("local", of, wanted.objects);
    }, REST);
    return () => clearTimeout(timer);
  }, [of]);

  const check = (): void => {
    if (of === null || objects === null) return;
    setChecking(of);
    void look("meta", of, objects).finally(() => setChecking(null));
  };
  const current = seen !== null && seen.of === of;
  return {
    preview: seen?.preview ?? null,
    current,
    checked: current && seen.preview.checked === "meta",
    checking: checking !== null && checking === of,
    error: failed !== null && failed.of === of ? failed.error : null,
    check,
  };
}
