import { useBlocker } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { forgetEdited } from "../model/edited";

/** Where what is being written is taken along. */
const TAKES_ALONG = "/rules/backtest";

/** Asks before what was written would be lost by leaving; `pass` lets the next step go. */
export function useLeaving(dirty: boolean) {
  const passing = useRef(false);
  const latest = useRef(dirty);
  useEffect(() => {
    latest.current = dirty;
  });
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => {
      if (next.pathname === current.pathname || next.pathname === TAKES_ALONG) return false;
      const blocks = latest.current && !passing.current;
      if (!blocks) forgetEdited();
      return blocks;
    },
    enableBeforeUnload: false,
    withResolver: true,
  });
  return {
    asked: blocker.status === "blocked",
    leave: () => {
      forgetEdited();
      blocker.proceed?.();
    },
    stay: () => blocker.reset?.(),
    pass: () => {
      passing.current = true;
    },
  };
}
