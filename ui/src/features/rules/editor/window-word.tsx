import { Checkbox } from "@/components/ui/checkbox";
import { Icon } from "@/components/ui/icon";
import { Popover } from "@/components/ui/popover";
import { LAST_WEEK, MATURED_WEEK } from "../model/beginnings";
import type { Place, Window } from "../model/rule";
import { placesOf, useEditing } from "./editing";
import { texts } from "./texts";
import styles from "./window-word.module.css";
import { PickWord, Say, WholeWord } from "./words";
import word from "./words.module.css";

type Kind = keyof typeof texts.windows.kinds;

function kindOf(window: Window): Kind {
  if (typeof window === "string") return window;
  return "last" in window ? "last" : "matured";
}

function windowOf(kind: Kind): Window {
  if (kind === "last") return LAST_WEEK;
  return kind === "matured" ? MATURED_WEEK : kind;
}

/** A window as it stands in the sentence. */
export function windowText(window: Window): string {
  const { windows } = texts;
  if (typeof window === "string") return windows.kinds[window];
  if ("last" in window) return windows.last(window.last.days, window.last.with_today);
  const { days, leave_out: out } = window.matured;
  return "newest" in out ? windows.matured(days, out.newest) : windows.known(days, out.under_percent);
}

type Props = {
  /** What is read over the days. */
  label: string;
  window: Window;
  onWindow: (window: Window) => void;
  /** Whose figure, where it may be that of an object above. */
  at?: Place | undefined;
  onAt?: (at: Place | undefined) => void;
  place?: string;
};

/** The days over which a figure is read, and whose figure it is. */
export function WindowWord({ label, window, onWindow, at, onAt, place }: Props) {
  const { level } = useEditing();
  const { windows } = texts;
  const whose = at !== undefined && at !== "itself" ? `${texts.places[at]} ` : "";
  return (
    <Popover
      label={windows.label(label)}
      className={styles.panel}
      trigger={
        <button
          type="button"
          className={word.word}
          aria-label={`${windows.label(label)}: ${whose}${windowText(window)}`}
          data-place={place}
        >
          <span className="ellipsis">
            {whose}
            {windowText(window)}
          </span>
          <Icon name="chevron-down" />
        </button>
      }
    >
      <div className={styles.line}>
        <Say>{windows.kind}</Say>
        <PickWord
          label={windows.kind}
          value={kindOf(window)}
          options={windows.kinds}
          onPick={(kind) => onWindow(windowOf(kind))}
        />
      </div>
      <Days window={window} onWindow={onWindow} />
      {onAt !== undefined && (
        <div className={styles.line}>
          <Say>{windows.whose}</Say>
          <PickWord
            label={windows.whose}
            value={at ?? "itself"}
            options={texts.places}
            only={placesOf(level)}
            onPick={(next) => onAt(next === "itself" ? undefined : next)}
          />
        </div>
      )}
    </Popover>
  );
}

function Days({ window, onWindow }: Pick<Props, "window" | "onWindow">) {
  const { windows } = texts;
  if (typeof window === "string") return null;
  if ("last" in window) {
    const { last } = window;
    return (
      <>
        <div className={styles.line}>
          <Say>{windows.days}</Say>
          <WholeWord
            label={windows.days}
            value={last.days}
            onValue={(days) => onWindow({ last: { ...last, days } })}
          />
        </div>
        <Checkbox
          checked={last.with_today}
          onChange={(today) => onWindow({ last: { ...last, with_today: today } })}
        >
          {windows.withToday}
        </Checkbox>
      </>
    );
  }
  const { matured } = window;
  const out = matured.leave_out;
  const set = (change: Partial<typeof matured>): void => onWindow({ matured: { ...matured, ...change } });
  return (
    <>
      <div className={styles.line}>
        <Say>{windows.days}</Say>
        <WholeWord label={windows.days} value={matured.days} onValue={(days) => set({ days })} />
      </div>
      <div className={styles.line}>
        <Say>{windows.out}</Say>
        <PickWord
          label={windows.out}
          value={"newest" in out ? "newest" : "under_percent"}
          options={windows.outKinds}
          onPick={(kind) => set({ leave_out: kind === "newest" ? { newest: 3 } : { under_percent: 90 } })}
        />
      </div>
      <div className={styles.line}>
        <Say>{"newest" in out ? windows.newest : windows.percent}</Say>
        {"newest" in out ? (
          <WholeWord
            label={windows.newest}
            value={out.newest}
            onValue={(newest) => set({ leave_out: { newest } })}
          />
        ) : (
          <WholeWord
            label={windows.percent}
            value={out.under_percent}
            unit="%"
            onValue={(percent) => set({ leave_out: { under_percent: percent } })}
          />
        )}
      </div>
    </>
  );
}
