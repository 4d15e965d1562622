import { createContext, use } from "react";
import type { IpcError } from "@/platform";

/** Acts of the frame that a feature may ask for without knowing the frame. */
export type FrameActs = {
  openPalette: () => void;
  openKeyMap: () => void;
  /** Starts signing the open workspace in again, in the way it signed in. */
  signInAgain: () => void;
  /** Says something to the person once, in the bar below the top. */
  notice: (error: IpcError) => void;
  /** Tells screen readers, politely, at most once in five seconds. */
  announce: (text: string) => void;
  /** Stops everything that would be sent to Meta, at once. */
  stopWrites: () => void;
  /** Asks whether changes may be sent again. */
  allowWrites: () => void;
  /** Shows what taking an act back would do; without a name, the newest that can be taken back. */
  undo: (changeId?: string) => void;
};

export const FrameActsContext = createContext<FrameActs | null>(null);

export function useFrameActs(): FrameActs {
  const acts = use(FrameActsContext);
  if (acts === null) throw new Error("FrameActsContext has no provider above this component");
  return acts;
}
