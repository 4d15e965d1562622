import { useConfirmHeldWrites } from "@/api/workspaces";
import { Button } from "@/components/ui/button";
import { Banner } from "@/components/ui/view-states";
import { toIpcError, type WorkspaceState } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { texts } from "../texts";

/** Nothing is sent to Meta until a person has looked: why, and the button that says so. */
export function HeldBar({ workspace }: { workspace: WorkspaceState }) {
  const confirm = useConfirmHeldWrites();
  const { notice } = useFrameActs();
  if (workspace.held === null) return null;
  return (
    <Banner
      tone="warn"
      testId="held-bar"
      action={
        <Button
          size="small"
          busy={confirm.isPending}
          onClick={() => confirm.mutate(undefined, { onError: (error) => notice(toIpcError(error)) })}
        >
          {texts.held.action}
        </Button>
      }
    >
      {texts.held.text(workspace.held.message)}
    </Banner>
  );
}
