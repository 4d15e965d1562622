import { useNavigate } from "@tanstack/react-router";
import type { WorkspaceState } from "@/platform";

/** Whether Meta can be asked. */
export const canAsk = (workspace: WorkspaceState | null): boolean =>
  workspace?.online === true && workspace.connection.status !== "ended";

/** Goes to a draft, or to the list alone. */
export function useOpenDraft(): (id: string | null) => void {
  const navigate = useNavigate();
  return (id) =>
    void navigate({
      to: "/drafts/{-$draft}",
      params: { draft: id ?? undefined },
      search: true,
    });
}
