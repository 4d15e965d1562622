import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { PlatformContext } from "@/api/platform-context";
import { createQueryClient } from "@/api/query-client";
import { TooltipProvider } from "@/components/ui/tooltip";
import { markInputKind } from "@/lib/input-kind";
import type { Platform } from "@/platform";
import { Keeping, KeepingContext } from "@/view/kept";
import { createAppRouter } from "./router";

type Props = {
  platform: Platform;
  /** With what was asked for before the first drawing. */
  client?: QueryClient;
  /** For tests: the address to start at. */
  router?: ReturnType<typeof createAppRouter>;
};

/** Everything the page needs around it. */
export function App({ platform, client: asked, router: given }: Props) {
  const [client] = useState(() => asked ?? createQueryClient());
  const [router] = useState(() => given ?? createAppRouter());
  const [keeping] = useState(() => new Keeping());
  useEffect(() => markInputKind(), []);
  return (
    <PlatformContext value={platform}>
      <QueryClientProvider client={client}>
        <TooltipProvider>
          <KeepingContext value={keeping}>
            <RouterProvider router={router} />
          </KeepingContext>
        </TooltipProvider>
      </QueryClientProvider>
    </PlatformContext>
  );
}
