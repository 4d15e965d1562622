import type {
  BreakdownRequest,
  ExplorerRequest,
  GroupRequest,
  Naming,
  ObjectKey,
  ObjectRequest,
  OverviewRequest,
  ReconcileRequest,
  RevisionsRequest,
  SearchRequest,
} from "@/platform";

/** Every query the page makes, so that an event can say which of them to refetch. */
export const keys = {
  appState: ["app_state"],
  signIn: ["sign_in"],
  availableAccounts: ["available_accounts"],
  syncStatus: ["sync_status"],
  settings: ["settings"],
  backups: ["backups"],
  messages: ["messages"],
  writeState: ["write_state"],
  changes: ["changes"],
  changeRows: (id: string) => ["change_rows", id] as const,
  settingsTable: (ids: string[]) => ["settings_table", ids] as const,
  previewRows: (id: string, window: number) => ["preview_rows", id, window] as const,
  drafts: ["drafts"],
  // Apart from the list of drafts, which is read again with every step of an act.
  draftRows: (id: string, updatedAtMs: number) => ["draft_rows", id, updatedAtMs] as const,
  activity: ["activity"],
  reportSettings: (clientId: string | null) => ["report_settings", clientId] as const,
  audit: ["audit"],
  // Everything that is told about rules begins with this word; what they would do with an object depends on figures too.
  rules: ["rules"],
  why: ["why"],
  backtest: ["backtest"],
  creationRules: ["creation_rules"],
  creationPlace: (object: ObjectKey | null) => ["creation_place", object] as const,
  accountChoices: (accountId: string) => ["account_choices", accountId] as const,
  traits: (accountId: string, text: string) => ["traits", accountId, text] as const,
  languages: (accountId: string, text: string) => ["languages", accountId, text] as const,
  places: (text: string) => ["places", text] as const,
  creatives: (accountId: string, text: string) => ["creatives", accountId, text] as const,
  naming: ["naming"],
  namingPreview: (naming: Naming) => ["naming", "preview", naming] as const,
  links: ["links"],
  studio: ["studio"],
  overview: (request: OverviewRequest) => ["overview", request] as const,
  reconcile: (request: ReconcileRequest | null) => ["reconcile", request] as const,
  clients: ["clients"],
  metricCatalogue: ["metric_catalogue"],
  explorer: (request: ExplorerRequest) => ["explorer", request] as const,
  groups: (request: GroupRequest) => ["explorer", "groups", request] as const,
  savedViews: ["saved_views"],
  formula: (text: string) => ["formula", text] as const,
  object: (request: ObjectRequest) => ["object", request] as const,
  breakdown: (request: BreakdownRequest) => ["breakdown", request] as const,
  series: (request: ObjectRequest) => ["series", request] as const,
  revisions: (request: RevisionsRequest) => ["revisions", request] as const,
  search: (request: SearchRequest) => ["search", request] as const,
} as const;

/** First words of the keys whose answers come from cached objects and figures. */
export const DATA_KEYS = [
  "overview",
  "reconcile",
  "explorer",
  "object",
  "series",
  "breakdown",
  "revisions",
  "search",
  "activity",
  "why",
] as const;

/** First words of the keys whose answers come from the open workspace's changes, drafts and rules. */
export const WRITE_KEYS = [
  "write_state",
  "changes",
  "drafts",
  "draft_rows",
  "rules",
  "backtest",
  "saved_views",
] as const;

/** First words of the keys whose answers come from rules and what they did. */
export const RULE_KEYS = ["rules", "why", "overview"] as const;
