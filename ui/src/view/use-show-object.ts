import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { useWorkspace } from "@/api/app-state";
import type { ObjectKey } from "@/platform";
import { useViewState } from "./use-view-state";
import { lookingAt, viewToSearch } from "./view-state";

/** Opens an object in the explorer, with its account opened and its drawer beside. */
export function useShowObject(): (object: ObjectKey) => void {
  const navigate = useNavigate();
  const { view } = useViewState();
  const accounts = useWorkspace()?.accounts;
  return useCallback(
    ({ accountId, id, level }) => {
      const ids = (accounts ?? []).map((account) => account.id);
      const object = { accountId, id, level };
      const search = viewToSearch({ ...view, ...lookingAt([accountId], ids), object });
      void navigate({ to: "/explorer", search });
    },
    [navigate, view, accounts],
  );
}
