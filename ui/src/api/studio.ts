import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type {
  EstimateStudioCopy,
  Platform,
  StartStudioCopy,
  StudioBrief,
  StudioBriefDetail,
  StudioProviders,
  UpdateStudioVariant,
} from "@/platform";
import { keys } from "./keys";
import { usePlatform } from "./platform-context";

/** While something is written it is asked for again, should the event of its end get lost. */
const WATCH_MS = 2_000;

/** All services, and what may be spent. */
export function useStudioProviders() {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...keys.studio, "providers"],
    queryFn: () => platform.listStudioProviders(),
  });
}

/** A change of the services; its answer replaces what is shown. */
export function useChangeProviders<Input>(
  change: (platform: Platform, input: Input) => Promise<StudioProviders>,
) {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => change(platform, input),
    onSuccess: (providers) => client.setQueryData([...keys.studio, "providers"], providers),
  });
}

/** Whether a service answers. */
export function useTestProvider() {
  const platform = usePlatform();
  return useMutation({ mutationFn: (id: string) => platform.testStudioProvider(id) });
}

/** All briefs, newest first. */
export function useStudioBriefs() {
  const platform = usePlatform();
  return useQuery({ queryKey: [...keys.studio, "briefs"], queryFn: () => platform.listStudioBriefs() });
}

/** One brief with everything made from it; `null` asks for none. */
export function useStudioBrief(id: string | null) {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...keys.studio, "brief", id],
    queryFn: () => platform.getStudioBrief(id ?? ""),
    enabled: id !== null,
    refetchInterval: ({ state }) => (state.data?.run?.state === "running" ? WATCH_MS : false),
  });
}

/** What writing would cost, and what would leave this computer. */
export function useStudioEstimate(asked: EstimateStudioCopy | null) {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...keys.studio, "estimate", asked],
    queryFn: () => platform.estimateStudioCopy(asked ?? { briefId: "", providerId: "" }),
    enabled: asked !== null,
    retry: false,
  });
}

function useChangeBrief<Input>(change: (platform: Platform, input: Input) => Promise<StudioBriefDetail>) {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => change(platform, input),
    onSuccess: (detail) => {
      client.setQueryData([...keys.studio, "brief", detail.brief.id], detail);
      void client.invalidateQueries({ queryKey: [...keys.studio, "briefs"] });
      void client.invalidateQueries({ queryKey: [...keys.studio, "estimate"] });
    },
  });
}

export const useSaveBrief = () =>
  useChangeBrief((platform, brief: StudioBrief) => platform.saveStudioBrief(brief));

export const useStartCopy = () =>
  useChangeBrief((platform, input: StartStudioCopy) => platform.startStudioCopy(input));

export const useCancelCopy = () => useChangeBrief((platform, id: string) => platform.cancelStudioCopy(id));

export const useUpdateVariant = () =>
  useChangeBrief((platform, input: UpdateStudioVariant) => platform.updateStudioVariant(input));

/** Takes a brief away. */
export function useDeleteBrief() {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => platform.deleteStudioBrief(id),
    onSuccess: (rows) => client.setQueryData([...keys.studio, "briefs"], rows),
  });
}
