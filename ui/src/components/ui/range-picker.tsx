import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { type Day, type DayRange, formatDayRange } from "@/lib/days";
import { useHotkeys } from "@/lib/use-hotkeys";
import { useViewState } from "@/view/use-view-state";
import { Icon } from "./icon";
import { Kbd } from "./kbd";
import { Popover } from "./popover";
import styles from "./range-picker.module.css";
import { RangeCalendar } from "./range-picker-calendar";
import {
  type CompareMode,
  compareRange,
  PRESETS,
  type PresetKey,
  parseTypedRange,
  presetOf,
  presetRange,
} from "./range-picker-days";

const COMPARES: readonly { mode: CompareMode; label: string }[] = [
  { mode: "off", label: "Off" },
  { mode: "previous_period", label: "Period before" },
  { mode: "previous_year", label: "Year before" },
];

/** The days all figures are of, and what they are compared with. Days are those of the accounts, not of this computer. */
export function RangePicker() {
  const { view, setView, today, range, compareRange: compared } = useViewState();
  const [open, setOpen] = useState(false);
  useHotkeys([{ keys: "T", label: "Range", group: "Anywhere", run: () => setOpen(true) }]);

  const preset = view.preset === "custom" ? presetOf(range, today) : view.preset;
  const name = PRESETS.find(({ key }) => key === preset)?.label ?? "Custom";
  const pick = (next: DayRange | PresetKey): void => {
    if (typeof next === "string") return setView({ preset: next, since: null, until: null });
    const named = presetOf(next, today);
    setView(named === null ? { preset: "custom", ...next } : { preset: named, since: null, until: null });
  };
  return (
    <Popover
      label="Range and comparison"
      open={open}
      onOpenChange={setOpen}
      className={styles.panel}
      trigger={
        <button type="button" className={styles.trigger} aria-keyshortcuts="T" data-testid="range-picker">
          <Icon name="calendar" />
          <span className={styles.name}>{name}</span>
          <span className="tnum">{formatDayRange(range, { today })}</span>
          {compared !== null && (
            <span className={styles.versus}>vs {formatDayRange(compared, { today })}</span>
          )}
          <Icon name="chevron-down" />
        </button>
      }
    >
      <PickerBody
        range={range}
        today={today}
        preset={preset}
        compare={view.compare}
        onPick={pick}
        onCompare={(compare) => setView({ compare })}
        onDone={() => setOpen(false)}
      />
    </Popover>
  );
}

/** Up and down walk the list of presets. */
function walkPresets(event: KeyboardEvent<HTMLUListElement>): void {
  const by = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (by === 0 || !(event.target instanceof HTMLElement)) return;
  event.preventDefault();
  const buttons = [...event.currentTarget.querySelectorAll<HTMLElement>("button")];
  buttons[buttons.indexOf(event.target) + by]?.focus();
}

interface PickerBodyProps {
  range: DayRange;
  today: Day;
  preset: PresetKey | null;
  compare: CompareMode;
  onPick: (next: DayRange | PresetKey) => void;
  onCompare: (mode: CompareMode) => void;
  onDone: () => void;
}

function PickerBody({ range, today, preset, compare, onPick, onCompare, onDone }: PickerBodyProps) {
  const choose = (key: PresetKey): void => {
    onPick(key);
    onDone();
  };
  // C turns comparing on and off, P switches what it is compared with; in the typed field they are letters.
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>): void => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key === "c") onCompare(compare === "off" ? "previous_period" : "off");
    else if (key === "p") onCompare(compare === "previous_period" ? "previous_year" : "previous_period");
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const versus = compareRange(range, compare);
  const body = useRef<HTMLDivElement>(null);
  // The keyboard begins at what is chosen now.
  useEffect(() => body.current?.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus(), []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keys for the whole panel; each has its button as well.
    <div ref={body} className={styles.body} onKeyDown={onKeyDown}>
      <ul className={styles.presets} onKeyDown={walkPresets}>
        {PRESETS.map(({ key, label }) => (
          <li key={key}>
            <button
              type="button"
              className={styles.preset}
              aria-pressed={preset === key}
              onClick={() => choose(key)}
            >
              {label}
              <span className={styles.days}>{formatDayRange(presetRange(key, today), { today })}</span>
            </button>
          </li>
        ))}
      </ul>
      <div className={styles.right}>
        <TypedRange range={range} today={today} onPick={onPick} onDone={onDone} />
        <RangeCalendar range={range} today={today} onPick={onPick} />
        <fieldset className={styles.compare}>
          <legend>
            Compare with <Kbd keys="C" /> <Kbd keys="P" />
          </legend>
          <div className={styles.modes}>
            {COMPARES.map(({ mode, label }) => (
              <button
                key={mode}
                type="button"
                aria-pressed={compare === mode}
                className={styles.mode}
                onClick={() => onCompare(mode)}
              >
                {label}
              </button>
            ))}
          </div>
          <p className={styles.versusDays}>
            {versus === null ? "\u00a0" : formatDayRange(versus, { today })}
          </p>
        </fieldset>
      </div>
    </div>
  );
}

interface TypedRangeProps {
  range: DayRange;
  today: Day;
  onPick: (range: DayRange) => void;
  onDone: () => void;
}

/** A range in words or dates: `last 14`, `2026-09`, `2026-09-01..2026-09-10`. */
function TypedRange({ range, today, onPick, onDone }: TypedRangeProps) {
  const [typed, setTyped] = useState("");
  const read = parseTypedRange(typed, today);
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key !== "Enter" || read === null) return;
    event.preventDefault();
    onPick(read);
    onDone();
  };
  const hint =
    typed.trim() === ""
      ? "\u00a0"
      : read === null
        ? "Try “last 14” or “2026-09-01..2026-09-10”"
        : `Enter: ${formatDayRange(read, { today })}`;
  return (
    <div>
      <input
        className={styles.typed}
        aria-label="Type a range"
        placeholder={`${range.since}..${range.until}`}
        value={typed}
        aria-invalid={typed.trim() !== "" && read === null}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <p className={styles.hint} role="status">
        {hint}
      </p>
    </div>
  );
}
