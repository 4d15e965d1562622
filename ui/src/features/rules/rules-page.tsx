import { useRef, useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { toIpcError } from "@/api/errors";
import { PageHead } from "@/components/page-head/page-head";
import { AlertDialog } from "@/components/ui/alert-dialog";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem } from "@/components/ui/menu";
import { Banner, EmptyState, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { useHotkeys } from "@/lib/use-hotkeys";
import { useNow } from "@/lib/use-now";
import type { RuleMode, RuleRow } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { useViewState } from "@/view/use-view-state";
import { useClearStop, useDeleteRule, useLookNow, useRules, useSetMode } from "./api/rules";
import { EngineLine } from "./list/engine-line";
import { ExportDialog, ImportDialog } from "./list/file-dialogs";
import { ModeDialog } from "./list/mode-dialog";
import { type RowActs, RulesTable, type TableHandle } from "./list/rules-table";
import { TemplatesDialog } from "./list/templates-dialog";
import { CompileDialog } from "./meta/compile-dialog";
import { useRuleGo } from "./model/links";
import { asks } from "./model/modes";
import styles from "./rules-page.module.css";
import { texts } from "./texts";

/** What is asked over the list. */
type Asked =
  | { what: "template" | "import" }
  | { what: "export"; rule: RuleRow | null }
  | { what: "delete" | "compile"; rule: RuleRow }
  | { what: "mode"; rule: RuleRow; to: RuleMode };

const NO_RULES: RuleRow[] = [];

/** All automation and how it stands. */
export function RulesPage() {
  const workspace = useWorkspace();
  const { accounts: looked } = useViewState();
  const { announce, notice } = useFrameActs();
  const now = useNow(30_000);
  const go = useRuleGo();
  const list = useRules();
  const setMode = useSetMode();
  const clear = useClearStop();
  const remove = useDeleteRule();
  const looking = useLookNow();
  const table = useRef<TableHandle>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const [focusedId, setFocusedId] = useState<string | null>(null);
  const [modeOpenId, setModeOpenId] = useState<string | null>(null);
  const rules = list.data?.rules ?? NO_RULES;
  const accounts = workspace?.accounts ?? [];
  const focused = rules.find(({ id }) => id === focusedId) ?? null;
  const close = (): void => {
    setMode.reset();
    remove.reset();
    setAsked(null);
    if (focusedId !== null) table.current?.focusRow(focusedId);
  };

  const change = (rule: RuleRow, mode: RuleMode, after?: () => void): void =>
    setMode.mutate(
      { id: rule.id, mode },
      {
        onSuccess: () => {
          announce(`${rule.name}: ${texts.modes[mode]}`);
          after?.();
        },
        ...(after === undefined ? { onError: (error: unknown) => notice(toIpcError(error)) } : {}),
      },
    );
  /** Lets a rule look at once and shows what came of it. */
  const look = (rule: RuleRow): void => {
    if (rule.mode === "draft" || rule.stopped !== null || looking.isPending) return;
    announce(texts.looking(rule.name));
    looking.mutate(rule.id, {
      onSuccess: ([first]) => (first === undefined ? go.runs(rule.id) : go.run(first.id)),
      onError: (error) => notice(toIpcError(error)),
    });
  };
  const acts: RowActs = {
    onMode: (rule, mode) => {
      if (asks(rule.mode, mode)) setAsked({ what: "mode", rule, to: mode });
      else if (mode !== rule.mode) change(rule, mode);
    },
    onOpen: (rule) => go.rule(rule.id),
    onCopy: (rule) => go.begin({ copy: rule.id }),
    onExport: (rule) => setAsked({ what: "export", rule }),
    onRuns: (rule) => go.runs(rule.id),
    onCompile: (rule) => setAsked({ what: "compile", rule }),
    onLook: look,
    onDelete: (rule) => setAsked({ what: "delete", rule }),
    onClear: (rule) => clear.mutate(rule.id, { onError: (error) => notice(toIpcError(error)) }),
  };
  const step = (by: number): void => {
    const at = rules.findIndex(({ id }) => id === focusedId);
    const next = rules[at < 0 ? 0 : Math.max(0, Math.min(rules.length - 1, at + by))];
    if (next !== undefined) table.current?.focusRow(next.id);
  };
  const withFocused = (run: (rule: RuleRow) => void) => () => {
    if (focused !== null) run(focused);
  };
  const { group } = texts;
  useHotkeys(
    [
      { keys: "N", label: texts.acts.new, group, run: () => setAsked({ what: "template" }) },
      { keys: "J", label: texts.acts.next, group, run: () => step(1) },
      { keys: "ArrowDown", label: texts.acts.next, group, run: () => step(1) },
      { keys: "K", label: texts.acts.previous, group, run: () => step(-1) },
      { keys: "ArrowUp", label: texts.acts.previous, group, run: () => step(-1) },
      { keys: "M", label: texts.acts.mode, group, run: withFocused(({ id }) => setModeOpenId(id)) },
      { keys: "T", label: texts.acts.look, group, run: withFocused(acts.onLook) },
      { keys: "Y", label: texts.acts.copy, group, run: withFocused(acts.onCopy) },
      { keys: "L", label: texts.acts.findings, group, run: withFocused((rule) => acts.onOpen(rule)) },
      { keys: "Delete", label: texts.acts.delete, group, run: withFocused(acts.onDelete) },
    ],
    asked === null,
  );

  const empty = list.data !== undefined && rules.length === 0;
  return (
    <div className={styles.page}>
      <PageHead title={texts.title} note={rules.length > 0 ? texts.count(rules.length) : ""}>
        <Button kind="quiet" onClick={() => go.meta()}>
          {texts.acts.meta}
        </Button>
        <Button kind="quiet" onClick={() => go.runs()}>
          {texts.acts.runs}
        </Button>
        <Menu
          label={texts.acts.import}
          align="end"
          trigger={<Button icon="more" iconOnly aria-label={`${texts.acts.import} ${texts.acts.export}`} />}
        >
          <MenuItem icon="folder" onSelect={() => setAsked({ what: "import" })}>
            {texts.acts.import}
          </MenuItem>
          <MenuItem
            icon="download"
            disabled={rules.length === 0}
            onSelect={() => setAsked({ what: "export", rule: null })}
          >
            {texts.acts.export}
          </MenuItem>
        </Menu>
        <Button kind="primary" icon="plus" keys="N" onClick={() => setAsked({ what: "template" })}>
          {texts.acts.new}
        </Button>
      </PageHead>
      {list.data !== undefined && <EngineLine engine={list.data.engine} onPaused={go.paused} />}
      {workspace?.readOnly === true && <Banner tone="neutral">{texts.readOnly}</Banner>}
      {workspace?.online === false && (
        <Banner tone="neutral" testId="rules-offline">
          {texts.offline}
        </Banner>
      )}
      {list.isError && (
        <div className={styles.failure}>
          <ErrorState
            error={toIpcError(list.error)}
            {...(list.data === undefined ? {} : { still: texts.still })}
            action={<Button onClick={() => void list.refetch()}>{texts.retry}</Button>}
          />
        </div>
      )}
      {list.isPending && <LoadingRows label={texts.loading} />}
      {empty && (
        <EmptyState
          title={texts.empty.title}
          text={texts.empty.text}
          action={
            <Button icon="plus" onClick={() => setAsked({ what: "template" })}>
              {texts.empty.act}
            </Button>
          }
        />
      )}
      {rules.length > 0 && (
        <RulesTable
          handle={table}
          rules={rules}
          accounts={accounts}
          nowMs={now}
          focusedId={focusedId}
          modeOpenId={modeOpenId}
          onModeOpen={setModeOpenId}
          onFocus={setFocusedId}
          clearing={clear.isPending ? clear.variables : null}
          {...acts}
        />
      )}
      {asked?.what === "template" && (
        <TemplatesDialog
          accounts={looked}
          onClose={close}
          onTemplate={(id, account) =>
            go.begin({
              ...(id === null ? {} : { template: id }),
              ...(account === null ? {} : { account }),
            })
          }
        />
      )}
      {asked?.what === "compile" && (
        <CompileDialog
          rule={asked.rule}
          onClose={close}
          onDone={(name) => {
            announce(texts.handedOver(name));
            go.meta();
          }}
        />
      )}
      {asked?.what === "import" && <ImportDialog onClose={close} />}
      {asked?.what === "export" && <ExportDialog rule={asked.rule} onClose={close} />}
      {asked?.what === "mode" && (
        <ModeDialog
          rule={asked.rule}
          to={asked.to}
          busy={setMode.isPending}
          error={setMode.error === null ? null : toIpcError(setMode.error)}
          onRuns={() => go.runs(asked.rule.id)}
          onClose={close}
          onConfirm={() => change(asked.rule, asked.to, close)}
        />
      )}
      {asked?.what === "delete" && (
        <AlertDialog
          open
          onOpenChange={close}
          title={texts.deleting.title(asked.rule.name)}
          description={texts.deleting.text}
          confirm={texts.deleting.confirm}
          danger
          busy={remove.isPending}
          onConfirm={() => remove.mutate(asked.rule.id, { onSuccess: close })}
        >
          {remove.error !== null && <ErrorState error={toIpcError(remove.error)} />}
        </AlertDialog>
      )}
    </div>
  );
}
