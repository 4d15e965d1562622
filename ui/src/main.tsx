import { createRoot } from "react-dom/client";
import { appStateQuery } from "@/api/app-state";
import { createQueryClient } from "@/api/query-client";
import { settingsQuery } from "@/api/settings";
import { App } from "@/app/app";
import { NoPlatform } from "@/app/no-platform";
import { makeLanguageUsable } from "@/lib/locale";
import { connectPlatform } from "@/platform";

makeLanguageUsable(navigator);
const container = document.getElementById("root");
if (container !== null) {
  const platform = await connectPlatform();
  if (platform === null) {
    createRoot(container).render(<NoPlatform />);
  } else {
    const client = createQueryClient();
    // The first drawing has what it needs, so that it neither is blank nor changes its mind. What fails is said by it.
    await Promise.all([
      client.prefetchQuery(appStateQuery(platform)),
      client.prefetchQuery(settingsQuery(platform)),
    ]);
    createRoot(container).render(<App platform={platform} client={client} />);
  }
}
