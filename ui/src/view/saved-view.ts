import type { ExplorerColumn } from "@/platform";
import { parseView, type ViewSearch, type ViewState, viewToSearch } from "./view-state";

type Content = Omit<ViewSearch, "accounts" | "open" | "object" | "saved">;

/** What a saved view keeps: everything but which accounts, which rows are open and whose drawer is. */
function contentOf(view: ViewState): Content {
  const { accounts: _, open: __, object: ___, saved: ____, ...content } = viewToSearch(view);
  return content;
}

const ordered = (content: object): string =>
  JSON.stringify(Object.fromEntries(Object.entries(content).toSorted(([a], [b]) => (a < b ? -1 : 1))));

/** The view as text to be saved. Columns of the settings become its own. */
export function viewText(view: ViewState, kept: readonly ExplorerColumn[]): string {
  const columns = view.columns ?? (kept.length > 0 ? [...kept] : null);
  return ordered(contentOf({ ...view, columns }));
}

/** A saved view as it is read back; what this version cannot make sense of is left out. */
function savedView(text: string): ViewState {
  try {
    const read: unknown = JSON.parse(text);
    return parseView(typeof read === "object" && read !== null ? { ...read } : {});
  } catch {
    return parseView({});
  }
}

/** The view after a saved one was opened: accounts and what is open in them stay. */
export function openedView(view: ViewState, name: string, text: string): ViewState {
  const { accounts, expanded } = view;
  return { ...savedView(text), accounts, expanded, object: null, saved: name };
}

/** Whether a view shows something else than it was saved with. */
export function isChanged(view: ViewState, text: string): boolean {
  return ordered(contentOf(view)) !== ordered(contentOf(savedView(text)));
}

/** Whether a view is as it opens for the first time. */
export function isUntouched(view: ViewState): boolean {
  return view.saved === null && Object.keys(contentOf(view)).length === 0;
}
