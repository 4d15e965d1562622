import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Platform, Settings, SettingsPatch } from "@/platform";
import { keys } from "./keys";
import { usePlatform } from "./platform-context";

const NO_CHANGE: SettingsPatch = {
  theme: null,
  density: null,
  syncEveryMinutes: null,
  historyDays: null,
  keepInTray: null,
  singleLetterKeys: null,
  toldAboutTray: null,
  backupsKept: null,
  explorerColumns: null,
  quietHours: null,
  quietFromMinute: null,
  quietUntilMinute: null,
};

export const settingsQuery = (platform: Platform) =>
  queryOptions({ queryKey: keys.settings, queryFn: () => platform.getSettings() });

export function useSettings(): Settings | undefined {
  return useQuery(settingsQuery(usePlatform())).data;
}

/** Changes settings at once; the answer replaces what is shown. */
export function useUpdateSettings() {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (patch: Partial<SettingsPatch>) => platform.updateSettings({ ...NO_CHANGE, ...patch }),
    onSuccess: (settings) => client.setQueryData(keys.settings, settings),
  });
}
