import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Banner } from "@/components/ui/view-states";
import type { WorkspaceState } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { useDrafts, useStandings } from "./api";
import { canAsk, useOpenDraft } from "./navigate";
import { texts } from "./texts";

/**
 * One quiet line once Meta can be reached again and drafts wait: how many, and how many of them are in conflict. It
 * stays away until the next time it is offline.
 */
export function DraftsLine({ workspace }: { workspace: WorkspaceState }) {
  const online = canAsk(workspace);
  const back = useCameBack(online);
  const [dismissed, setDismissed] = useState(0);
  const open = useOpenDraft();
  const { announce } = useFrameActs();
  const drafts = useDrafts().data ?? [];
  const wanted = back > dismissed && drafts.length > 0;
  const standings = useStandings(drafts, wanted);
  const conflicts = drafts.filter(({ id }) => (standings.get(id)?.conflicts ?? 0) > 0).length;
  const text = texts.line(drafts.length, conflicts);
  useEffect(() => {
    if (wanted) announce(text);
  }, [wanted, text, announce]);
  if (!wanted) return null;
  return (
    <Banner
      tone="neutral"
      testId="drafts-line"
      action={
        <>
          <Button
            size="small"
            onClick={() => {
              setDismissed(back);
              open(null);
            }}
          >
            {texts.open}
          </Button>
          <Button
            kind="quiet"
            size="small"
            icon="close"
            iconOnly
            aria-label={texts.dismiss}
            onClick={() => setDismissed(back)}
          />
        </>
      }
    >
      {text}
    </Banner>
  );
}

/** How often Meta could be reached again after it could not. */
function useCameBack(online: boolean): number {
  const [count, setCount] = useState(0);
  const before = useRef(online);
  useEffect(() => {
    if (online && !before.current) setCount((now) => now + 1);
    before.current = online;
  }, [online]);
  return count;
}
