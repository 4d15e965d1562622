import { useBlocker } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { forgetEdited } from "../model/edited";

/** Where what is being written is taken along. */
const TAKES_ALONG = "/rules/backtest";

/** Asks before what was written would be lost by leaving; `pass` lets the next step go. */
export function useLeaving(dirty: boolean) {
  const passing = useRef(false);
  const along = useRef(false);
  const latest = useRef(dirty);
  useEffect(() => {
    latest.current = dirty;
  });
  // However the view goes away, also with its workspace: what is not taken along is nobody's any more.
  useEffect(
    () => () => {
      if (!along.current) forgetEdited();
    },
    [],
  );
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => {
      along.current = next.pathname === TAKES_ALONG;
      if (next.pathname === current.pathname || along.current) return false;
      return latest.current && !passing.current;
    },
    enableBeforeUnload: false,
    withResolver: true,
  });
  return {
    asked: blocker.status === "blocked",
    leave: () => blocker.proceed?.(),
    stay: () => blocker.reset?.(),
    pass: () => {
      passing.current = true;
    },
  };
}
