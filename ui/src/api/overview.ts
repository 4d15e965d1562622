import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { OverviewRequest, Platform, SaveClient, SaveNote, SetTarget } from "@/platform";
import { keys } from "./keys";
import { usePlatform } from "./platform-context";

/** What happened and what needs a person. The last answer stays until the next one is there. */
export function useOverview(request: OverviewRequest) {
  const platform = usePlatform();
  return useQuery({
    queryKey: keys.overview(request),
    queryFn: () => platform.getOverview(request),
    placeholderData: keepPreviousData,
  });
}

/** Every metric in words. It is part of the program and never changes while that runs. */
export function useMetricCatalogue() {
  const platform = usePlatform();
  return useQuery({
    queryKey: keys.metricCatalogue,
    queryFn: () => platform.getMetricCatalogue(),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Groups of accounts, by name. */
export function useClients() {
  const platform = usePlatform();
  return useQuery({ queryKey: keys.clients, queryFn: () => platform.listClients() });
}

/** A mutation after which the overview and the clients are read again. */
function useOverviewMutation<Input, Answer>(run: (platform: Platform, input: Input) => Promise<Answer>) {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => run(platform, input),
    onSettled: async () => {
      await Promise.all([
        client.invalidateQueries({ queryKey: ["overview"] }),
        client.invalidateQueries({ queryKey: keys.clients }),
      ]);
    },
  });
}

export const useSetTarget = () =>
  useOverviewMutation((platform, input: SetTarget) => platform.setTarget(input));

export const useSaveClient = () =>
  useOverviewMutation((platform, input: SaveClient) => platform.saveClient(input));

export const useDeleteClient = () => useOverviewMutation((platform, id: string) => platform.deleteClient(id));

export const useSaveNote = () => useOverviewMutation((platform, input: SaveNote) => platform.saveNote(input));

export const useDeleteNote = () => useOverviewMutation((platform, id: string) => platform.deleteNote(id));
