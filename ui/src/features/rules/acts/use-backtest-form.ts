import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { useRuleList, useRuleVersions } from "@/api/rule-acts";
import { formatShortInstant } from "@/lib/times";
import type { Account, RuleRow, StartBacktest } from "@/platform";
import { useViewState } from "@/view/use-view-state";
import { editedRule } from "../model/edited";
import { ALONE, type DayFaults, dayFaults, EDITED, NEWEST, ruleHead, versionText } from "./backtest-model";
import { type BacktestSearch, backtestSearch } from "./backtest-search";
import { backtestTexts as texts } from "./backtest-texts";

type Option = { value: string; label: string };

/** What a person chose, and what it amounts to. */
export interface BacktestForm {
  rules: Option[];
  rule: string;
  versions: Option[];
  version: string;
  against: Option[];
  other: string;
  accounts: Account[];
  account: Account | undefined;
  since: string;
  until: string;
  days: DayFaults;
  /** Why it cannot begin. */
  fault: string | null;
  isRead: boolean;
  setRule: (id: string) => void;
  setVersion: (version: string) => void;
  setOther: (version: string) => void;
  setAccount: (id: string) => void;
  setSince: (day: string) => void;
  setUntil: (day: string) => void;
  /** What is to be replayed, and the address it has; `null` while something is missing. */
  request: { input: StartBacktest; search: BacktestSearch } | null;
}

interface Choice {
  rule: string;
  version: string;
  other: string;
  account: string | null;
  since: string;
  until: string;
}

/** The rule that is being written comes first where it is none of those that are kept. */
function ruleOptions(rules: readonly RuleRow[], draft: { id: string; name: string } | null): Option[] {
  const kept = rules.map(({ id, name }) => ({ value: id, label: name }));
  if (draft === null || rules.some(({ id }) => id === draft.id)) return kept;
  return [{ value: draft.id, label: texts.form.edited(draft.name) }, ...kept];
}

/** The form of a backtest, begun from the address. */
export function useBacktestForm(nowMs: number): BacktestForm {
  const search = backtestSearch(useSearch({ strict: false }));
  const { range, accounts: viewed } = useViewState();
  const all = useWorkspace()?.accounts ?? [];
  const list = useRuleList();
  const edited = editedRule();
  const draft = ruleHead(edited);
  const [choice, setChoice] = useState<Choice>(() => {
    const asked = search.rule === "draft" ? draft?.id : search.rule;
    const isDraft = draft !== null && (asked === undefined || asked === draft.id);
    return {
      rule: asked ?? draft?.id ?? "",
      version: search.version ?? (isDraft ? EDITED : NEWEST),
      other: search.against ?? ALONE,
      account: search.account ?? null,
      since: range.since,
      until: range.until,
    };
  });
  const change = (next: Partial<Choice>): void => setChoice((before) => ({ ...before, ...next }));

  const rows = list.data?.rules ?? [];
  const row = rows.find(({ id }) => id === choice.rule);
  const detail = useRuleVersions(row?.id ?? null).data;
  const isDraft = draft !== null && draft.id === choice.rule;
  const versions: Option[] = [
    ...(isDraft ? [{ value: EDITED, label: texts.form.asEdited }] : []),
    ...(row === undefined ? [] : [{ value: NEWEST, label: texts.form.newest(row.version) }]),
    ...(detail?.versions ?? [])
      .filter(({ version }) => version !== row?.version)
      .map(({ version, atMs, by }) => ({
        value: String(version),
        label: texts.form.older(version, formatShortInstant(atMs, nowMs), by),
      })),
  ];
  // What an address asks for may be gone.
  const version = versions.some(({ value }) => value === choice.version)
    ? choice.version
    : (versions[0]?.value ?? NEWEST);
  const against = [
    { value: ALONE, label: texts.form.alone },
    ...versions.filter(({ value }) => value !== version),
  ];
  const other = against.some(({ value }) => value === choice.other) ? choice.other : ALONE;
  const looksAt = row?.accountIds ?? [];
  const accounts = looksAt.length === 0 ? all : all.filter(({ id }) => looksAt.includes(id));
  const account =
    accounts.find(({ id }) => id === choice.account) ??
    accounts.find(({ id }) => viewed.length === 1 && id === viewed[0]?.id) ??
    accounts[0];
  const days = dayFaults(choice.since, choice.until, account?.today ?? range.until);

  const text = versionText(version, detail, edited);
  const otherText = other === ALONE ? null : versionText(other, detail, edited);
  const fault =
    text === null
      ? texts.faults.noRule
      : account === undefined
        ? texts.faults.noAccount
        : otherText !== null && otherText === text
          ? texts.faults.same
          : null;
  const isOk = fault === null && Object.keys(days).length === 0;
  return {
    rules: ruleOptions(rows, draft),
    rule: choice.rule,
    versions,
    version,
    against,
    other,
    accounts,
    account,
    since: choice.since,
    until: choice.until,
    days,
    fault,
    isRead: list.data !== undefined,
    setRule: (rule) => change({ rule, version: rule === draft?.id ? EDITED : NEWEST, other: ALONE }),
    setVersion: (next) => change({ version: next, ...(next === other ? { other: ALONE } : {}) }),
    setOther: (next) => change({ other: next }),
    setAccount: (id) => change({ account: id }),
    setSince: (since) => change({ since: since.trim() }),
    setUntil: (until) => change({ until: until.trim() }),
    request:
      isOk && text !== null && account !== undefined
        ? {
            input: {
              rule: text,
              against: otherText,
              accountId: account.id,
              since: choice.since,
              until: choice.until,
            },
            search: {
              rule: choice.rule,
              ...(version === NEWEST ? {} : { version }),
              ...(other === ALONE ? {} : { against: other }),
              account: account.id,
            },
          }
        : null,
  };
}
