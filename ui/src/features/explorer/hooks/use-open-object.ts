import { useCallback, useEffect, useState } from "react";
import type { ViewHandle } from "@/view/use-view-state";
import type { OpenObject } from "@/view/view-state";

/** Milliseconds of rest after which the address follows a walk. */
const REST = 250;

interface Walk {
  /** Id in the address when the walk stood here; another one there since means that the person went elsewhere. */
  from: string | null;
  object: OpenObject;
}

/**
 * The object of the drawer. Walking from row to row shows each at once and writes the address when it rests: a held key
 * walks thirty rows a second, and WebKit refuses more than a hundred changes of the address in a few seconds.
 */
export function useOpenObject({ view, setView }: ViewHandle) {
  const [walk, setWalk] = useState<Walk | null>(null);
  const inAddress = view.object?.id ?? null;
  const walking = walk !== null && walk.from === inAddress && walk.object.id !== inAddress ? walk : null;
  useEffect(() => {
    if (walking === null) return;
    const timer = setTimeout(() => setView({ object: walking.object }, { replace: true }), REST);
    return () => clearTimeout(timer);
  }, [walking, setView]);

  const walkTo = useCallback((object: OpenObject) => setWalk({ from: inAddress, object }), [inAddress]);
  const setObject = useCallback(
    (object: OpenObject | null) => {
      setWalk(null);
      setView({ object });
    },
    [setView],
  );
  return { object: walking?.object ?? view.object, walkTo, setObject };
}
