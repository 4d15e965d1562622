import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { usePlatform } from "@/api/platform-context";
import type { ObjectRequest, RevisionsRequest } from "@/platform";

// While the person walks from object to object the last one's figures stay, dimmed, until the next one's are here.

export function useObjectDetail(request: ObjectRequest) {
  const platform = usePlatform();
  return useQuery({
    queryKey: keys.object(request),
    queryFn: () => platform.getObject(request),
    placeholderData: keepPreviousData,
  });
}

export function useSeries(request: ObjectRequest) {
  const platform = usePlatform();
  return useQuery({
    queryKey: keys.series(request),
    queryFn: () => platform.getSeries(request),
    placeholderData: keepPreviousData,
  });
}

export function useRevisions(request: RevisionsRequest) {
  const platform = usePlatform();
  return useQuery({ queryKey: keys.revisions(request), queryFn: () => platform.listRevisions(request) });
}
