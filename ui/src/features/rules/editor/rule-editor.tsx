import { useEffect, useMemo, useRef, useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Banner, ErrorState } from "@/components/ui/view-states";
import { useHotkeys } from "@/lib/use-hotkeys";
import { useNow } from "@/lib/use-now";
import type { Account, RuleDetail } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { ModeDialog } from "../list/mode-dialog";
import { newCondition } from "../model/beginnings";
import { addCondition } from "../model/edits";
import { useRuleGo } from "../model/links";
import { asks } from "../model/modes";
import { modeOf, parseRule } from "../model/rule";
import { ConflictView } from "./conflict-view";
import { EditingContext, focusPlace } from "./editing";
import { EditorHead } from "./editor-head";
import { RawView } from "./raw-view";
import styles from "./rule-editor.module.css";
import { RuleForms } from "./rule-forms";
import { SidePanel, type SideTab } from "./side-panel";
import { texts } from "./texts";
import { useLeaving } from "./use-leaving";
import { type Beginning, useRuleEditor } from "./use-rule-editor";

type Props = {
  beginning: Beginning;
  /** The rule as it is saved; `null` for a new one. */
  detail: RuleDetail | null;
};

const NO_ACCOUNTS: Account[] = [];

/** Where a rule is written. */
export function RuleEditor({ beginning, detail }: Props) {
  const workspace = useWorkspace();
  const accounts = workspace?.accounts ?? NO_ACCOUNTS;
  const { announce } = useFrameActs();
  const now = useNow(30_000);
  const go = useRuleGo();
  const editor = useRuleEditor(beginning, accounts);
  const { rule, base, isNew, faults, judgement, mark, edit, set, currency } = editor;
  const leaving = useLeaving(editor.dirty);
  const left = useRef<HTMLDivElement>(null);
  const [raw, setRaw] = useState(false);
  const [tab, setTab] = useState<SideTab>("findings");
  const [previewed, setPreviewed] = useState<string | null>(null);
  const [asking, setAsking] = useState<"mode" | "discard" | null>(null);

  // What somebody else saved is taken over while nothing is written here.
  const newer = detail !== null && detail.row.version !== base.version ? detail : null;
  const { take, dirty, saving } = editor;
  useEffect(() => {
    if (newer !== null && !dirty && !saving) take(newer);
  }, [newer, dirty, saving, take]);

  const mode = rule === null ? null : modeOf(rule);
  // A rule that was never saved has proved itself as little as one that begins in shadow.
  const before = isNew ? "shadow" : (detail?.row.mode ?? "shadow");
  const finish = async (saved: Promise<RuleDetail | null>): Promise<void> => {
    const done = await saved;
    setAsking(null);
    if (done === null) return;
    announce(texts.saved(done.row.name));
    if (!isNew) return;
    leaving.pass();
    go.rule(done.row.id);
  };
  const save = (): void => {
    if (!editor.canSave) return;
    if (mode !== null && asks(before, mode)) setAsking("mode");
    else void finish(editor.save());
  };
  const preview = (): void => {
    setTab("preview");
    if (faults.length === 0 && !editor.unread) setPreviewed(editor.text);
  };
  const goTo = (place: string): void => {
    setRaw(false);
    setTimeout(() => focusPlace(left.current, place));
  };
  const addOne = (): void => edit((one) => addCondition(one, newCondition("compare", currency)));
  const showRaw = raw || rule === null;
  const { group, acts } = texts;
  useHotkeys(
    [
      { keys: "Ctrl+S", label: acts.saveKey, group, everywhere: true, run: save },
      { keys: "Ctrl+B", label: acts.backtest, group, everywhere: true, run: () => go.backtest(base.id) },
      { keys: "P", label: acts.preview, group, run: preview },
      { keys: "C", label: acts.addCondition, group, run: addOne },
      { keys: "R", label: showRaw ? acts.forms : acts.raw, group, run: () => setRaw(!showRaw) },
    ],
    asking === null && !leaving.asked && editor.conflict === null,
  );

  const level = rule?.scope.level ?? "adset";
  const editing = useMemo(
    () => ({
      level,
      edit,
      set,
      faults,
      currency,
      accounts,
      mark,
      goTo: (place: string) => focusPlace(left.current, place),
    }),
    [level, edit, set, faults, currency, accounts, mark],
  );

  return (
    <div className={styles.page} data-testid="rule-editor">
      <EditorHead
        editor={editor}
        name={rule?.name ?? detail?.row.name ?? texts.newName}
        mode={mode}
        savedBy={isNew ? null : (detail?.versions[0]?.by ?? "?")}
        raw={showRaw}
        onRaw={setRaw}
        onSave={save}
        onDiscard={() => setAsking("discard")}
        onBacktest={() => go.backtest(base.id)}
        onFault={() => goTo(faults[0]?.place ?? "")}
      />
      {newer !== null && dirty && !saving && (
        <Banner tone="warn" testId="newer-version">
          {texts.newer(newer.row.version, newer.versions[0]?.by ?? "?")}
        </Banner>
      )}
      {editor.unread && <Banner tone="warn">{texts.faults.typed}</Banner>}
      {editor.saveError !== null && asking === null && (
        <div className={styles.failure}>
          <ErrorState error={editor.saveError} />
        </div>
      )}
      <div className={styles.split}>
        <div ref={left} className={styles.left}>
          {raw || rule === null ? (
            <RawView text={editor.text} faults={faults} unread={rule === null} onText={editor.setText} />
          ) : (
            <EditingContext value={editing}>
              <RuleForms rule={rule} />
            </EditingContext>
          )}
        </div>
        <SidePanel
          editor={editor}
          accounts={accounts}
          versions={detail?.versions ?? []}
          ruleId={base.id}
          offline={workspace?.online === false}
          tab={tab}
          onTab={setTab}
          previewed={previewed}
          onPreview={preview}
          onPlace={goTo}
          onRestore={(version) => {
            editor.setText(version.rule);
            announce(texts.versions.restored(version.version));
          }}
        />
      </div>
      {editor.conflict !== null && (
        <ConflictView
          theirs={editor.conflict}
          mine={judgement.data?.words ?? null}
          nowMs={now}
          busy={editor.saving}
          onMine={() => void finish(editor.overwrite())}
          onTheirs={() => {
            if (editor.conflict !== null) take(editor.conflict);
          }}
          onClose={editor.closeConflict}
        />
      )}
      {asking === "mode" && mode !== null && rule !== null && (
        <ModeDialog
          rule={{
            name: rule.name,
            mode: before,
            findings: judgement.data?.findings ?? [],
            shadowedMonth: detail?.row.shadowedMonth ?? 0,
            accountIds: rule.scope.accounts ?? [],
            words: judgement.data?.words ??
              detail?.row.words ?? { scope: "", when: [], guards: [], mode: "", ...NO_DEED },
          }}
          to={mode}
          busy={editor.saving}
          error={editor.saveError}
          onClose={() => setAsking(null)}
          onConfirm={() => void finish(editor.save())}
        />
      )}
      <AlertDialog
        open={asking === "discard"}
        onOpenChange={() => setAsking(null)}
        title={texts.discarding.title}
        description={texts.discarding.text}
        confirm={texts.discarding.confirm}
        danger
        onConfirm={() => {
          editor.discard();
          setAsking(null);
        }}
      />
      <AlertDialog
        open={leaving.asked}
        onOpenChange={(open) => {
          if (!open) leaving.stay();
        }}
        title={texts.leaving.title}
        description={texts.leaving.text}
        confirm={texts.leaving.confirm}
        cancel={texts.leaving.stay}
        danger
        onConfirm={leaving.leave}
      />
    </div>
  );
}

/** Begins an editor from what is saved. */
export const beginningOf = (detail: RuleDetail): Beginning => ({
  id: detail.row.id,
  text: parseRule(detail.rule) === null ? detail.rule : JSON.stringify(JSON.parse(detail.rule), null, 2),
  version: detail.row.version,
});

// biome-ignore lint/suspicious/noThenProperty: a field of the program's answer.
const NO_DEED = { then: "" };
