import { Tag } from "@/components/ui/tag";
import { isolated, shortened } from "@/lib/text";
import type { PublishPreview, PublishRow } from "@/platform";
import styles from "./publish.module.css";
import { texts } from "./texts";

const t = texts.matrix;

type Props = {
  matrix: PublishPreview;
  labels: readonly string[];
};

/** What is against a row: Meta's word, our rules, then what the check found. */
function against(row: PublishRow, matrix: PublishPreview): { text: string; stops: boolean }[] {
  const planned = matrix.preview.rows.find(({ item }) => item === row.item);
  const own = planned?.findings.map(({ text, severity }) => ({ text, stops: severity === "block" })) ?? [];
  const meta = planned?.refusedByMeta;
  return [
    ...(meta == null ? [] : [{ text: `Meta: “${meta}”`, stops: true }]),
    ...own.filter(({ stops }) => stops),
    ...row.findings.map(({ reason, remedy, severity }) => ({
      text: `${reason}. ${remedy}.`,
      stops: severity === "stop",
    })),
  ];
}

/** Every ad that would be made, with what there is to know about it. */
export function Matrix({ matrix, labels }: Props) {
  return (
    <table className={styles.matrix}>
      <caption className="visually-hidden">{t.caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t.name}</th>
          <th scope="col">{t.adset}</th>
          <th scope="col">{t.text}</th>
          <th scope="col">{t.picture}</th>
          <th scope="col">{t.state}</th>
        </tr>
      </thead>
      <tbody>
        {matrix.rows.map((row) => {
          const found = against(row, matrix);
          return (
            <tr key={`${row.adSetId}.${row.motif}.${row.text}`} data-testid="publish-row">
              <th scope="row" className={styles.name}>
                {isolated(shortened(row.name, 160))}
              </th>
              <td>{isolated(shortened(row.adSetName, 80))}</td>
              <td>{labels[row.text] ?? row.text + 1}</td>
              <td>{isolated(shortened(matrix.motifs[row.motif] ?? "", 60))}</td>
              <td>
                {row.item === null && <Tag tone="neg">{t.leftOut}</Tag>}
                {row.item !== null && found.length === 0 && <Tag tone="pos">{t.ready}</Tag>}
                {found.map(({ text, stops }) => (
                  <p key={text} className={stops ? styles.said : styles.note}>
                    {text}
                  </p>
                ))}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
