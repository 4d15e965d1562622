import { useCallback, useEffect, useMemo, useState } from "react";
import { sameJson } from "@/lib/json";
import type { Account, RuleDetail, RuleFault } from "@/platform";
import { toIpcError } from "@/platform";
import { useJudgement, useReadRule, useSaveRule } from "../api/rules";
import { editedDraft, forgetEdited, keepEdited } from "../model/edited";
import { setAt } from "../model/edits";
import { currencyIn, parseRule, type Rule, ruleText } from "../model/rule";

/** Milliseconds of rest after which what was typed is judged. */
const REST = 250;

/** A text, once nothing was typed for a moment. */
function useRested(text: string): string {
  const [rested, setRested] = useState(text);
  useEffect(() => {
    if (rested === text) return;
    const timer = setTimeout(() => setRested(text), REST);
    return () => clearTimeout(timer);
  }, [rested, text]);
  return rested;
}

const NO_FAULTS: RuleFault[] = [];

/** The text and the rule in it; what an edit leaves alone stays the same object. */
type Doc = { text: string; rule: Rule | null };
const docOf = (text: string): Doc => ({ text, rule: parseRule(text) });

/** What a rule was begun from. */
export type Beginning = {
  id: string;
  /** As saved, or as it begins. */
  text: string;
  /** `null` for a rule that was never saved. */
  version: number | null;
};

/**
 * The beginning, and the text that was left for another view where there is one. It goes on from the version it was
 * begun from: what was saved meanwhile is shown as newer and not overwritten.
 */
function leftBehind(from: Beginning): { base: Beginning; text: string } {
  const draft = editedDraft();
  if (draft === null || draft.id !== from.id) return { base: from, text: from.text };
  return { base: { ...from, version: draft.version }, text: draft.text };
}

/** The fields that hold what cannot be read; while there are any, the rule is not what is on the screen. */
function useMarks() {
  const [marked, setMarked] = useState<ReadonlySet<string>>(new Set());
  const mark = useCallback((field: string, wrong: boolean): void => {
    setMarked((before) => {
      if (before.has(field) === wrong) return before;
      const next = new Set(before);
      if (wrong) next.add(field);
      else next.delete(field);
      return next;
    });
  }, []);
  return { unread: marked.size > 0, mark };
}

/** A rule that is being written: its text, what can be said of it, and the saving. */
export function useRuleEditor(beginning: Beginning, accounts: readonly Account[]) {
  const [left] = useState(() => leftBehind(beginning));
  const [base, setBase] = useState(left.base);
  const [{ text, rule }, setDoc] = useState(() => docOf(left.text));
  const [conflict, setConflict] = useState<RuleDetail | null>(null);
  const { unread, mark } = useMarks();
  const save = useSaveRule();
  const readRule = useReadRule();
  const rested = useRested(text);
  const judgement = useJudgement(rested);
  const isNew = base.version === null;
  const dirty = useMemo(() => !sameJson(text, base.text), [text, base.text]);
  const judged = rested === text && !judgement.isPlaceholderData && judgement.data !== undefined;
  const faults = judgement.data?.faults ?? NO_FAULTS;

  // Other views take what is not saved from here; what was saved they read themselves.
  useEffect(() => {
    if (dirty || isNew) keepEdited({ id: base.id, text, version: base.version });
    else forgetEdited();
  }, [dirty, isNew, base, text]);

  const edit = useCallback((change: (rule: Rule) => Rule): void => {
    setDoc((before) => {
      if (before.rule === null) return before;
      const next = change(before.rule);
      return { text: ruleText(next), rule: next };
    });
  }, []);
  const setText = useCallback((next: string): void => setDoc(docOf(next)), []);
  const set = useCallback(
    (place: string, value: unknown): void => edit((now) => setAt(now, place, value)),
    [edit],
  );

  /** Begins again from what is saved. */
  const take = (detail: RuleDetail, next = detail.rule): void => {
    setBase({ id: detail.row.id, text: detail.rule, version: detail.row.version });
    setText(next);
    setConflict(null);
  };
  const send = async (expectedVersion: number | null): Promise<RuleDetail | null> => {
    try {
      const saved = await save.mutateAsync({ rule: text, expectedVersion });
      // What was typed while it was being saved is still there.
      setBase({ id: saved.row.id, text: saved.rule, version: saved.row.version });
      setDoc((now) => (now.text === text ? docOf(saved.rule) : now));
      setConflict(null);
      return saved;
    } catch (error) {
      // Whatever it is called: a newer version than the one that was begun from is shown beside this one.
      const now = base.version === null ? null : await readRule(base.id).catch(() => null);
      if (now !== null && now.row.version !== expectedVersion) {
        setConflict(now);
        save.reset();
      } else if (toIpcError(error).code === "cancelled") save.reset();
      return null;
    }
  };

  return {
    base,
    text,
    setText,
    rule,
    edit,
    set,
    mark,
    unread,
    dirty,
    isNew,
    judgement,
    judged,
    faults,
    conflict,
    currency: (rule === null ? null : currencyIn(rule)) ?? accounts[0]?.currency ?? "EUR",
    saving: save.isPending,
    saveError: save.error === null ? null : toIpcError(save.error),
    canSave: (dirty || isNew) && !unread && !save.isPending && !(judged && faults.length > 0),
    save: () => send(base.version),
    /** Saves this text over the version that somebody else saved. */
    overwrite: () => send(conflict?.row.version ?? base.version),
    take,
    closeConflict: () => setConflict(null),
    discard: () => setText(base.text),
  };
}

export type RuleEditorState = ReturnType<typeof useRuleEditor>;
