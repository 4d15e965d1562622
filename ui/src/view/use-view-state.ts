import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { useWorkspace } from "@/api/app-state";
import type { Day, DayRange } from "@/lib/days";
import type { Account } from "@/platform";
import {
  besideView,
  parseView,
  type ViewSearch,
  type ViewState,
  viewCompareRange,
  viewRange,
  viewToSearch,
} from "./view-state";

export type ViewHandle = {
  view: ViewState;
  /** Changes some of the view. `replace` leaves no step to go back to; use it for what is typed. */
  setView: (patch: Partial<ViewState>, options?: { replace?: boolean }) => void;
  /** The accounts that are looked at: the chosen ones, or all. */
  accounts: Account[];
  /** Today in these accounts, the latest of them where their zones differ. */
  today: Day;
  range: DayRange;
  compareRange: DayRange | null;
};

/** The view in the address, with its days worked out for the accounts it looks at. */
export function useViewState(): ViewHandle {
  const search: ViewSearch = useSearch({ strict: false });
  const navigate = useNavigate();
  const workspace = useWorkspace();
  const view = useMemo(() => parseView(search), [search]);

  const accounts = useMemo(() => {
    const all = workspace?.accounts ?? [];
    const chosen = all.filter((account) => view.accounts.includes(account.id));
    return chosen.length > 0 ? chosen : all;
  }, [workspace?.accounts, view.accounts]);

  const setView = useCallback(
    (patch: Partial<ViewState>, options: { replace?: boolean } = {}) => {
      void navigate({
        to: ".",
        search: (before: ViewSearch) => ({
          ...besideView(before),
          ...viewToSearch({ ...parseView(before), ...patch }),
        }),
        replace: options.replace ?? false,
      });
    },
    [navigate],
  );

  const today =
    accounts
      .map((account) => account.today)
      .toSorted()
      .at(-1) ?? new Date().toISOString().slice(0, 10);
  const range = useMemo(() => viewRange(view, today), [view, today]);
  const compareRange = useMemo(() => viewCompareRange(view, today), [view, today]);
  return { view, setView, accounts, today, range, compareRange };
}
