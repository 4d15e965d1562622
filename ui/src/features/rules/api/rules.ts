import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/keys";
import { usePlatform } from "@/api/platform-context";
import type { ExportRules, Platform, SaveRule, SetRuleMode } from "@/platform";

const listQuery = (platform: Platform) =>
  queryOptions({ queryKey: [...keys.rules, "list"], queryFn: () => platform.listRules() });

/** All rules, and where the engine stands. */
export const useRules = () => useQuery(listQuery(usePlatform()));

const ruleQuery = (platform: Platform, id: string) =>
  queryOptions({ queryKey: [...keys.rules, "one", id], queryFn: () => platform.getRule(id) });

/** One rule, whole; `null` asks for none. */
export function useRule(id: string | null) {
  return useQuery({ ...ruleQuery(usePlatform(), id ?? ""), enabled: id !== null });
}

/** Reads a rule as it is now, past what was kept. */
export function useReadRule() {
  const platform = usePlatform();
  return (id: string) => platform.getRule(id);
}

/**
 * What can be said of a rule's text. Each text has its own answer, so one that comes late is never taken for another's;
 * until there is one, that of the text before stays.
 */
export function useJudgement(text: string) {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...keys.rules, "judge", text],
    queryFn: () => platform.judgeRule({ rule: text }),
    placeholderData: keepPreviousData,
    // Nearly every text was on the way to another.
    gcTime: 10_000,
  });
}

/** What a rule would do now; `null` asks for nothing. */
export function usePreview(text: string | null) {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...keys.rules, "preview", text],
    queryFn: () => platform.previewRule({ rule: text ?? "" }),
    enabled: text !== null,
    // Figures arrive meanwhile: who asks again wants to know it as of now.
    staleTime: 0,
    gcTime: 10_000,
  });
}

/** Rules to begin with, in the currency of an account. */
export function useTemplates(accountId: string | null, enabled: boolean) {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...keys.rules, "templates", accountId],
    queryFn: () => platform.listRuleTemplates(accountId),
    enabled,
    placeholderData: keepPreviousData,
  });
}

/** What rules may do in each account. */
export function useLimits(enabled: boolean) {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...keys.rules, "limits"],
    queryFn: () => platform.listRuleLimits(),
    enabled,
  });
}

function useRuleMutation<Input, Output>(run: (platform: Platform, input: Input) => Promise<Output>) {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => run(platform, input),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.rules }),
  });
}

export const useSaveRule = () => useRuleMutation((platform, input: SaveRule) => platform.saveRule(input));
export const useSetMode = () =>
  useRuleMutation((platform, input: SetRuleMode) => platform.setRuleMode(input));
export const useClearStop = () => useRuleMutation((platform, id: string) => platform.clearRuleStop(id));
/** Lets a rule look at once, whatever its schedule says. */
export const useLookNow = () => useRuleMutation((platform, id: string) => platform.lookNow(id));
export const useDeleteRule = () => useRuleMutation((platform, id: string) => platform.deleteRule(id));
export const useImportRules = () =>
  useRuleMutation((platform, path: string) => platform.importRules({ path }));
export const useExportRules = () =>
  useRuleMutation((platform, input: ExportRules) => platform.exportRules(input));
