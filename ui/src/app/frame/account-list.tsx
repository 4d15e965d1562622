import { useLocation, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { Icon } from "@/components/ui/icon";
import { StatusDot, type StatusShape } from "@/components/ui/status-dot";
import { TextField } from "@/components/ui/text-field";
import { Tooltip } from "@/components/ui/tooltip";
import { describeFreshness } from "@/lib/times";
import { useNow } from "@/lib/use-now";
import type { Account, WorkspaceState } from "@/platform";
import { useViewState } from "@/view/use-view-state";
import { lookingAt, viewToSearch } from "@/view/view-state";
import { texts } from "../texts";
import styles from "./rail.module.css";

/** From this many accounts on there is a search. */
const MANY = 8;

function shapeOf(account: Account): StatusShape {
  if (account.status === "active") return account.syncedAtMs === null ? "paused" : "active";
  return account.status === "disabled" || account.status === "closed" ? "rejected" : "limited";
}

const wordOf = (account: Account): string =>
  account.status === "active"
    ? account.syncedAtMs === null
      ? texts.account.never
      : texts.account.active
    : texts.account.words(account.status);

function initials(name: string): string {
  return [...name][0]?.toUpperCase() ?? "?";
}

type EntryProps = { account: Account; index: number; on: boolean; slim: boolean; onLook: () => void };

function Entry({ account, index, on, slim, onLook }: EntryProps) {
  const now = useNow(60_000, (nowMs) => describeFreshness(account.syncedAtMs, nowMs).text);
  const zone = `${account.name} · ${account.currency} · ${account.timeZone}`;
  const keys = index < 9 ? `Alt+${index + 1}` : undefined;
  const fresh = describeFreshness(account.syncedAtMs, now);
  return (
    <Tooltip text={`${zone}\n${wordOf(account)} · ${fresh.text}${keys ? ` · ${keys}` : ""}`} side="right">
      <button
        type="button"
        className={`${styles.item} ${styles.account} ${slim ? styles.slimCenter : ""}`}
        aria-pressed={on}
        aria-keyshortcuts={keys}
        onClick={onLook}
      >
        <StatusDot shape={shapeOf(account)} word={wordOf(account)} hideWord />
        <span className={slim ? undefined : "ellipsis"} aria-hidden={slim || undefined}>
          {slim ? initials(account.name) : account.name}
        </span>
        {slim ? (
          <span className="visually-hidden">{account.name}</span>
        ) : (
          <span className={styles.key}>{account.currency}</span>
        )}
      </button>
    </Tooltip>
  );
}

/** The accounts kept here; the ones looked at are framed. */
export function AccountList({ workspace, slim }: { workspace: WorkspaceState; slim: boolean }) {
  const [text, setText] = useState("");
  const { view } = useViewState();
  const navigate = useNavigate();
  const here = useLocation({ select: ({ pathname }) => pathname });
  const { accounts } = workspace;
  const look = (ids: string[]) => {
    const search = viewToSearch({
      ...view,
      ...lookingAt(
        ids,
        accounts.map(({ id }) => id),
      ),
    });
    // Whoever looks at the overview looks at another account's overview.
    void navigate({ to: here === "/" ? "/" : "/explorer", search });
  };
  const shown = accounts
    .map((account, index) => ({ account, index }))
    .filter(({ account }) => account.name.toLowerCase().includes(text.toLowerCase()));

  return (
    <div className={`${styles.accounts} ${slim ? styles.slimGap : ""}`}>
      {!slim && (
        <div className={styles.label}>
          <span>{texts.rail.accounts}</span>
          <span className="tnum">{accounts.length}</span>
        </div>
      )}
      {!slim && accounts.length > MANY && (
        <div className={styles.find}>
          <TextField
            label={texts.rail.findAccount}
            hideLabel
            placeholder={texts.rail.findAccount}
            icon="search"
            size="small"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
      )}
      <div className={styles.list}>
        {accounts.length > 1 && text === "" && (
          <button
            type="button"
            className={`${styles.item} ${styles.account} ${slim ? styles.slimCenter : ""}`}
            aria-pressed={view.accounts.length === 0}
            aria-keyshortcuts="Alt+0"
            onClick={() => look([])}
          >
            <Icon name="tree" size={10} />
            {slim ? (
              <span className="visually-hidden">{texts.rail.all}</span>
            ) : (
              <span className="ellipsis">{texts.rail.all}</span>
            )}
          </button>
        )}
        {shown.map(({ account, index }) => (
          <Entry
            key={account.id}
            account={account}
            index={index}
            slim={slim}
            on={view.accounts.includes(account.id)}
            onLook={() => look([account.id])}
          />
        ))}
      </div>
    </div>
  );
}
