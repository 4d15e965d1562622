import type { DiffRow } from "./diff-rows";
import styles from "./diff-table.module.css";
import { diffTexts } from "./diff-texts";

/** Everything there is to know about the row the keyboard is on, whole: in the table long sentences are cut. */
export function DiffDetails({ row }: { row: DiffRow | undefined }) {
  if (row === undefined) return <div className={styles.details} />;
  const level = row.level === null ? "" : diffTexts.levels[row.level];
  const place = [level, row.accountName, row.id].filter((part) => part !== null && part !== "").join(" · ");
  const texts = row.fields.filter(({ before, after }) => before.length + after.length > 40);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: long texts are scrolled by key.
    <section className={styles.details} tabIndex={0} aria-label={row.name} data-testid="diff-details">
      <div>
        <span className={`${styles.detailsName} selectable`}>
          {row.name === "" ? diffTexts.noName : row.name}
        </span>
        <span className={`${styles.detailsPlace} selectable`}>{place}</span>
      </div>
      <ul className={styles.notes}>
        {texts.map(({ field, label, before, after }) => (
          <li key={field}>
            {label}: <bdi>{before}</bdi> → <bdi>{after}</bdi>
          </li>
        ))}
        {row.notes.map((note) => (
          <li key={note} className="selectable">
            {note}
          </li>
        ))}
        {row.traceId !== null && (
          <li className="selectable">
            {diffTexts.trace} {row.traceId}
          </li>
        )}
      </ul>
    </section>
  );
}
