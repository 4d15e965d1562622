import { formatDay } from "@/lib/days";
import { formatCount } from "@/lib/numbers";
import type { RestatedDay } from "../model/series";
import { MaturityBar } from "./maturity-bar";
import sectionStyles from "./section.module.css";
import styles from "./tables.module.css";
import { drawerTexts as texts } from "./texts";

interface RestatedTableProps {
  caption: string;
  days: readonly RestatedDay[];
  /** The row that is open and what stands below it; left out where rows do not open. */
  open?: {
    day: string | null;
    onOpen: (day: string | null) => void;
    detail: (day: string) => React.ReactNode;
  };
}

function added(value: number | null): string {
  if (value === null) return "—";
  return value > 0 ? `+${formatCount(value)}` : formatCount(value);
}

/** Conversions by day as first seen and as known now. */
export function RestatedTable({ caption, days, open }: RestatedTableProps) {
  return (
    <table className={styles.table}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{texts.columns.day}</th>
          <th scope="col">{texts.columns.firstSeen}</th>
          <th scope="col">{texts.columns.now}</th>
          <th scope="col">{texts.columns.added}</th>
          <th scope="col" className={styles.mature}>
            How mature
          </th>
        </tr>
      </thead>
      <tbody>
        {days.map((day) => (
          <RestatedRow key={day.day} day={day} {...(open ? { open } : {})} />
        ))}
      </tbody>
    </table>
  );
}

function RestatedRow({ day, open }: { day: RestatedDay; open?: RestatedTableProps["open"] }) {
  const name = formatDay(day.day, { weekday: true });
  const isOpen = open?.day === day.day;
  return (
    <>
      <tr data-open={isOpen || undefined} data-day={day.day}>
        <th scope="row">
          {open ? (
            <button
              type="button"
              className={styles.dayButton}
              aria-expanded={isOpen}
              onClick={() => open.onOpen(isOpen ? null : day.day)}
            >
              {name}
            </button>
          ) : (
            name
          )}
        </th>
        <td className={sectionStyles.second}>{formatCount(day.firstSeen)}</td>
        <td>{formatCount(day.now)}</td>
        <td
          data-tone={
            day.added !== null && day.added > 0
              ? "good"
              : day.added !== null && day.added < 0
                ? "bad"
                : undefined
          }
        >
          {added(day.added)}
        </td>
        <td className={styles.mature}>
          <MaturityBar percent={day.maturityPercent} maturing={day.maturing} />
        </td>
      </tr>
      {isOpen && open && (
        <tr className={styles.detail}>
          <td colSpan={5}>{open.detail(day.day)}</td>
        </tr>
      )}
    </>
  );
}
