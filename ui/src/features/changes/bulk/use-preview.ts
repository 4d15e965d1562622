import { useCallback, useEffect, useRef, useState } from "react";
import { toIpcError } from "@/api/errors";
import { usePlatform } from "@/api/platform-context";
import type { ChangePreview, CheckDepth, IpcError, WantedChange } from "@/platform";

/** What a preview is asked for. Its identity is the question's: a new object is a new question. */
export type Ask =
  | { kind: "changes"; changes: WantedChange[]; reason: string }
  | { kind: "undo"; changeId: string };

/** How far looking at a change is. */
export type LookStep =
  /** Nothing is asked. */
  | "none"
  /** What would change is being worked out. */
  | "planning"
  /** It is worked out; Meta is asked in a moment. */
  | "waiting"
  | "checking"
  | "done"
  | "failed";

export interface PreviewState {
  step: LookStep;
  /** The newest preview; while a new question is worked out, the one before. */
  preview: ChangePreview | null;
  /** Whether the preview answers the question before this one. */
  behind: boolean;
  progress: { done: number; total: number } | null;
  error: IpcError | null;
}

export interface PreviewHandle extends PreviewState {
  /** Looks again, as deep as wanted. */
  look: (depth: "live" | "meta") => void;
  /** Breaks a check off; what is known on this computer stays. */
  stop: () => void;
}

/** Milliseconds of rest before what is typed is worked out. */
const TYPING_REST = 150;
/** Milliseconds a preview stays before Meta is asked about it: each question costs calls. */
const LOOKING_REST = 450;

const NOTHING: PreviewState = { step: "none", preview: null, behind: false, progress: null, error: null };

/** What would happen: worked out here at once, then checked against what the objects are at Meta while a person looks. */
export function usePreview(ask: Ask | null): PreviewHandle {
  const platform = usePlatform();
  const [state, setState] = useState<PreviewState>(NOTHING);
  /** The last look begun; answers to older ones are dropped. */
  const latest = useRef(0);

  const look = useCallback(
    async (asked: Ask, depth: CheckDepth): Promise<ChangePreview | null> => {
      latest.current += 1;
      const mine = latest.current;
      const step = depth === "local" && asked.kind === "changes" ? "planning" : "checking";
      setState((now) => ({ ...now, step, progress: null, error: null }));
      try {
        const preview =
          asked.kind === "undo"
            ? await platform.previewUndo(asked.changeId)
            : await platform.previewChanges({ changes: asked.changes, new: [], reason: asked.reason, depth });
        if (mine !== latest.current) return null;
        const waits = depth === "local" && asked.kind === "changes" && preview.rowCount > 0;
        setState({ ...NOTHING, step: waits ? "waiting" : "done", preview });
        return preview;
      } catch (error) {
        if (mine === latest.current) {
          setState((now) => ({ ...now, step: "failed", error: toIpcError(error) }));
        }
        return null;
      }
    },
    [platform],
  );

  useEffect(() => {
    latest.current += 1;
    if (ask === null) {
      setState(NOTHING);
      return;
    }
    setState((now) => ({ ...now, behind: now.preview !== null, step: "planning", error: null }));
    const timers: ReturnType<typeof setTimeout>[] = [];
    const begin = async () => {
      const planned = await look(ask, "local");
      if (planned === null || ask.kind === "undo" || planned.rowCount === 0) return;
      timers.push(setTimeout(() => void look(ask, "live"), LOOKING_REST));
    };
    timers.push(setTimeout(() => void begin(), TYPING_REST));
    return () => {
      latest.current += 1;
      for (const timer of timers) clearTimeout(timer);
    };
  }, [ask, look]);

  const checking = state.step === "checking";
  useEffect(() => {
    if (!checking) return;
    const listening = platform.onEvent((event) => {
      if (event.kind !== "check_moved") return;
      const { done, total } = event;
      setState((now) => (now.step === "checking" ? { ...now, progress: { done, total } } : now));
    });
    return () => void listening.then((stop) => stop());
  }, [platform, checking]);

  const again = useCallback(
    (depth: "live" | "meta") => {
      if (ask !== null) void look(ask, depth);
    },
    [ask, look],
  );
  return {
    ...state,
    look: again,
    // An answer comes all the same, with what is known on this computer; a failure to stop is the check's own.
    stop: () => void platform.cancelCheck().catch(() => {}),
  };
}
