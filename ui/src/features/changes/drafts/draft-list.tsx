import type { KeyboardEvent } from "react";
import { Tag } from "@/components/ui/tag";
import { formatDuration, formatInstant } from "@/lib/times";
import type { DraftInfo } from "@/platform";
import styles from "./draft-list.module.css";
import type { DraftGroup } from "./model";
import { texts } from "./texts";

interface DraftListProps {
  groups: readonly DraftGroup[];
  openId: string | null;
  nowMs: number;
  onOpen: (id: string) => void;
}

/** Who made a draft, where it was somebody else. */
export function originWords({ fromFile, madeBy }: DraftInfo): string | null {
  if (!fromFile) return null;
  return madeBy === null ? texts.row.fromFile : texts.row.from(madeBy);
}

/** Up and down walk through the drafts. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (by === 0) return;
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>("button")];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  event.preventDefault();
  buttons[Math.max(0, Math.min(buttons.length - 1, at + by))]?.focus();
}

interface DraftButtonProps extends Pick<DraftListProps, "openId" | "nowMs" | "onOpen"> {
  draft: DraftInfo;
  inConflict: boolean;
}

function DraftButton({ draft, inConflict, openId, nowMs, onOpen }: DraftButtonProps) {
  return (
    <button
      type="button"
      className={styles.draft}
      data-testid="draft"
      aria-current={draft.id === openId || undefined}
      onClick={() => onOpen(draft.id)}
    >
      <span className={styles.line}>
        <b className="ellipsis">
          <bdi>{draft.name}</bdi>
        </b>
        <time
          className={styles.age}
          dateTime={new Date(draft.madeAtMs).toISOString()}
          title={formatInstant(draft.madeAtMs)}
        >
          {formatDuration(nowMs - draft.madeAtMs)}
        </time>
      </span>
      <span className={styles.line}>
        <span className={`${styles.what} ellipsis`}>
          {[draft.what, originWords(draft)].filter(Boolean).join(" · ")}
        </span>
        {inConflict && <Tag tone="warn">{texts.groups.conflicts}</Tag>}
        <span className={styles.age}>{texts.row.rows(draft.rows)}</span>
      </span>
    </button>
  );
}

/**
 * Drafts by account, those in conflict first: what each would change and how long it has waited. One list for all
 * groups: a draft found to be in conflict moves while somebody may be clicking it, and stays the same button.
 */
export function DraftList({ groups, ...rest }: DraftListProps) {
  return (
    <nav className={styles.list} aria-label={texts.list} onKeyDown={walk}>
      <ul>
        {groups.flatMap((group) => [
          <li key={`group ${group.key}`}>
            <h2 className={styles.heading}>{group.title}</h2>
          </li>,
          ...group.drafts.map((draft) => (
            <li key={draft.id}>
              <DraftButton draft={draft} inConflict={group.key === "conflicts"} {...rest} />
            </li>
          )),
        ])}
      </ul>
    </nav>
  );
}
