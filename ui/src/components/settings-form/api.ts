import { useQuery } from "@tanstack/react-query";
import { usePlatform } from "@/api/platform-context";
import type { ObjectKey } from "@/platform";

/** First word of the keys of settings forms. */
const FORM = "settings_form";

/** The settings of one object that can be changed: by what is here at once, and as Meta has them once asked. */
export function useSettingsForm(object: ObjectKey, live: boolean) {
  const platform = usePlatform();
  const key = (asked: boolean) => [FORM, object, asked] as const;
  const here = useQuery({
    queryKey: key(false),
    queryFn: () => platform.getSettingsForm({ object, live: false }),
    // What is here changes with every sync and every send, and reading it costs nothing.
    staleTime: 0,
  });
  const there = useQuery({
    queryKey: key(true),
    queryFn: () => platform.getSettingsForm({ object, live: true }),
    enabled: live,
    staleTime: 0,
  });
  return { here, there };
}
