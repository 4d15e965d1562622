import { useEffect, useRef } from "react";
import { valueText } from "@/components/changes/value-text";
import { ConflictEditor } from "@/components/settings-form/conflict-editor";
import { Button } from "@/components/ui/button";
import { formatShortInstant } from "@/lib/times";
import { useHotkeys } from "@/lib/use-hotkeys";
import type { DraftInfo, PreviewRow } from "@/platform";
import { useViewState } from "@/view/use-view-state";
import { ThreeWay, type ThreeWayChoice } from "../components/three-way";
import { useDetail } from "./api";
import styles from "./draft-view.module.css";
import { isSettled, type Open } from "./model";
import { texts } from "./texts";
import type { OpenedDraft } from "./use-draft";

/** Conflicts drawn at once. */
const PAGE = 25;

/** An object's level and name: names come from outside and keep their own direction. */
export function ObjectName({ row }: { row: Pick<PreviewRow, "level" | "name" | "id"> }) {
  return (
    <span className={styles.object} title={row.name}>
      <span className={styles.level}>{texts.levels[row.level]}</span>
      <bdi className="ellipsis">{row.name === "" ? (row.id ?? "") : row.name}</bdi>
    </span>
  );
}

interface ConflictListProps {
  draft: DraftInfo;
  opened: OpenedDraft;
  nowMs: number;
}

/** Every conflict of a draft, each with three columns; one of them takes the keys `1` `2` `3`. */
export function ConflictList({ draft, opened, nowMs }: ConflictListProps) {
  const { conflicts, choices, current, choose, next } = opened;
  const card = useRef<HTMLElement>(null);
  const from = Math.floor(current / PAGE) * PAGE;
  const shown = conflicts.slice(from, from + PAGE);
  const active = conflicts[current];
  const settled = conflicts.filter(({ key }) => isSettled(choices.get(key))).length;
  const take = (choice: ThreeWayChoice): void => {
    if (active === undefined) return;
    choose(active.key, choice, choices.get(active.key)?.value ?? null);
    // The choice hides or shows a field: without this the focus could be left nowhere.
    if (choice !== "edit") card.current?.focus({ preventScroll: true });
  };
  const goNext = (): void => next();
  const wantsFocus = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the focus follows the conflict the keys are about.
  useEffect(() => {
    if (wantsFocus.current) card.current?.focus();
    wantsFocus.current = true;
  }, [current]);
  useHotkeys([
    { keys: "1", label: texts.acts.keepLive, group: texts.group, run: () => take("live") },
    { keys: "2", label: texts.acts.useMine, group: texts.group, run: () => take("mine") },
    { keys: "3", label: texts.acts.edit, group: texts.group, run: () => take("edit") },
  ]);
  return (
    <section className={styles.conflicts} aria-label={texts.view.conflicts}>
      <header className={styles.sectionHead}>
        <h3>{texts.view.conflicts}</h3>
        <span className={styles.quiet}>{texts.view.conflictsHint}</span>
        <span className={styles.grow} />
        <span className={styles.quiet} role="status">
          {texts.view.settled(settled, conflicts.length)}
        </span>
      </header>
      {shown.map((open, index) => (
        <Conflict
          key={open.key}
          open={open}
          draft={draft}
          opened={opened}
          nowMs={nowMs}
          isCurrent={from + index === current}
          card={from + index === current ? card : undefined}
          onFocus={() => opened.setCurrent(from + index)}
          onNext={goNext}
        />
      ))}
      {conflicts.length > PAGE && (
        <div className={styles.sectionHead}>
          <Button size="small" disabled={from === 0} onClick={() => opened.setCurrent(from - PAGE)}>
            {texts.view.before}
          </Button>
          <span className={styles.quiet}>
            {texts.view.page(from + 1, from + shown.length, conflicts.length)}
          </span>
          <Button
            size="small"
            disabled={from + PAGE >= conflicts.length}
            onClick={() => opened.setCurrent(from + PAGE)}
          >
            {texts.view.after}
          </Button>
        </div>
      )}
    </section>
  );
}

interface ConflictProps extends ConflictListProps {
  open: Open;
  isCurrent: boolean;
  card: React.Ref<HTMLElement> | undefined;
  onFocus: () => void;
  onNext: () => void;
}

function Conflict({ open, draft, opened, nowMs, isCurrent, card, onFocus, onNext }: ConflictProps) {
  const { row, conflict, key } = open;
  const choice = opened.choices.get(key) ?? null;
  const { accounts } = useViewState();
  const timeZone = accounts.find(({ id }) => id === row.accountId)?.timeZone;
  const place = { currency: row.currency, timeZone, nowMs };
  return (
    <ThreeWay
      {...(card === undefined ? {} : { ref: card })}
      title={<ObjectName row={row} />}
      label={conflict.label}
      base={valueText(conflict.base, place)}
      mine={valueText(conflict.mine, place)}
      live={valueText(conflict.theirs, place)}
      liveNote={isCurrent ? <LastChange row={row} sinceMs={draft.madeAtMs} nowMs={nowMs} /> : null}
      choice={choice?.take ?? null}
      onChoose={(take) => {
        onFocus();
        opened.choose(key, take, choice?.value ?? null);
      }}
      editor={
        <ConflictEditor
          row={row}
          field={conflict.field}
          onValue={(value) => opened.choose(key, "edit", value)}
        />
      }
      current={isCurrent}
      onFocus={onFocus}
      onNext={onNext}
    />
  );
}

/** Who changed the object last since the draft was made, as far as that is known here. */
function LastChange({ row, sinceMs, nowMs }: { row: PreviewRow; sinceMs: number; nowMs: number }) {
  const { range } = useViewState();
  const { id, accountId, level } = row;
  const detail = useDetail(id === null ? null : { id, accountId, level, range });
  const last = detail.data?.changes.find(({ atMs, source }) => atMs >= sinceMs && source === "outside");
  if (id === null || last === undefined) return null;
  return texts.view.lastChange(last.actor ?? texts.view.someone, formatShortInstant(last.atMs, nowMs));
}
