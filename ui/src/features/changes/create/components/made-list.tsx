import { Icon } from "@/components/ui/icon";
import { Tag } from "@/components/ui/tag";
import { isolated, shortened } from "@/lib/text";
import type { ChangePreview, NewObject } from "@/platform";
import styles from "../create.module.css";
import type { Unreadable } from "../model/new-objects";
import { standing } from "../model/standing";
import { texts } from "../texts";

interface Line {
  text: string;
  isNote: boolean;
}

/** What still stands in the way of an object, each once: said where it was touched, else only counted. */
function todo(
  item: number,
  preview: ChangePreview | null,
  unreadable: readonly Unreadable[],
  isTouched: (field: string) => boolean,
): { lines: Line[]; open: number } {
  const own = unreadable.filter((one) => one.item === item).map(({ field, why }) => ({ field, text: why }));
  const all = [
    ...own.map((one) => ({ ...one, isNote: false })),
    ...standing(item, preview, unreadable).map(({ field, text, severity }) => ({
      field,
      text,
      isNote: severity === "note",
    })),
  ].filter((line, index, every) => every.findIndex(({ text }) => text === line.text) === index);
  const isSaid = ({ field }: { field: string | null }): boolean => field === null || isTouched(field);
  return {
    lines: all.filter(isSaid),
    open: all.filter((line) => !isSaid(line) && !line.isNote).length,
  };
}

type Props = {
  objects: readonly NewObject[];
  preview: ChangePreview | null;
  unreadable: readonly Unreadable[];
  /** Whether a person has touched a field, or wanted to go on. */
  isTouched: (level: string, field: string) => boolean;
};

const typedName = ({ fields }: NewObject): string => {
  const name = fields.find(({ field }) => field === "name")?.value;
  return name?.kind === "text" ? name.value : "";
};

/** The objects an act makes, each with what is still to do and what Meta says against it. */
export function MadeList({ objects, preview, unreadable, isTouched }: Props) {
  return objects.map((object, item) => {
    const row = preview?.rows[item];
    const name = row?.name ?? typedName(object);
    const { lines, open } = todo(item, preview, unreadable, (field) => isTouched(object.level, field));
    return (
      <div key={object.level} className={styles.made} data-testid={`made-${object.level}`}>
        <div className={styles.madeHead}>
          <span className={styles.madeLevel}>
            {object.level === "account" ? "" : texts.levels[object.level]}
          </span>
          <Tag>{texts.side.paused}</Tag>
        </div>
        <span className={styles.madeName}>{name === "" ? "—" : isolated(shortened(name, 200))}</span>
        {lines.length > 0 && (
          <ul className={styles.todo} aria-label={texts.side.todo}>
            {lines.map(({ text, isNote }) => (
              <li key={text} className={isNote ? styles.note : undefined}>
                <Icon name={isNote ? "info" : "warning"} size={12} />
                <span>{text}</span>
              </li>
            ))}
          </ul>
        )}
        {open > 0 && <p className={styles.quiet}>{texts.side.open(open)}</p>}
        {row !== undefined && row.refusedByMeta !== null && (
          <p className={styles.said} role="alert">
            {texts.side.refused} “{row.refusedByMeta}”
          </p>
        )}
      </div>
    );
  });
}
