import { queryOptions, useMutation, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { usePlatform } from "@/api/platform-context";
import type {
  ChangePreview,
  CheckDepth,
  ConflictChoice,
  DraftInfo,
  ObjectRequest,
  Platform,
  PreviewRow,
} from "@/platform";

/** A draft as it was looked at, with every row of it. */
export interface Look {
  preview: ChangePreview;
  rows: PreviewRow[];
}

/** Rows asked for at once. */
const ROWS_AT_ONCE = 500;
/** Drafts that are looked at by themselves; each costs reads at Meta. */
const MOST_LOOKED_AT = 20;

export const draftsQuery = (platform: Platform) =>
  queryOptions({ queryKey: keys.drafts, queryFn: () => platform.listDrafts() });

export const useDrafts = () => useQuery(draftsQuery(usePlatform()));

/** A preview with the rows that did not come with it. */
async function withAllRows(platform: Platform, preview: ChangePreview): Promise<Look> {
  const rows = [...preview.rows];
  while (rows.length < preview.rowCount) {
    const more = await platform.listPreviewRows({
      id: preview.id,
      offset: rows.length,
      limit: ROWS_AT_ONCE,
    });
    if (more.length === 0) break;
    rows.push(...more);
  }
  return { preview, rows };
}

/** Looks at a draft, its conflicts settled as far as the choices go. */
export async function lookAt(
  platform: Platform,
  id: string,
  depth: CheckDepth,
  choices: ConflictChoice[],
): Promise<Look> {
  return withAllRows(platform, await platform.previewDraft({ id, depth, choices }));
}

const lookQuery = (platform: Platform, draft: DraftInfo, depth: CheckDepth) =>
  queryOptions({
    queryKey: ["draft_look", draft.id, draft.updatedAtMs, depth],
    queryFn: () => lookAt(platform, draft.id, depth, []),
  });

/** What a draft would do: by what is here at once, and by what is at Meta as soon as that is known. */
export function useLook(draft: DraftInfo, online: boolean) {
  const platform = usePlatform();
  const local = useQuery(lookQuery(platform, draft, "local"));
  const live = useQuery({ ...lookQuery(platform, draft, "live"), enabled: online });
  return { local, live };
}

/** How a draft stood when it was last looked at against Meta. */
export interface Standing {
  conflicts: number;
  /** Whether Meta could be asked. */
  known: boolean;
}

const UNKNOWN: Standing = { conflicts: 0, known: false };

/** How drafts stand: those looked at already, and with `ask` the oldest of the others are looked at now. */
export function useStandings(drafts: readonly DraftInfo[], ask: boolean): ReadonlyMap<string, Standing> {
  const platform = usePlatform();
  const asked = drafts.slice(0, MOST_LOOKED_AT);
  return useQueries({
    queries: asked.map((draft) => ({ ...lookQuery(platform, draft, "live"), enabled: ask })),
    combine: (looks) =>
      new Map(
        asked.map((draft, index) => {
          const look = looks[index]?.data;
          const known = look !== undefined && look.preview.checked !== "local";
          const conflicts = look?.rows.filter((row) => row.conflicts.length > 0).length ?? 0;
          return [draft.id, known ? { conflicts, known } : UNKNOWN];
        }),
      ),
  });
}

/** What is known of an object here; `null` asks for none. */
export function useDetail(request: ObjectRequest | null) {
  const platform = usePlatform();
  return useQuery({
    queryKey: request === null ? ["object", null] : keys.object(request),
    queryFn: () => (request === null ? null : platform.getObject(request)),
    enabled: request !== null,
  });
}

function useDraftMutation<Input, Output>(run: (platform: Platform, input: Input) => Promise<Output>) {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => run(platform, input),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.drafts }),
  });
}

export const useRenameDraft = () =>
  useDraftMutation((platform, input: { id: string; name: string }) => platform.renameDraft(input));
export const useDeleteDraft = () => useDraftMutation((platform, id: string) => platform.deleteDraft(id));
export const useImportDraft = () =>
  useDraftMutation((platform, path: string) => platform.importDraft({ path }));
export const useExportDraft = () =>
  useDraftMutation((platform, input: { id: string; path: string }) => platform.exportDraft(input));
/** Takes out of a draft what was sent or is not wanted any more; the answer is `null` where nothing is left. */
export const useSettleDraft = () =>
  useDraftMutation((platform, input: { id: string; choices: ConflictChoice[] }) =>
    platform.settleDraft(input),
  );
