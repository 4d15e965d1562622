import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ExportReport, SaveReportSettings } from "@/platform";
import { keys } from "./keys";
import { usePlatform } from "./platform-context";

/** How a client's reports look; `null` stands for all accounts together. */
export function useReportSettings(clientId: string | null) {
  const platform = usePlatform();
  return useQuery({
    queryKey: keys.reportSettings(clientId),
    queryFn: () => platform.getReportSettings(clientId),
  });
}

/** Keeps how reports look, and when they are written by themselves. */
export function useSaveReportSettings() {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: SaveReportSettings) => platform.saveReportSettings(input),
    onSuccess: (kept) => client.setQueryData(keys.reportSettings(kept.clientId), kept),
  });
}

/** Writes a report to a file. */
export function useExportReport() {
  const platform = usePlatform();
  return useMutation({ mutationFn: (input: ExportReport) => platform.exportReport(input) });
}
