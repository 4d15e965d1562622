import { toIpcError } from "@/api/errors";
import { useMetricCatalogue } from "@/api/overview";
import { Dialog } from "@/components/ui/dialog";
import { Tag } from "@/components/ui/tag";
import { ErrorState, LoadingRows } from "@/components/ui/view-states";
import { capitalised, conversionWord } from "@/lib/conversion-words";
import { texts } from "../texts";
import styles from "./metrics-dialog.module.css";

const words = texts.catalogue;

/** What each figure means, how it is worked out, and whether it can be added up. */
export function MetricsDialog({ onClose }: { onClose: () => void }) {
  const query = useMetricCatalogue();
  return (
    <Dialog
      open
      wide
      onOpenChange={(open) => !open && onClose()}
      title={words.title}
      description={words.text}
    >
      <div className={styles.body} data-testid="metric-catalogue">
        {query.data === undefined ? (
          query.isError ? (
            <ErrorState error={toIpcError(query.error)} />
          ) : (
            <LoadingRows label={texts.loading} rows={8} />
          )
        ) : (
          <>
            <table className={styles.table} aria-label={words.title}>
              <thead>
                <tr>
                  <th scope="col">{words.columns.name}</th>
                  <th scope="col">{words.columns.formula}</th>
                  <th scope="col">{words.columns.add}</th>
                </tr>
              </thead>
              <tbody>
                {query.data.metrics.map((metric) => (
                  <tr key={metric.key}>
                    <th scope="row">
                      <b>{metric.name}</b>{" "}
                      <span className={styles.quiet}>{words.direction[metric.direction]}</span>
                      {metric.arrivesLate && (
                        <span title={words.lateHint}>
                          {" "}
                          <Tag tone="warn">{words.late}</Tag>
                        </span>
                      )}
                      <div className={styles.what}>{metric.what}</div>
                    </th>
                    <td>{metric.formula}</td>
                    <td>{words.additivity[metric.additivity]}</td>
                  </tr>
                ))}
              </tbody>
            </table>
            <p className={styles.quiet}>{words.lateHint}</p>
            <h3 className={styles.title}>{words.conversions}</h3>
            <p className={styles.quiet}>{words.conversionsText}</p>
            <table className={styles.table} aria-label={words.conversions}>
              <tbody>
                {query.data.conversions.map(({ conversion, actionTypes }) => (
                  <tr key={conversion}>
                    <th scope="row">{capitalised(conversionWord(conversion))}</th>
                    <td className={styles.mono}>{actionTypes.join(", ") || words.nothing}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </>
        )}
      </div>
    </Dialog>
  );
}
