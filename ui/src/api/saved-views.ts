import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { SavedView, SaveView } from "@/platform";
import { keys } from "./keys";
import { usePlatform } from "./platform-context";

const NONE: readonly SavedView[] = [];

/** The explorer's saved views by name; `undefined` until they are known. */
export function useSavedViews(): readonly SavedView[] | undefined {
  const platform = usePlatform();
  const { data, isError } = useQuery({
    queryKey: keys.savedViews,
    queryFn: () => platform.listSavedViews(),
  });
  return isError ? NONE : data;
}

/** Saves and removes views; the answer replaces what is shown. */
export function useViewStore() {
  const platform = usePlatform();
  const client = useQueryClient();
  const onSuccess = (views: SavedView[]) => client.setQueryData(keys.savedViews, views);
  const save = useMutation({ mutationFn: (input: SaveView) => platform.saveView(input), onSuccess });
  const remove = useMutation({
    mutationFn: (name: string) => platform.deleteView({ name }),
    onSuccess,
  });
  return { save, remove };
}
