import { defaultStringifySearch, useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

/** What the address of one view of rules says and another must not take for its own. */
const OWN = ["template", "copy", "account", "rule", "version", "against"];

/** The rest of an address: what is looked at. */
export function beside(search: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(search).filter(([key]) => !OWN.includes(key)));
}

export type RuleGo = {
  rules: () => void;
  rule: (id: string) => void;
  /** A new rule: from a template, as a copy of another, or empty. */
  begin: (from: { template?: string; copy?: string; account?: string }) => void;
  runs: (ruleId?: string) => void;
  /** One look. */
  run: (id: string) => void;
  backtest: (ruleId: string) => void;
  paused: () => void;
  /** Meta's own rules. */
  meta: () => void;
};

/** Ways between the views of rules; what is looked at stays in the address. */
export function useRuleGo(): RuleGo {
  const navigate = useNavigate();
  const view = useSearch({ strict: false });
  const href = useCallback(
    (path: string, more: Record<string, string>) =>
      void navigate({ href: `${path}${defaultStringifySearch({ ...beside(view), ...more })}` }),
    [navigate, view],
  );
  return {
    rules: () => void navigate({ to: "/rules", search: beside }),
    rule: (id) => void navigate({ to: "/rules/$rule", params: { rule: id }, search: beside }),
    begin: (from) => href("/rules/new", from),
    runs: (ruleId) => href("/rules/runs", ruleId === undefined ? {} : { rule: ruleId }),
    run: (id) => href(`/rules/runs/${encodeURIComponent(id)}`, {}),
    backtest: (ruleId) => href("/rules/backtest", { rule: ruleId }),
    paused: () => href("/rules/paused", {}),
    meta: () => href("/rules/meta", {}),
  };
}
