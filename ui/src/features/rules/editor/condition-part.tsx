import { type KeyboardEvent, memo } from "react";
import { Button } from "@/components/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/components/ui/menu";
import { type ConditionKind, newCondition } from "../model/beginnings";
import {
  addCondition,
  append,
  canUnwrap,
  copyAt,
  listOf,
  moveAt,
  partsPlace,
  regroup,
  removeAt,
  unwrapAt,
  wrapAt,
} from "../model/edits";
import { type Condition, type Group, groupOf, partsOf } from "../model/rule";
import styles from "./condition-part.module.css";
import { ConditionWords } from "./condition-words";
import { useEditing } from "./editing";
import { texts } from "./texts";
import { FaultsAt, PickWord } from "./words";

const KINDS: readonly ConditionKind[] = ["compare", "rank", "clock", "learning", "budget"];
const GROUP_KINDS = ["all", "any", "none"] as const satisfies readonly ConditionKind[];

/** Adds a condition of a kind that is chosen from a list. */
export function AddCondition({
  label,
  onKind,
  keys,
}: {
  label: string;
  keys?: string;
  onKind: (kind: ConditionKind) => void;
}) {
  const words = texts.conditions;
  return (
    <Menu
      label={label}
      trigger={
        <Button
          kind="quiet"
          size="small"
          icon="plus"
          aria-label={label}
          {...(keys === undefined ? {} : { keys })}
          data-testid="add-condition"
        >
          {words.add}
        </Button>
      }
    >
      {KINDS.map((kind) => (
        <MenuItem key={kind} onSelect={() => onKind(kind)}>
          {words[kind]}
        </MenuItem>
      ))}
      <MenuSeparator />
      {GROUP_KINDS.map((kind) => (
        <MenuItem key={kind} onSelect={() => onKind(kind)}>
          {words[kind]}
        </MenuItem>
      ))}
    </Menu>
  );
}

/** Once the page has drawn what was changed. */
const afterDrawing = (run: () => void): void => void setTimeout(run);

/** What can be done with a condition as a whole; the keys work wherever in it the keyboard is. */
function useConditionActs(place: string) {
  const { edit, goTo } = useEditing();
  const at = listOf(place);
  const move = (by: -1 | 1): void => {
    if (at === null) return;
    edit((now) => moveAt(now, place, by));
    afterDrawing(() => goTo(`${at.list}[${Math.max(0, at.index + by)}]`));
  };
  const remove = (): void => {
    if (at === null) return;
    edit((now) => removeAt(now, place));
    afterDrawing(() => goTo(at.index === 0 ? at.list : `${at.list}[${at.index - 1}]`));
  };
  const handleKey = (event: KeyboardEvent): void => {
    // Taken before a field in it does: a list would open by the same arrows. The innermost condition is meant.
    const target = event.target instanceof Element ? event.target.closest("[data-condition]") : null;
    if (!event.altKey || at === null || target !== event.currentTarget) return;
    if (event.key === "ArrowUp") move(-1);
    else if (event.key === "ArrowDown") move(1);
    else if (event.key === "Delete") remove();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return { inList: at !== null, first: at?.index === 0, move, remove, handleKey, edit };
}

function ConditionMenu({ place, condition }: { place: string; condition: Condition }) {
  const { inList, first, move, remove, edit } = useConditionActs(place);
  const words = texts.conditions;
  return (
    <Menu
      label={words.acts}
      align="end"
      trigger={<Button kind="quiet" size="small" icon="more" iconOnly aria-label={words.acts} />}
    >
      {inList && (
        <>
          <MenuItem icon="arrow-up" keys="Alt+ArrowUp" disabled={first} onSelect={() => move(-1)}>
            {words.up}
          </MenuItem>
          <MenuItem icon="arrow-down" keys="Alt+ArrowDown" onSelect={() => move(1)}>
            {words.down}
          </MenuItem>
          <MenuItem icon="copy" onSelect={() => edit((now) => copyAt(now, place))}>
            {words.copy}
          </MenuItem>
        </>
      )}
      <MenuItem icon="tree" onSelect={() => edit((now) => wrapAt(now, place, "all"))}>
        {words.wrap}
      </MenuItem>
      {canUnwrap(place, condition) && (
        <MenuItem onSelect={() => edit((now) => unwrapAt(now, place))}>{words.unwrap}</MenuItem>
      )}
      {inList && (
        <>
          <MenuSeparator />
          <MenuItem icon="trash" keys="Alt+Delete" onSelect={remove}>
            {words.remove}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

type Props = {
  place: string;
  condition: Condition;
  /** The word that joins it to the one before. */
  join: string;
};

function Row({ place, condition, join }: Props) {
  const { handleKey } = useConditionActs(place);
  return (
    <div
      className={styles.row}
      data-place={place}
      data-condition
      data-testid="condition"
      onKeyDownCapture={handleKey}
    >
      <span className={styles.join}>{join}</span>
      <div className={styles.words}>
        <ConditionWords place={place} condition={condition} />
        <FaultsAt place={place} deep />
      </div>
      <ConditionMenu place={place} condition={condition} />
    </div>
  );
}

function GroupBox({ place, condition, join, kind }: Props & { kind: Group }) {
  const { edit, currency, goTo } = useEditing();
  const { handleKey } = useConditionActs(place);
  const list = partsPlace(place, kind);
  const parts = partsOf(condition);
  const add = (added: ConditionKind): void => {
    edit((rule) => append(rule, list, newCondition(added, currency)));
    afterDrawing(() => goTo(`${list}[${parts.length}]`));
  };
  return (
    <div
      className={styles.group}
      data-place={place}
      data-condition
      data-testid="condition-group"
      onKeyDownCapture={handleKey}
    >
      <div className={styles.head}>
        <span className={styles.join}>{join}</span>
        <PickWord
          label={texts.groupKind}
          value={kind}
          options={texts.groups}
          onPick={(next) => edit((rule) => regroup(rule, place, next))}
        />
        <span className={styles.grow} />
        {place !== "when" && <ConditionMenu place={place} condition={condition} />}
      </div>
      <FaultsAt place={place} />
      <FaultsAt place={list} />
      <div className={styles.parts} data-place={list}>
        {parts.length === 0 && <p className={styles.empty}>{texts.conditions.empty}</p>}
        {parts.map((part, index) => (
          <ConditionPart
            // biome-ignore lint/suspicious/noArrayIndexKey: a condition is its place; it has no name of its own.
            key={index}
            place={`${list}[${index}]`}
            condition={part}
            join={index === 0 ? "" : texts.joins[kind]}
          />
        ))}
      </div>
      <div className={styles.foot}>
        <AddCondition
          label={place === "when" ? texts.acts.addCondition : texts.conditions.addTo}
          onKind={add}
        />
      </div>
    </div>
  );
}

const ConditionPart = memo(function ConditionPart(props: Props) {
  const kind = groupOf(props.condition);
  return kind === null ? <Row {...props} /> : <GroupBox {...props} kind={kind} />;
});

/** When the rule acts: a condition, or groups of them inside one another. */
export function WhenPart({ when }: { when: Condition }) {
  const { edit, currency } = useEditing();
  const isGroup = groupOf(when) !== null;
  return (
    <div className={styles.when}>
      <ConditionPart place="when" condition={when} join={isGroup ? texts.if : ""} />
      {!isGroup && (
        <AddCondition
          label={texts.acts.addCondition}
          onKind={(kind) => edit((now) => addCondition(now, newCondition(kind, currency)))}
        />
      )}
    </div>
  );
}
