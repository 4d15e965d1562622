import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { usePlatform } from "@/api/platform-context";
import type { GroupRequest } from "@/platform";
import type { ViewGroup } from "@/view/view-analysis";
import type { RowsRequest } from "./rows";

/** Groups of one answer. */
export const MOST_GROUPS = 500;

/** The groups of a question. While another one is under way, those of the one before stay. */
export function useGroups(request: RowsRequest, group: ViewGroup | null) {
  const platform = usePlatform();
  const input: GroupRequest = {
    explorer: { ...request, expanded: [], offset: 0, limit: MOST_GROUPS },
    level: group?.level ?? "ad",
    by: group?.by ?? { kind: "label", separator: "", position: 1 },
  };
  return useQuery({
    queryKey: keys.groups(input),
    queryFn: () => platform.groupExplorer(input),
    enabled: group !== null,
    placeholderData: keepPreviousData,
  });
}
