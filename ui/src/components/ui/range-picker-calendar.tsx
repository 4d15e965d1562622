import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { addDays, type Day, type DayRange, formatDay } from "@/lib/days";
import { systemLocale } from "@/lib/locale";
import { Button } from "./button";
import styles from "./range-picker.module.css";
import { addMonths, calendarWeeks, isUsableRange, weekStart } from "./range-picker-days";

interface RangeCalendarProps {
  range: DayRange;
  today: Day;
  onPick: (range: DayRange) => void;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

const ordered = (a: Day, b: Day): DayRange => (a <= b ? { since: a, until: b } : { since: b, until: a });

/** A month of account days. The first press is one end of the range, the second the other. */
export function RangeCalendar({ range, today, onPick }: RangeCalendarProps) {
  const [focused, setFocused] = useState(range.until);
  const [start, setStart] = useState<Day | null>(null);
  const [over, setOver] = useState<Day | null>(null);
  const grid = useRef<HTMLTableElement>(null);
  const wantsFocus = useRef(false);
  const locale = systemLocale();
  const weeks = calendarWeeks(focused, weekStart(locale));
  const month = focused.slice(0, 7);
  const shown = start === null ? range : ordered(start, over ?? start);

  useEffect(() => {
    if (!wantsFocus.current) return;
    wantsFocus.current = false;
    grid.current?.querySelector<HTMLElement>(`[data-day="${focused}"]`)?.focus();
  }, [focused]);

  const press = (day: Day): void => {
    if (day > today) return;
    setFocused(day);
    if (start === null) return setStart(day);
    const next = ordered(start, day);
    setStart(null);
    if (isUsableRange(next)) onPick(next);
  };
  const moveTo = (day: Day): void => {
    wantsFocus.current = true;
    setFocused(day > today ? today : day);
    setOver(day > today ? today : day);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const step = STEPS[event.key];
    if (step !== undefined) moveTo(addDays(focused, step));
    else if (event.key === "PageUp") moveTo(addMonths(focused, event.shiftKey ? -12 : -1));
    else if (event.key === "PageDown") moveTo(addMonths(focused, event.shiftKey ? 12 : 1));
    else if (event.key === "Escape" && start !== null) setStart(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={styles.calendar}>
      <div className={styles.month}>
        <Button
          kind="quiet"
          size="small"
          iconOnly
          icon="chevron-left"
          aria-label="Month before"
          onClick={() => setFocused(addMonths(focused, -1))}
        />
        <span aria-live="polite">
          {new Intl.DateTimeFormat(locale, { month: "long", year: "numeric", timeZone: "UTC" }).format(
            new Date(`${month}-01T00:00:00Z`),
          )}
        </span>
        <Button
          kind="quiet"
          size="small"
          iconOnly
          icon="chevron-right"
          aria-label="Month after"
          disabled={month >= today.slice(0, 7)}
          onClick={() => setFocused(addMonths(focused, 1) > today ? today : addMonths(focused, 1))}
        />
      </div>
      <table
        ref={grid}
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a grid of buttons that the arrows walk.
        role="grid"
        aria-label="Days"
        onKeyDown={onKeyDown}
        onMouseLeave={() => setOver(null)}
      >
        <thead>
          <tr>
            {(weeks[0] ?? []).map((day) => (
              <th key={day} scope="col">
                {new Intl.DateTimeFormat(locale, { weekday: "narrow", timeZone: "UTC" }).format(
                  new Date(`${day}T00:00:00Z`),
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <td key={day} data-in={(day >= shown.since && day <= shown.until) || undefined}>
                  <button
                    type="button"
                    className={styles.day}
                    data-day={day}
                    data-end={day === shown.since || day === shown.until || undefined}
                    data-other={!day.startsWith(month) || undefined}
                    tabIndex={day === focused ? 0 : -1}
                    disabled={day > today}
                    aria-label={formatDay(day, { weekday: true, year: true })}
                    aria-current={day === today ? "date" : undefined}
                    aria-pressed={day >= shown.since && day <= shown.until}
                    onClick={() => press(day)}
                    onMouseEnter={() => setOver(day)}
                  >
                    {Number(day.slice(8))}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.hint}>{start === null ? "Days of the ad account" : "Pick the other end"}</p>
    </div>
  );
}
