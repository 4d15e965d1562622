const MARK = "data-by-keys";
const MODIFIERS: ReadonlySet<string> = new Set(["Shift", "Control", "Alt", "Meta", "AltGraph"]);

/**
 * Marks the root of the page with `data-by-keys` while the keyboard was used last.
 *
 * `:focus-visible` alone says nothing of an element that took the focus by itself, as the table does when it appears:
 * browsers then show the ring of a keyboard nobody has touched. Returns what stops it.
 */
export function markInputKind(root: HTMLElement = document.documentElement): () => void {
  const onKey = (event: KeyboardEvent): void => {
    if (!MODIFIERS.has(event.key)) root.setAttribute(MARK, "");
  };
  const onPointer = (): void => root.removeAttribute(MARK);
  window.addEventListener("keydown", onKey, true);
  window.addEventListener("pointerdown", onPointer, true);
  return () => {
    window.removeEventListener("keydown", onKey, true);
    window.removeEventListener("pointerdown", onPointer, true);
    root.removeAttribute(MARK);
  };
}
