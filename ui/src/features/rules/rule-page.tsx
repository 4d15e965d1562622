import { useParams, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { toIpcError } from "@/api/errors";
import { Button } from "@/components/ui/button";
import { EmptyState, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { useViewState } from "@/view/use-view-state";
import { useRule, useRules, useTemplates } from "./api/rules";
import { beginningOf, RuleEditor } from "./editor/rule-editor";
import { texts } from "./editor/texts";
import type { Beginning } from "./editor/use-rule-editor";
import { emptyRule } from "./model/beginnings";
import { freshId } from "./model/ids";
import { useRuleGo } from "./model/links";
import { parseRule, type Rule, ruleText } from "./model/rule";
import styles from "./rules-page.module.css";

function Failure({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const go = useRuleGo();
  return (
    <div className={styles.failure}>
      <ErrorState
        error={toIpcError(error)}
        action={
          <>
            <Button onClick={onRetry}>{texts.retry}</Button>
            <Button kind="quiet" onClick={go.rules}>
              {texts.acts.back}
            </Button>
          </>
        }
      />
    </div>
  );
}

/** One rule of the workspace. */
export function RulePage() {
  const { rule: id } = useParams({ strict: false });
  const detail = useRule(id ?? null);
  if (detail.data === undefined) {
    return detail.isError ? (
      <Failure error={detail.error} onRetry={() => void detail.refetch()} />
    ) : (
      <LoadingRows label={texts.loading} />
    );
  }
  return <RuleEditor key={detail.data.row.id} beginning={beginningOf(detail.data)} detail={detail.data} />;
}

/** What a new rule begins with. */
type From = { template: string | null; copy: string | null };

function begun(rule: Rule, name: string, taken: readonly string[]): Beginning {
  const id = freshId(name, taken);
  const text = ruleText({ ...rule, id, name, mode: "shadow" });
  return { id, text, version: null };
}

/** What the new rule is begun from, once it was read; `undefined` while it is. */
function useBeginning(from: From) {
  const workspace = useWorkspace();
  const { accounts: looked } = useViewState();
  const { account: wanted } = useSearch({ strict: false }) as { account?: string };
  const account = workspace?.accounts.find(({ id }) => id === wanted) ?? looked[0] ?? null;
  const rules = useRules();
  const templates = useTemplates(account?.id ?? null, from.template !== null);
  const copied = useRule(from.copy);
  const taken = rules.data?.rules.map(({ id }) => id);
  const error = rules.error ?? templates.error ?? copied.error;
  const retry = (): void => {
    void rules.refetch();
    if (from.template !== null) void templates.refetch();
    if (from.copy !== null) void copied.refetch();
  };
  const make = (): Beginning | null | undefined => {
    if (taken === undefined) return undefined;
    if (from.copy !== null) {
      if (copied.data === undefined) return undefined;
      const rule = parseRule(copied.data.rule);
      return rule === null ? null : begun(rule, texts.copyName(rule.name), taken);
    }
    const accounts = account === null ? [] : [account.id];
    if (from.template !== null) {
      if (templates.data === undefined || templates.isPlaceholderData) return undefined;
      const rule = templates.data.map((one) => parseRule(one.rule)).find((one) => one?.id === from.template);
      if (rule === null || rule === undefined) return null;
      // For the account whose currency its amounts are in; a person may widen it.
      return begun({ ...rule, scope: { ...rule.scope, accounts } }, rule.name, taken);
    }
    const currency = account?.currency ?? "EUR";
    return begun(emptyRule("new-rule", texts.newName, accounts, currency), texts.newName, taken);
  };
  return { make, error, retry };
}

function NewRule({ from }: { from: From }) {
  const { make, error, retry } = useBeginning(from);
  // What is written from then on is not begun again when the rules change meanwhile.
  const [kept, setKept] = useState<Beginning | null>(null);
  const made = kept ?? make();
  if (kept === null && made !== null && made !== undefined) setKept(made);
  if (error !== null && kept === null) return <Failure error={error} onRetry={retry} />;
  if (made === undefined) return <LoadingRows label={texts.loading} />;
  if (made === null) return <EmptyState title={texts.new} text={texts.gone} />;
  return <RuleEditor beginning={made} detail={null} />;
}

const textOf = (value: unknown): string | null =>
  typeof value === "string" || typeof value === "number" ? String(value) : null;

/** A rule that is not saved yet: from a template, as a copy, or empty. */
export function NewRulePage() {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const from = { template: textOf(search.template), copy: textOf(search.copy) };
  return <NewRule key={`${from.template} ${from.copy}`} from={from} />;
}
