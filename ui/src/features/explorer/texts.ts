/** Words of the explorer: its table, its filters, its drawer. */
export const explorerTexts = {
  title: "Explorer",
  filters: "Filters",
  rows: "Rows",
  views: { tree: "Tree", campaign: "Campaigns", adset: "Ad sets", ad: "Ads" },
  find: "Find by name",
  removeFilter: (label: string, value: string) => `Remove the filter ${label} ${value}`,
} as const;
