// How the window looked when it was last used, for the moment before the program has answered. Nothing of a workspace.

const LOOK = "sextant.look";

/** What the next start begins with. */
export interface LastLook {
  /** Whether the frame was there, and not one of the screens before it. */
  frame: boolean;
  /** As chosen in the settings; `system` follows the computer. */
  theme: "system" | "light" | "dark";
}

const FIRST: LastLook = { frame: false, theme: "system" };

function lastLook(): LastLook {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(LOOK) ?? "null");
    if (typeof kept !== "object" || kept === null) return FIRST;
    const { frame, theme } = kept as Partial<Record<keyof LastLook, unknown>>;
    return { frame: frame === true, theme: theme === "light" || theme === "dark" ? theme : "system" };
  } catch {
    // What cannot be read was never kept.
    return FIRST;
  }
}

/** Notes some of how the window looks now. */
export function keepLook(patch: Partial<LastLook>): void {
  const before = lastLook();
  const after = { ...before, ...patch };
  if (after.frame === before.frame && after.theme === before.theme) return;
  try {
    localStorage.setItem(LOOK, JSON.stringify(after));
  } catch {
    // The next start begins blank, as the first did.
  }
}

/** Puts the last look on the root of the page. */
export function showLastLook(root: HTMLElement): void {
  const { frame, theme } = lastLook();
  if (theme !== "system") root.dataset.theme = theme;
  if (frame) root.dataset.start = "";
}
