import { useEffect, useRef, useState } from "react";
import { toIpcError } from "@/api/errors";
import { usePlatform } from "@/api/platform-context";
import type { CheckDepth, IpcError, PreviewPublish, PublishPreview } from "@/platform";

/** Milliseconds of rest after a change before the core looks at it. */
const REST = 200;

export type PublishWish = Omit<PreviewPublish, "depth">;

/** What is known of the ads that would be made. */
export interface PublishLook {
  /** The newest look, maybe of a moment ago. */
  matrix: PublishPreview | null;
  /** Whether it is of exactly what is asked for now. */
  current: boolean;
  /** Whether Meta was asked about exactly that. */
  checked: boolean;
  /** Whether Meta is being asked. */
  checking: boolean;
  error: IpcError | null;
  /** Lets Meta check it, without making anything. */
  check: () => void;
}

/** Looks at a matrix of ads while it is put together. What was said of another one counts for nothing. */
export function usePublishLook(wish: PublishWish | null): PublishLook {
  const platform = usePlatform();
  const of = wish === null ? null : JSON.stringify(wish);
  const [seen, setSeen] = useState<{ of: string; matrix: PublishPreview } | null>(null);
  const [failed, setFailed] = useState<{ of: string; error: IpcError } | null>(null);
  const [checking, setChecking] = useState<string | null>(null);
  const latest = useRef({ of, wish });
  latest.current = { of, wish };

  const look = async (depth: CheckDepth, wanted: string, what: PublishWish): Promise<void> => {
    try {
      const matrix = await platform.previewPublish({ ...what, depth });
      if (latest.current.of !== wanted) return;
      setSeen({ of: wanted, matrix });
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
      if (wanted.of === of && wanted.wish !== null) void run.current("local", of, wanted.wish);
    }, REST);
    return () => clearTimeout(timer);
  }, [of]);

  const check = (): void => {
    if (of === null || wish === null) return;
    setChecking(of);
    void look("meta", of, wish).finally(() => setChecking(null));
  };
  const current = seen !== null && seen.of === of;
  return {
    matrix: of === null ? null : (seen?.matrix ?? null),
    current,
    checked: current && seen.matrix.preview.checked === "meta",
    checking: checking !== null && checking === of,
    error: failed !== null && failed.of === of ? failed.error : null,
    check,
  };
}
