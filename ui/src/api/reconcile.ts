import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { ReconcileRequest } from "@/platform";
import { keys } from "./keys";
import { usePlatform } from "./platform-context";

/** Campaigns against what is in them; `null` asks for nothing. */
export function useReconciliation(request: ReconcileRequest | null) {
  const platform = usePlatform();
  return useQuery({
    queryKey: keys.reconcile(request),
    queryFn: () => (request === null ? null : platform.reconcileLevels(request)),
    placeholderData: keepPreviousData,
  });
}
