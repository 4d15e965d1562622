import { useRef, useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { toIpcError } from "@/api/errors";
import { useWriteState } from "@/api/writes";
import { writesBlocked } from "@/components/changes/words";
import type { GridHandle } from "@/components/data-grid/data-grid";
import { pressOr, stepped } from "@/components/data-grid/pressed";
import { PageHead } from "@/components/page-head/page-head";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { Banner, EmptyState, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { useHotkeys } from "@/lib/use-hotkeys";
import { useNow } from "@/lib/use-now";
import type { MetaRule, MetaRuleAct } from "@/platform";
import { useFrameActs } from "@/view/acts";
import { useViewState } from "@/view/use-view-state";
import styles from "../acts/acts.module.css";
import { useMetaRules, useRefreshMetaRules } from "../api/meta";
import { useRuleGo } from "../model/links";
import { ActDialog } from "./act-dialog";
import { ImportMetaDialog } from "./import-dialog";
import { MetaDetail } from "./meta-detail";
import { MetaGrid } from "./meta-grid";
import { texts } from "./texts";

type Asked = { rule: MetaRule; what: MetaRuleAct | "import" };

const NONE: MetaRule[] = [];

/** Meta's own rules of one account: what they are, what each did, and switching, deleting and importing them. */
export function MetaPage() {
  const workspace = useWorkspace();
  const writes = useWriteState();
  const { accounts: looked } = useViewState();
  const { announce } = useFrameActs();
  const go = useRuleGo();
  const now = useNow(30_000);
  const refresh = useRefreshMetaRules();
  const grid = useRef<GridHandle>(null);
  const accounts = workspace?.accounts ?? [];
  const [chosen, setChosen] = useState<string | null>(null);
  const [focusId, setFocusId] = useState<string | null>(null);
  const [openId, setOpenId] = useState<string | null>(null);
  const [asked, setAsked] = useState<Asked | null>(null);
  const account = chosen ?? looked[0]?.id ?? accounts[0]?.id ?? null;
  const query = useMetaRules(account);

  const online = workspace?.online !== false;
  const block = writesBlocked(writes, workspace) ?? (online ? null : texts.offline);
  const rules = query.data ?? NONE;
  const focused = focusId === null ? rules[0] : rules.find(({ id }) => id === focusId);
  const open = rules.find(({ id }) => id === openId);
  const step = (by: number): void => {
    const next = stepped(
      rules.map(({ id }) => id),
      focused?.id ?? null,
      by,
    );
    setFocusId(next);
    if (openId !== null) setOpenId(next);
    grid.current?.focus();
  };
  const close = (): void => {
    setAsked(null);
    grid.current?.focus();
  };
  const ask = (rule: MetaRule | undefined, what: Asked["what"] | "switch"): void => {
    if (rule === undefined) return;
    const meant = what === "switch" ? (rule.isOn ? "disable" : "enable") : what;
    if (meant !== "import" && block !== null) announce(block);
    else setAsked({ rule, what: meant });
  };
  const { acts, group } = texts;
  useHotkeys(
    [
      { keys: "J", label: acts.next, group, run: () => step(1) },
      { keys: "ArrowDown", label: acts.next, group, run: () => step(1) },
      { keys: "K", label: acts.previous, group, run: () => step(-1) },
      { keys: "ArrowUp", label: acts.previous, group, run: () => step(-1) },
      {
        keys: "Enter",
        label: acts.open,
        group,
        run: ({ target }) => pressOr(target, () => setOpenId(focused?.id ?? null)),
      },
      { keys: "I", label: acts.import, group, run: () => ask(focused, "import") },
      { keys: "S", label: `${acts.enable} ${acts.disable}`, group, run: () => ask(focused, "switch") },
      { keys: "Delete", label: acts.delete, group, run: () => ask(focused, "delete") },
      { keys: "Escape", label: texts.close, group, run: () => setOpenId(null) },
    ],
    asked === null,
  );

  const failed = query.isError ? toIpcError(query.error) : null;
  return (
    <div className={styles.page}>
      <PageHead
        title={texts.title}
        note={rules.length > 0 ? texts.count(rules.length) : ""}
        before={
          <Button kind="quiet" icon="chevron-left" onClick={go.rules}>
            {texts.back}
          </Button>
        }
        beside={
          accounts.length > 1 && account !== null ? (
            <Select
              label={texts.account}
              value={account}
              options={accounts.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={(id) => {
                setChosen(id);
                setFocusId(null);
                setOpenId(null);
              }}
            />
          ) : undefined
        }
      >
        <Button icon="refresh" busy={query.isFetching} onClick={refresh}>
          {texts.refresh}
        </Button>
      </PageHead>
      {block !== null && (
        <Banner tone={online ? "warn" : "neutral"} testId="meta-blocked">
          {block}
        </Banner>
      )}
      {failed !== null && query.data !== undefined && (
        <Banner tone="neg">
          {failed.message} {texts.still}
        </Banner>
      )}
      {rules.length > 0 ? (
        <div className={styles.split}>
          <MetaGrid
            handle={grid}
            rules={rules}
            nowMs={now}
            focus={focused?.id ?? null}
            open={openId}
            onPress={(id) => {
              setFocusId(id);
              setOpenId(id);
            }}
          />
          {open !== undefined && (
            <MetaDetail
              key={open.id}
              rule={open}
              nowMs={now}
              block={block}
              onAct={(act) => ask(open, act)}
              onImport={() => ask(open, "import")}
              onClose={() => setOpenId(null)}
            />
          )}
        </div>
      ) : failed !== null && query.data === undefined ? (
        <div className={styles.failure}>
          <ErrorState
            error={failed}
            action={<Button onClick={() => void query.refetch()}>{texts.retry}</Button>}
          />
        </div>
      ) : query.data === undefined ? (
        <LoadingRows label={texts.reading} />
      ) : (
        <EmptyState
          title={texts.empty.title}
          text={texts.empty.text}
          action={<Button onClick={go.rules}>{texts.back}</Button>}
        />
      )}
      {asked?.what === "import" && <ImportMetaDialog rule={asked.rule} onClose={close} />}
      {asked !== null && asked.what !== "import" && (
        <ActDialog
          rule={asked.rule}
          act={asked.what}
          block={block}
          onClose={close}
          onDone={() => {
            announce(texts.act.done(asked.rule.name));
            refresh();
            close();
          }}
        />
      )}
    </div>
  );
}
