import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
} from "@tanstack/react-query";
import type { ActivityPage, ActivityRequest, ExportAudit, ObjectKey, Platform } from "@/platform";
import { keys } from "./keys";
import { usePlatform } from "./platform-context";
import { useWriteState } from "./writes";

/** What of the feed is asked for; where it goes on is the query's own business. */
export type ActivityFilter = Omit<ActivityRequest, "after" | "limit">;

/** Entries of one page: some screens full. */
const PAGE = 100;
/** Entries of an object's history that are read. */
const HISTORY = 200;

const feedOptions = (platform: Platform, filter: ActivityFilter) =>
  infiniteQueryOptions({
    queryKey: [...keys.activity, "feed", filter],
    queryFn: ({ pageParam }) => platform.listActivity({ ...filter, after: pageParam, limit: PAGE }),
    initialPageParam: null as string | null,
    getNextPageParam: (page: ActivityPage) => page.next,
    placeholderData: keepPreviousData<InfiniteData<ActivityPage, string | null>>,
  });

/** The feed, page by page. */
export function useActivity(filter: ActivityFilter) {
  return useInfiniteQuery(feedOptions(usePlatform(), filter));
}

/** What happened to one object, and who changed each of its fields last. */
export function useObjectHistory(object: ObjectKey) {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...keys.activity, "object", object],
    queryFn: () => platform.getObjectHistory({ object, limit: HISTORY }),
    placeholderData: keepPreviousData,
  });
}

/** The check of the audit log. It reads the whole log, so it is done once and then when asked. */
export function useAuditCheck() {
  const platform = usePlatform();
  return useQuery({
    queryKey: keys.audit,
    queryFn: () => platform.checkAudit(),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useExportAudit() {
  const platform = usePlatform();
  return useMutation({ mutationFn: (input: ExportAudit) => platform.exportAudit(input) });
}

/** One act with its rows and Meta's answers. */
export function useActDetail(id: string | null) {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...keys.activity, "act", id],
    queryFn: () => platform.getChange(id ?? ""),
    enabled: id !== null,
  });
}

/** What to take back: an act of ours, or what somebody else changed. */
export type TakeBack = { by: "undo"; changeId: string } | { by: "put_back"; entryId: string };

/** Previews taking something back. */
export function usePreviewTakeBack() {
  const platform = usePlatform();
  return useMutation({
    mutationFn: (what: TakeBack) =>
      what.by === "undo" ? platform.previewUndo(what.changeId) : platform.previewPutBack(what.entryId),
  });
}

/** Why nothing may be sent, in a sentence, or `null` while it may. */
export function useWriteBlock(): string | null {
  const state = useWriteState();
  if (state === undefined) return null;
  if (state.readOnly) return "This sign-in may read but not change. Ask for ads_management to edit.";
  if (state.held !== null) return `Changes are held: ${state.held}`;
  if (state.stopped) return "All changes are stopped. Start them again to change something.";
  return null;
}
