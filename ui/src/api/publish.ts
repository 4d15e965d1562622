import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { keys } from "./keys";
import { usePlatform } from "./platform-context";

/** Ad sets of an account that ads can be made in, by a part of their name or their campaign's. */
export function usePublishPlaces(accountId: string, text: string) {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...keys.studio, "places", accountId, text],
    queryFn: () => platform.listPublishPlaces({ accountId, text }),
    placeholderData: keepPreviousData,
  });
}
