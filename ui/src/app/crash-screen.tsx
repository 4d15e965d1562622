import type { ErrorComponentProps } from "@tanstack/react-router";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/view-states";
import { toIpcError } from "@/platform";
import { texts } from "./texts";

/** In place of a view that threw. The rest of the window keeps working. */
export function CrashScreen({ error, reset }: ErrorComponentProps) {
  return (
    <div role="alert">
      <EmptyState
        title={texts.crash.title}
        text={`${toIpcError(error).message} ${texts.crash.still}`}
        action={
          <Button kind="primary" onClick={reset}>
            {texts.crash.again}
          </Button>
        }
      />
    </div>
  );
}
