import {
  type InfiniteData,
  keepPreviousData,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import type {
  ApprovalGroup,
  BacktestState,
  DecideApprovals,
  EndLeases,
  ExplainObject,
  ListRuleRuns,
  ObjectKey,
  Platform,
  RuleLimits,
  RuleRun,
  StartBacktest,
} from "@/platform";
import { keys } from "./keys";
import { usePlatform } from "./platform-context";

/** Looks of one page: some screens full. */
const PAGE = 100;
/** While a backtest is at work it is asked for its state, should the event of its end get lost. */
const WATCH_MS = 1_000;

/** All rules, and where the engine stands. */
export function useRuleList() {
  const platform = usePlatform();
  return useQuery({ queryKey: [...keys.rules, "list"], queryFn: () => platform.listRules() });
}

/** One rule with its versions; `null` asks for none. */
export function useRuleVersions(id: string | null) {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...keys.rules, "one", id],
    queryFn: () => platform.getRule(id ?? ""),
    enabled: id !== null,
  });
}

/** What waits for a person, by rule and account. */
export function useApprovals() {
  const platform = usePlatform();
  return useQuery({ queryKey: [...keys.rules, "approvals"], queryFn: () => platform.listApprovals() });
}

/** Requests that can still be answered. */
export const countWaiting = (groups: readonly ApprovalGroup[], nowMs: number): number =>
  groups
    .filter(({ expiresMs }) => expiresMs > nowMs)
    .flatMap(({ decisions }) => decisions)
    .filter(({ state }) => state === "waiting").length;

/** A mutation after which everything about rules is read again, whether it went well or not. */
function useRuleMutation<Input, Answer>(run: (platform: Platform, input: Input) => Promise<Answer>) {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => run(platform, input),
    onSettled: () => client.invalidateQueries({ queryKey: keys.rules }),
  });
}

/** Says yes or no to some of what waits. */
export const useDecideApprovals = () =>
  useRuleMutation((platform, input: DecideApprovals) => platform.decideApprovals(input));

/** What rules have paused and are to start again. */
export function usePausedByRules() {
  const platform = usePlatform();
  return useQuery({ queryKey: [...keys.rules, "paused"], queryFn: () => platform.listPausedByRules() });
}

/** Ends pauses: the objects start again, or stay as they are. */
export const useEndLeases = () => useRuleMutation((platform, input: EndLeases) => platform.endLeases(input));

/** Which looks are asked for; where the list goes on is the query's own business. */
export type RunFilter = Omit<ListRuleRuns, "before" | "limit">;

/** Looks of rules, newest first, page by page. */
export function useRuleRuns(filter: RunFilter) {
  const platform = usePlatform();
  return useInfiniteQuery({
    queryKey: [...keys.rules, "runs", filter],
    queryFn: ({ pageParam }) => platform.listRuleRuns({ ...filter, before: pageParam, limit: PAGE }),
    initialPageParam: null as string | null,
    getNextPageParam: (page: RuleRun[]) => (page.length < PAGE ? null : (page.at(-1)?.id ?? null)),
    placeholderData: keepPreviousData<InfiniteData<RuleRun[], string | null>>,
  });
}

const runOptions = (platform: Platform, id: string) =>
  queryOptions({ queryKey: [...keys.rules, "run", id], queryFn: () => platform.getRuleRun(id) });

/** One look with everything that met its conditions; `null` asks for none. */
export function useRuleRun(id: string | null) {
  return useQuery({ ...runOptions(usePlatform(), id ?? ""), enabled: id !== null });
}

/** Several looks at once, those that are known so far. */
export function useRuleRunsById(ids: readonly string[]) {
  const platform = usePlatform();
  return useQueries({
    queries: ids.map((id) => runOptions(platform, id)),
    combine: (results) => results.flatMap(({ data }) => data ?? []),
  });
}

/** Why rules did or did not act on an object; `null` asks nothing. */
export function useExplanations(input: ExplainObject | null) {
  const platform = usePlatform();
  return useQuery({
    queryKey: [...keys.why, input],
    queryFn: () => (input === null ? [] : platform.explainObject(input)),
    enabled: input !== null,
  });
}

/** Meta's own rules that look at an object, asked of Meta once somebody wants them. */
export function useMetaRulesOf(object: ObjectKey, wanted: boolean) {
  const platform = usePlatform();
  return useQuery({
    queryKey: ["meta_rules", "of", object.accountId, object.id],
    queryFn: () => platform.listMetaRulesOf(object),
    enabled: wanted,
  });
}

/** Where the backtest stands. */
export function useBacktest() {
  const platform = usePlatform();
  return useQuery({
    queryKey: keys.backtest,
    queryFn: () => platform.getBacktest(),
    refetchInterval: ({ state }) => (state.data?.running === true ? WATCH_MS : false),
  });
}

function useBacktestMutation<Input>(run: (platform: Platform, input: Input) => Promise<BacktestState>) {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => run(platform, input),
    onSuccess: (state) => client.setQueryData(keys.backtest, state),
  });
}

/** Replays a rule over the past, in the background. */
export const useStartBacktest = () =>
  useBacktestMutation((platform, input: StartBacktest) => platform.startBacktest(input));

/** Stops the backtest. */
export const useCancelBacktest = () => useBacktestMutation<void>((platform) => platform.cancelBacktest());

const limitsKey = [...keys.rules, "limits"];

/** What rules may do in each account. */
export function useRuleLimits() {
  const platform = usePlatform();
  return useQuery({ queryKey: limitsKey, queryFn: () => platform.listRuleLimits() });
}

/** Changes what rules may do in an account. */
export function useUpdateRuleLimits() {
  const platform = usePlatform();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (limits: RuleLimits) => platform.updateRuleLimits(limits),
    onSuccess: (limits) => client.setQueryData(limitsKey, limits),
  });
}
