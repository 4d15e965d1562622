import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { usePlatform } from "@/api/platform-context";
import type { ChangeMetaRule, CompileRule, MetaRuleKey } from "@/platform";

/** Answers of Meta itself: read when asked for and after an act, not with every step of one. */
const KEY = ["meta_rules"] as const;

/** Meta's own rules of an account; `null` asks for none. */
export function useMetaRules(accountId: string | null) {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...KEY, "list", accountId],
    queryFn: () => platform.listMetaRules(accountId ?? ""),
    enabled: accountId !== null,
  });
}

/** One of them with its history and what it would look at now; `null` asks for none. */
export function useMetaRule(key: MetaRuleKey | null) {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...KEY, "one", key],
    queryFn: () => platform.getMetaRule(key ?? { accountId: "", id: "" }),
    enabled: key !== null,
  });
}

/** Reads Meta's rules anew. */
export function useRefreshMetaRules(): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries({ queryKey: KEY });
}

/** Reads one of them as a rule of ours, in shadow. */
export function useImportMetaRule() {
  const platform = usePlatform();
  return useMutation({ mutationFn: (key: MetaRuleKey) => platform.importMetaRule(key) });
}

/** What one of our rules would be as one of Meta's. */
export function useCompiledRule(asked: CompileRule | null) {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...KEY, "compiled", asked],
    queryFn: () => platform.compileRule(asked ?? { ruleId: "", accountId: "", isOn: false, accepted: false }),
    enabled: asked !== null,
    // What is shown stays while acceptance is asked about.
    placeholderData: keepPreviousData,
    // It carries a preview that can be sent once.
    staleTime: 0,
    gcTime: 0,
  });
}

/** What another state of one of Meta's rules would be. */
export function useMetaRulePreview() {
  const platform = usePlatform();
  return useMutation({ mutationFn: (input: ChangeMetaRule) => platform.previewMetaRule(input) });
}
