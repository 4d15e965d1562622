import { createContext, type ReactNode, use } from "react";
import styles from "./row.module.css";

/** What was typed into the search of the settings. */
export const SettingsSearch = createContext("");

const matches = (text: string, typed: string): boolean =>
  typed
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => text.toLowerCase().includes(word));

type Props = {
  label: string;
  hint?: string;
  /** More words it is found by. */
  words?: string;
  /** A control, or a value, at the end of the line. */
  end?: ReactNode;
  /** A table or a form below. */
  children?: ReactNode;
};

/** One setting: what it is on the left, its value on the right. Hidden while a search is about something else. */
export function Row({ label, hint, words = "", end, children }: Props) {
  const typed = use(SettingsSearch);
  if (!matches(`${label} ${hint ?? ""} ${words}`, typed)) return null;
  return (
    <div className={styles.row} data-row="">
      <div className={styles.line}>
        <div className={styles.words}>
          <div className={styles.label}>{label}</div>
          {hint !== undefined && <div className={styles.hint}>{hint}</div>}
        </div>
        {end !== undefined && <div className={styles.end}>{end}</div>}
      </div>
      {children}
    </div>
  );
}

type SectionProps = { id: string; title: string; children: ReactNode };

export function Section({ id, title, children }: SectionProps) {
  return (
    <section id={`settings-${id}`} className={styles.section} aria-labelledby={`settings-${id}-title`}>
      <h2 id={`settings-${id}-title`} className={styles.title}>
        {title}
      </h2>
      <div className={styles.panel}>{children}</div>
    </section>
  );
}
