import { Button } from "@/components/ui/button";
import { Banner } from "@/components/ui/view-states";
import { formatDuration } from "@/lib/times";
import { useNow } from "@/lib/use-now";
import type { Connection, WorkspaceState } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { texts } from "../texts";

const DAY = 86_400_000;

/** Warned about ahead of time: a week before either clock runs out. */
const SOON = 7 * DAY;

function messageFor(connection: Connection, nowMs: number): { tone: "neg" | "warn"; text: string } | null {
  if (connection.status === "ended") return { tone: "neg", text: texts.ended.text(connection.cause) };
  if (connection.status === "none") return null;
  const token = connection.tokenNeverExpires ? null : connection.tokenExpiresAtMs;
  const access = connection.dataAccessExpiresAtMs;
  if (token !== null && token - nowMs < SOON) {
    return { tone: "warn", text: texts.ended.soon(formatDuration(token - nowMs)) };
  }
  if (access !== null && access - nowMs < SOON) {
    return { tone: "warn", text: texts.ended.access(formatDuration(access - nowMs)) };
  }
  return null;
}

/** The sign-in is over or ends soon: its cause and one button. */
export function ConnectionBar({ workspace }: { workspace: WorkspaceState }) {
  const { signInAgain } = useFrameActs();
  const now = useNow(60_000, (nowMs) => messageFor(workspace.connection, nowMs)?.text ?? "");
  const message = messageFor(workspace.connection, now);
  if (message === null) return null;
  return (
    <Banner
      tone={message.tone}
      testId="sign-in-bar"
      action={
        <Button size="small" onClick={signInAgain}>
          {texts.ended.action}
        </Button>
      }
    >
      {message.text}
    </Banner>
  );
}
