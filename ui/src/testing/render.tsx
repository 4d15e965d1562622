import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import { type RenderResult, render } from "@testing-library/react";
import type { ReactElement } from "react";
import { applyEvent } from "@/api/events";
import { PlatformContext } from "@/api/platform-context";
import { createQueryClient } from "@/api/query-client";
import { createFakePlatform, type FakePlatform, type Scenario } from "@/platform/fake";

type Options = {
  scenario?: Scenario;
  platform?: FakePlatform;
  /** Address of the view, such as `/?range=last_7`. */
  at?: string;
};

/** Renders one part of the page over a fake platform, with queries, events and an address like the real page's. */
export function renderPart(
  part: ReactElement,
  options: Options = {},
): RenderResult & { platform: FakePlatform } {
  const platform = options.platform ?? createFakePlatform({ scenario: options.scenario ?? "connected" });
  const client = createQueryClient();
  void platform.onEvent((event) => applyEvent(client, event, { navigate: () => {}, notice: () => {} }));
  const router = createRouter({
    routeTree: createRootRoute({ component: () => part }),
    history: createMemoryHistory({ initialEntries: [options.at ?? "/"] }),
  });
  const result = render(
    <PlatformContext value={platform}>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </PlatformContext>,
  );
  return { ...result, platform };
}
