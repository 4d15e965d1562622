import { useQuery } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { usePlatform } from "@/api/platform-context";
import type { ObjectKey, SettingsRow } from "@/platform";

/**
 * The settings of one object as values, from this computer. They are read anew each time they are asked for, and stay
 * what they were while somebody works on them.
 */
export function useSettingsRow(object: ObjectKey) {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...keys.settingsTable([object.id]), object.level],
    queryFn: async (): Promise<SettingsRow | null> => {
      const rows = await platform.listSettings({ selection: { by: "ids", objects: [object] }, ids: [] });
      return rows.find(({ id }) => id === object.id) ?? null;
    },
    gcTime: 0,
  });
}
