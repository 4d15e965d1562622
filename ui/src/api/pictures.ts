import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type {
  ComposeStudioPicture,
  ListStudioPictures,
  PaintStudioPicture,
  Platform,
  UpdateStudioPicture,
} from "@/platform";
import { keys } from "./keys";
import { usePlatform } from "./platform-context";

/** While something is painted it is asked for again, should the event of its end get lost. */
const WATCH_MS = 2_000;

/** A part of the library, and what can be done with it. */
export function useStudioPictures(asked: ListStudioPictures) {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...keys.studio, "pictures", asked],
    queryFn: () => platform.listStudioPictures(asked),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.run?.state === "running" ? WATCH_MS : false),
  });
}

/** What a picture would cost, and where its prompt goes; `null` asks for nothing. */
export function usePaintEstimate(asked: PaintStudioPicture | null) {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...keys.studio, "paint-estimate", asked],
    queryFn: () => (asked === null ? null : platform.estimateStudioPicture(asked)),
    enabled: asked !== null,
    retry: false,
  });
}

/** What one picture and one text look like in all placements; `null` asks for nothing. */
export function useComposition(asked: ComposeStudioPicture | null) {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...keys.studio, "composition", asked],
    queryFn: () => (asked === null ? null : platform.previewStudioComposition(asked)),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

function useChange<Input, Answer>(change: (platform: Platform, input: Input) => Promise<Answer>) {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => change(platform, input),
    onSuccess: () => void client.invalidateQueries({ queryKey: [...keys.studio, "pictures"] }),
  });
}

/** Asks for a file and takes its picture; `null` where the person chose none. */
export const useImportPicture = () =>
  useChange(async (platform, _: null) => {
    const path = await platform.chooseFile("open_picture", "");
    return path === null ? null : platform.importStudioPicture(path);
  });

export const useUpdatePicture = () =>
  useChange((platform, input: UpdateStudioPicture) => platform.updateStudioPicture(input));

export const usePaintPicture = () =>
  useChange((platform, input: PaintStudioPicture) => platform.paintStudioPicture(input));

export const useCancelPainting = () => useChange((platform, _: null) => platform.cancelStudioPicture());

export const useComposePicture = () =>
  useChange((platform, input: ComposeStudioPicture) => platform.composeStudioPicture(input));
