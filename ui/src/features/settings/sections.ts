/** Sections in the order of the page. The palette opens them by name. */
export const SECTIONS = [
  { id: "connection", title: "Connection" },
  { id: "accounts", title: "Accounts" },
  { id: "sync", title: "Sync" },
  { id: "rules", title: "Rules" },
  { id: "notifications", title: "Notifications" },
  { id: "naming", title: "Naming and UTM" },
  { id: "studio", title: "Studio services" },
  { id: "data", title: "Data" },
  { id: "backups", title: "Backups" },
  { id: "security", title: "Security" },
  { id: "appearance", title: "Appearance and keys" },
  { id: "about", title: "About" },
] as const;

export type SectionId = (typeof SECTIONS)[number]["id"];
