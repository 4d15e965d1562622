import {
  createHashHistory,
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouterHistory,
  redirect,
} from "@tanstack/react-router";
import { activitySearch } from "@/features/activity/activity-search";
import { approvalsSearch } from "@/features/approvals/approvals-search";
import { ExplorerPage } from "@/features/explorer/explorer-page";
import { WelcomePage } from "@/features/onboarding/welcome-page";
import { OverviewPage } from "@/features/overview/overview-page";
import { backtestSearch } from "@/features/rules/acts/backtest-search";
import { runsSearch } from "@/features/rules/acts/runs-search";
import { parseView, type ViewSearch, viewToSearch } from "@/view/view-state";
import { CrashScreen } from "./crash-screen";
import { Root } from "./root";

const rootRoute = createRootRoute({
  component: Root,
  // Whatever an address holds, a usable view comes out of it.
  validateSearch: (search: Record<string, unknown>): ViewSearch => viewToSearch(parseView(search)),
  errorComponent: CrashScreen,
});

const indexRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/",
  component: OverviewPage,
});

const explorerRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/explorer",
  component: ExplorerPage,
});

const bulkRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/bulk",
  component: lazyRouteComponent(() => import("@/features/changes/bulk/bulk-page"), "BulkPage"),
});

const activityRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/activity",
  validateSearch: activitySearch,
  component: lazyRouteComponent(() => import("@/features/activity/activity-page"), "ActivityPage"),
});

const accountsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/accounts",
  component: lazyRouteComponent(() => import("@/features/onboarding/accounts-page"), "AccountsPage"),
});

const reconcileRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/reconcile",
  component: lazyRouteComponent(() => import("@/features/reconcile/reconcile-page"), "ReconcilePage"),
});

const welcomeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/welcome",
  component: WelcomePage,
});

const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/settings/{-$section}",
  // Read only when asked for: the table comes first.
  component: lazyRouteComponent(() => import("@/features/settings/settings-page"), "SettingsPage"),
});

const draftsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/drafts/{-$draft}",
  component: lazyRouteComponent(() => import("@/features/changes/drafts/drafts-page"), "DraftsPage"),
});

const creationRoute = createRoute({
  getParentRoute: () => rootRoute,
  // Where: an account, or an object of one.
  path: "/create/{-$place}",
  component: lazyRouteComponent(() => import("@/features/changes/create/create-page"), "CreatePage"),
});

const rulesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/rules",
  component: lazyRouteComponent(() => import("@/features/rules/rules-page"), "RulesPage"),
});

const newRuleRoute = createRoute({
  getParentRoute: () => rootRoute,
  // `template`, `copy` and `account` in its search say what it begins with.
  path: "/rules/new",
  component: lazyRouteComponent(() => import("@/features/rules/rule-page"), "NewRulePage"),
});

const ruleRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/rules/$rule",
  component: lazyRouteComponent(() => import("@/features/rules/rule-page"), "RulePage"),
});

const approvalsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/approvals",
  validateSearch: approvalsSearch,
  component: lazyRouteComponent(() => import("@/features/approvals/approvals-page"), "ApprovalsPage"),
});

const ruleRunsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/rules/runs/{-$run}",
  validateSearch: runsSearch,
  component: lazyRouteComponent(() => import("@/features/rules/acts/runs-page"), "RunsPage"),
});

const pausedRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/rules/paused",
  component: lazyRouteComponent(() => import("@/features/rules/acts/paused-page"), "PausedPage"),
});

const metaRulesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/rules/meta",
  component: lazyRouteComponent(() => import("@/features/rules/meta/meta-page"), "MetaPage"),
});

const backtestRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/rules/backtest",
  validateSearch: backtestSearch,
  component: lazyRouteComponent(() => import("@/features/rules/acts/backtest-page"), "BacktestPage"),
});

const studioRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/studio/{-$brief}",
  component: lazyRouteComponent(() => import("@/features/studio/studio-page"), "StudioPage"),
});

const unknownRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "$",
  beforeLoad: () => {
    throw redirect({ to: "/" });
  },
});

const routeTree = rootRoute.addChildren([
  indexRoute,
  explorerRoute,
  bulkRoute,
  activityRoute,
  reconcileRoute,
  accountsRoute,
  welcomeRoute,
  settingsRoute,
  draftsRoute,
  creationRoute,
  rulesRoute,
  newRuleRoute,
  ruleRoute,
  approvalsRoute,
  ruleRunsRoute,
  pausedRoute,
  metaRulesRoute,
  backtestRoute,
  studioRoute,
  unknownRoute,
]);

/** Addresses live after `#`: the window's own scheme has no server that could answer for deeper paths. */
export function createAppRouter(history: RouterHistory = createHashHistory()) {
  return createRouter({ routeTree, history, defaultErrorComponent: CrashScreen, defaultPreload: false });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
