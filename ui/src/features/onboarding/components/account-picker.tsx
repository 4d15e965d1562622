import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useMemo, useState } from "react";
import { usePlatform } from "@/api/platform-context";
import { availableAccountsQuery, useChooseAccounts } from "@/api/workspaces";
import { Button } from "@/components/ui/button";
import { TextField } from "@/components/ui/text-field";
import { EmptyState, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { useHotkeys } from "@/lib/use-hotkeys";
import { type AvailableAccount, toIpcError } from "@/platform";
import { OnboardingLayout } from "../layout";
import { texts } from "../texts";
import { filterAccounts, sortAccounts } from "./account-choice";
import styles from "./account-picker.module.css";
import { AccountTable } from "./account-table";

type Props = {
  onCancel: () => void;
  /** Called once the choice is kept. */
  onDone?: () => void;
  /** Inside the frame there is no step list. */
  inFrame?: boolean;
};

/** The accounts as read once, ticked as they are kept now until the person changes it. */
function useChoice(accounts: AvailableAccount[] | undefined) {
  const [touched, setTouched] = useState<Set<string> | null>(null);
  const kept = useMemo(
    () => new Set(accounts?.filter(({ chosen }) => chosen).map(({ id }) => id)),
    [accounts],
  );
  return { chosen: touched ?? kept, setChosen: setTouched };
}

/** Which accounts to keep, over all of Meta's pages. */
export function AccountPicker({ onCancel, onDone, inFrame = false }: Props) {
  const query = useQuery(availableAccountsQuery(usePlatform()));
  const choose = useChooseAccounts();
  const [typed, setTyped] = useState("");
  const { chosen, setChosen } = useChoice(query.data);
  const all = useMemo(() => sortAccounts(query.data ?? []), [query.data]);
  const shown = filterAccounts(all, typed);
  const keep = () => {
    if (chosen.size > 0) choose.mutate([...chosen], { onSuccess: () => onDone?.() });
  };
  useHotkeys([
    {
      keys: "Ctrl+Enter",
      label: texts.accounts.keep(chosen.size),
      group: texts.steps.accounts,
      everywhere: true,
      run: keep,
    },
  ]);

  const again = <Button onClick={() => void query.refetch()}>{texts.accounts.again}</Button>;
  const body = (): ReactNode => {
    if (query.error) return <ErrorState error={toIpcError(query.error)} action={again} />;
    if (query.data === undefined) return <LoadingRows label={texts.accounts.reading} />;
    if (all.length === 0)
      return <EmptyState title={texts.accounts.empty} text={texts.accounts.emptyText} action={again} />;
    if (shown.length === 0) return <p className={styles.none}>{texts.accounts.none(typed)}</p>;
    return <AccountTable shown={shown} chosen={chosen} onChange={setChosen} />;
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
        {chosen.size === 0 ? texts.accounts.keepNone : texts.accounts.keep(chosen.size)}
      </Button>
      <Button kind="quiet" size="large" onClick={onCancel}>
        {texts.accounts.cancel}
      </Button>
      <span className={`${styles.count} tnum`}>{texts.accounts.count(chosen.size, all.length)}</span>
    </>
  );
  const content = (
    <>
      {choose.error !== null && <ErrorState error={toIpcError(choose.error)} />}
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
        {typed !== "" && <span className={`${styles.count} tnum`}>{texts.accounts.shown(shown.length)}</span>}
      </div>
      <div className={styles.scroll}>{body()}</div>
    </>
  );
  const frame = inFrame ? {} : { step: "accounts" as const };
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
