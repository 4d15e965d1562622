import type { ReactNode, Ref } from "react";
import { Button } from "@/components/ui/button";
import styles from "./three-way.module.css";
import { threeWayTexts as texts } from "./three-way-texts";

/** Which value a person keeps of a conflict: the live one, their own, or one they type now. */
export type ThreeWayChoice = "live" | "mine" | "edit";

interface ThreeWayProps {
  ref?: Ref<HTMLElement>;
  /** What is in conflict: the object. */
  title: ReactNode;
  /** The setting, such as `daily budget`. */
  label: string;
  base: string;
  mine: string;
  live: string;
  /** Who made it what it is live and when, where that is known. */
  liveNote?: ReactNode;
  choice: ThreeWayChoice | null;
  onChoose: (choice: ThreeWayChoice) => void;
  /** The field in which another value is typed, while `choice` is `edit`. */
  editor?: ReactNode;
  /** Whether the keys `1` `2` `3` mean this one now. */
  current?: boolean;
  /** Why nothing can be chosen. */
  disabled?: boolean;
  onFocus?: () => void;
  /** `Enter` on the conflict itself. */
  onNext?: () => void;
}

interface ColumnProps {
  heading: string;
  value: string;
  note?: ReactNode;
  chosen?: boolean;
  act?: ReactNode;
  children?: ReactNode;
}

function Column({ heading, value, note, chosen = false, act, children }: ColumnProps) {
  return (
    <div className={styles.column} data-chosen={chosen || undefined}>
      <div className={styles.heading}>
        {heading}
        {chosen && <span className={styles.mark}>{texts.chosen}</span>}
      </div>
      {children ?? (
        <div className={`${styles.value} selectable`}>
          <bdi>{value}</bdi>
        </div>
      )}
      {note !== undefined && note !== null && <div className={styles.note}>{note}</div>}
      {act !== undefined && <div className={styles.act}>{act}</div>}
    </div>
  );
}

/**
 * One setting that somebody changed while a change of it waited: as it was, as the person wants it, as it is now. None of
 * them wins by itself.
 */
export function ThreeWay(props: ThreeWayProps) {
  const { label, choice, onChoose, current = false, disabled = false, onNext } = props;
  const act = (wanted: ThreeWayChoice, text: string, key: string) => (
    <Button
      size="small"
      kind={choice === wanted ? "primary" : "plain"}
      aria-pressed={choice === wanted}
      disabled={disabled}
      {...(current ? { keys: key } : {})}
      onClick={() => onChoose(wanted)}
    >
      {text}
    </Button>
  );
  return (
    <section
      ref={props.ref}
      className={styles.conflict}
      data-current={current || undefined}
      data-testid="three-way"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keys of a choice act on the conflict that has the focus.
      tabIndex={0}
      aria-label={texts.name(label)}
      onFocus={props.onFocus}
      onKeyDown={(event) => {
        if (event.key !== "Enter" || event.target !== event.currentTarget || onNext === undefined) return;
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        event.preventDefault();
        onNext();
      }}
    >
      <header className={styles.title}>
        {props.title}
        <span className={styles.label}>{label}</span>
      </header>
      <div className={styles.columns}>
        <Column heading={texts.base} value={props.base} />
        <Column
          heading={texts.mine}
          value={props.mine}
          chosen={choice === "mine" || choice === "edit"}
          act={
            <>
              {act("mine", texts.useMine, "2")}
              {act("edit", texts.edit, "3")}
            </>
          }
        >
          {choice === "edit" ? props.editor : undefined}
        </Column>
        <Column
          heading={texts.live}
          value={props.live}
          note={props.liveNote}
          chosen={choice === "live"}
          act={act("live", texts.keepLive, "1")}
        />
      </div>
    </section>
  );
}
