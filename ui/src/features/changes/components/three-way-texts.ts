/** Words of a conflict. */
export const threeWayTexts = {
  name: (label: string) => `Conflict: ${label}`,
  base: "As it was when you edited",
  mine: "Yours",
  live: "Live now",
  chosen: "kept",
  keepLive: "Keep live",
  useMine: "Use mine",
  edit: "Edit",
} as const;
