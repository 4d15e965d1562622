import { type ReactNode, useMemo, useRef, useState } from "react";
import { useAppState } from "@/api/app-state";
import { useAvailableAccounts } from "@/api/available-accounts";
import { useChooseAccounts } from "@/api/workspaces";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { EmptyState, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { formatCount } from "@/lib/numbers";
import { useHotkeys } from "@/lib/use-hotkeys";
import { type AvailableAccount, toIpcError } from "@/platform";
import { OnboardingLayout } from "../layout";
import { texts } from "../texts";
import { applyChanges, changesTo, filterAccounts, sortAccounts } from "./account-choice";
import styles from "./account-picker.module.css";
import { AccountTable } from "./account-table";
import { ListProgress } from "./list-progress";

type Props = {
  onCancel: () => void;
  /** Called once the choice is kept. */
  onDone?: () => void;
  /** Inside the frame there is no step list. */
  inFrame?: boolean;
  /** Connecting with a token. */
  byToken?: boolean;
};

/** What is kept now, until the person changes it. Accounts that are kept stay so while the list is on its way. */
function useChoice(accounts: AvailableAccount[], complete: boolean) {
  const state = useAppState();
  const [changes, setChanges] = useState<ReadonlyMap<string, boolean>>(new Map());
  const chosen = useMemo(() => {
    const listed = accounts.filter((account) => account.chosen).map(({ id }) => id);
    const before = complete ? [] : (state?.workspace?.accounts.map(({ id }) => id) ?? []);
    return applyChanges([...listed, ...before], changes);
  }, [accounts, complete, state, changes]);
  const setChosen = (next: Set<string>) => setChanges(changesTo(changes, chosen, next));
  return { chosen, setChosen, touched: changes.size > 0 };
}

/**
 * A whole list is sorted. One that is on its way grows at its end, and what somebody has begun to choose from stays in
 * its order: a row must not move away under the pointer.
 */
function useOrder(parts: AvailableAccount[][] | undefined, complete: boolean, touched: boolean) {
  const frozen = useRef(false);
  if (touched && !complete) frozen.current = true;
  const whole = complete && !frozen.current;
  return useMemo(
    () => (whole ? sortAccounts(parts?.flat() ?? []) : (parts?.flatMap(sortAccounts) ?? [])),
    [parts, whole],
  );
}

/** Which accounts to keep, over all of Meta's pages. */
export function AccountPicker({ onCancel, onDone, inFrame = false, byToken = false }: Props) {
  const list = useAvailableAccounts();
  const choose = useChooseAccounts();
  const scroller = useRef<HTMLDivElement>(null);
  const [typed, setTyped] = useState("");
  const complete = list.state === "complete";
  const accounts = useMemo(() => list.parts?.flat() ?? [], [list.parts]);
  const { chosen, setChosen, touched } = useChoice(accounts, complete);
  const all = useOrder(list.parts, complete, touched);
  const shown = useMemo(() => filterAccounts(all, typed), [all, typed]);
  const keep = () => {
    if (chosen.size > 0) choose.mutate([...chosen], { onSuccess: () => onDone?.() });
  };
  useHotkeys([
    {
      keys: "Ctrl+Enter",
      label: texts.accounts.keep(chosen.size, formatCount(chosen.size)),
      group: texts.steps.accounts,
      everywhere: true,
      run: keep,
    },
  ]);

  const again = <Button onClick={list.again}>{texts.accounts.again}</Button>;
  const body = (): ReactNode => {
    if (all.length === 0 && list.error !== null) return <ErrorState error={list.error} action={again} />;
    if (all.length === 0 && !complete) return <LoadingRows label={texts.accounts.reading} />;
    if (all.length === 0)
      return <EmptyState title={texts.accounts.empty} text={texts.accounts.emptyText} action={again} />;
    if (shown.length === 0) return <p className={styles.none}>{texts.accounts.none(typed)}</p>;
    return <AccountTable shown={shown} chosen={chosen} scroller={scroller} onChange={setChosen} />;
  };

  const foot = (
    <>
      <Button
        kind="primary"
        size="large"
        keys="Ctrl+Enter"
        disabled={chosen.size === 0}
        busy={choose.isPending}
        onClick={keep}
      >
        {chosen.size === 0
          ? texts.accounts.keepNone
          : texts.accounts.keep(chosen.size, formatCount(chosen.size))}
      </Button>
      <Button kind="quiet" size="large" onClick={onCancel}>
        {texts.accounts.cancel}
      </Button>
      <span className={`${styles.count} tnum`}>
        {texts.accounts.count(formatCount(chosen.size), formatCount(all.length))}
      </span>
    </>
  );
  const content = (
    <>
      {choose.error !== null && <ErrorState error={toIpcError(choose.error)} />}
      {list.state === "failed" && list.error !== null && all.length > 0 && (
        <ErrorState
          error={list.error}
          still={texts.accounts.stillHere}
          action={<Button onClick={list.goOn}>{texts.accounts.goOn}</Button>}
        />
      )}
      <div className={styles.find}>
        <TextField
          label={texts.accounts.find}
          hideLabel
          placeholder={texts.accounts.find}
          type="search"
          icon="search"
          size="small"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        {typed !== "" && (
          <span className={`${styles.count} tnum`}>{texts.accounts.shown(formatCount(shown.length))}</span>
        )}
        <ListProgress list={list} count={all.length} />
      </div>
      <div ref={scroller} className={styles.scroll}>
        {body()}
      </div>
    </>
  );
  const frame = inFrame ? {} : { step: "accounts" as const, byToken };
  return (
    <OnboardingLayout
      title={texts.accounts.title}
      text={texts.accounts.text}
      width="wide"
      bare={inFrame}
      foot={foot}
      {...frame}
    >
      {content}
    </OnboardingLayout>
  );
}
