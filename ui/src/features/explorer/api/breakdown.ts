import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { usePlatform } from "@/api/platform-context";
import type { BreakdownRequest } from "@/platform";

/** How often a pull that runs is looked at; what is looked at is on this computer. */
const LOOK_EVERY_MS = 400;

/** Split figures as far as they are here, and how far a pull of them is. */
export function useBreakdown(request: BreakdownRequest) {
  const platform = usePlatform();
  return useQuery({
    queryKey: keys.breakdown(request),
    queryFn: () => platform.getBreakdown(request),
    refetchInterval: (query) => (query.state.data?.running ? LOOK_EVERY_MS : false),
  });
}

/** Begins a pull; the answer comes at once and the figures while it runs. */
export function useStartBreakdown(request: BreakdownRequest) {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (again: boolean) => platform.startBreakdown({ breakdown: request, again }),
    onSuccess: (shown) => client.setQueryData(keys.breakdown(request), shown),
  });
}

export function useStopBreakdown(request: BreakdownRequest) {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => platform.stopBreakdown(),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.breakdown(request) }),
  });
}
