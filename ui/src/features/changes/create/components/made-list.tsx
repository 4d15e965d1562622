import { Icon } from "@/components/ui/icon";
import { Tag } from "@/components/ui/tag";
import { isolated, shortened } from "@/lib/text";
import type { ChangePreview, NewObject } from "@/platform";
import styles from "../create.module.css";
import type { Unreadable } from "../model/new-objects";
import { texts } from "../texts";

interface Line {
  text: string;
  isNote: boolean;
}

const isBudget = (field: string | null): boolean => field?.endsWith("_budget") === true;

/** What still stands in the way of an object, each once. */
function todo(item: number, preview: ChangePreview | null, unreadable: readonly Unreadable[]): Line[] {
  const own = unreadable.filter((one) => one.item === item);
  const row = preview?.rows[item];
  // A budget that is still being typed above is none that is missing here.
  const above = unreadable.some((one) => one.item < item && isBudget(one.field));
  const findings = (row?.findings ?? []).filter(
    ({ field }) => !own.some((one) => one.field === field) && !(above && isBudget(field)),
  );
  return [
    ...own.map(({ why }) => ({ text: why, isNote: false })),
    ...findings.map(({ text, severity }) => ({ text, isNote: severity === "note" })),
  ].filter((line, index, all) => all.findIndex(({ text }) => text === line.text) === index);
}

type Props = {
  objects: readonly NewObject[];
  preview: ChangePreview | null;
  unreadable: readonly Unreadable[];
};

const typedName = ({ fields }: NewObject): string => {
  const name = fields.find(({ field }) => field === "name")?.value;
  return name?.kind === "text" ? name.value : "";
};

/** The objects an act makes, each with what is still to do and what Meta says against it. */
export function MadeList({ objects, preview, unreadable }: Props) {
  return objects.map((object, item) => {
    const row = preview?.rows[item];
    const name = row?.name ?? typedName(object);
    const lines = todo(item, preview, unreadable);
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
        {row !== undefined && row.refusedByMeta !== null && (
          <p className={styles.said} role="alert">
            {texts.side.refused} “{row.refusedByMeta}”
          </p>
        )}
      </div>
    );
  });
}
