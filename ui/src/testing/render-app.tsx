import { createMemoryHistory } from "@tanstack/react-router";
import { type RenderResult, render } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { App } from "@/app/app";
import { createAppRouter } from "@/app/router";
import { createFakePlatform, type FakePlatform, type Scenario } from "@/platform/fake";

type Rendered = RenderResult & {
  platform: FakePlatform;
  user: UserEvent;
  /** The address as it stands: path and search. */
  address: () => string;
};

/** How much the sign-in can see. */
type Extent = { accounts?: number };

/** The whole page over a fake platform, started in a scenario and at an address. */
export function renderApp(scenario: Scenario, at = "/explorer", { accounts }: Extent = {}): Rendered {
  const platform = createFakePlatform({ scenario, ...(accounts === undefined ? {} : { accounts }) });
  const router = createAppRouter(createMemoryHistory({ initialEntries: [at] }));
  const result = render(<App platform={platform} router={router} />);
  return { ...result, platform, user: userEvent.setup(), address: () => router.state.location.href };
}
