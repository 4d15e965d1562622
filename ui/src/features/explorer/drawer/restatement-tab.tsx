import { useState } from "react";
import { formatMoney } from "@/lib/money";
import { formatCount } from "@/lib/numbers";
import { formatInstant, formatShortInstant } from "@/lib/times";
import type { Series } from "@/platform";
import type { OpenObject } from "@/view/view-state";
import { useRevisions } from "../api/object";
import { columnSpec } from "../model/columns";
import { halfWords, metricLabel, restatedDays } from "../model/series";
import { RestatedTable } from "./restated-table";
import styles from "./section.module.css";
import tablesStyles from "./tables.module.css";
import { drawerTexts as texts } from "./texts";

interface RestatementTabProps {
  object: OpenObject;
  series: Series;
  nowMs: number;
}

/** How each day's conversions grew from pull to pull; a day opens to the values it had. */
export function RestatementTab({ object, series, nowMs }: RestatementTabProps) {
  const [day, setDay] = useState<string | null>(null);
  const label = metricLabel(columnSpec("conversions"), series.conversion);
  const days = restatedDays(series.days, (metrics) => metrics.conversions);
  return (
    <section className={styles.section}>
      <div className={styles.sectionHead}>
        <b>{label}, day by day</b>
        <span className={styles.grow} />
        <span className={styles.second}>{halfWords(series.halfArriveAfterDays)}</span>
      </div>
      {days.length === 0 ? (
        <p className={styles.none}>{texts.noDays}</p>
      ) : (
        <RestatedTable
          caption={texts.restated.caption(label)}
          days={days}
          open={{
            day,
            onOpen: setDay,
            detail: (shown) => (
              <Revisions
                object={object}
                day={shown}
                currency={series.currency}
                timeZone={series.timeZone}
                label={label}
                nowMs={nowMs}
              />
            ),
          }}
        />
      )}
    </section>
  );
}

interface RevisionsProps {
  object: OpenObject;
  day: string;
  currency: string;
  timeZone: string;
  label: string;
  nowMs: number;
}

function Revisions({ object, day, currency, timeZone, label, nowMs }: RevisionsProps) {
  const { data, error } = useRevisions({ ...object, day });
  if (error) return <p className={styles.none}>{texts.restated.failed(error.message)}</p>;
  if (!data) return <p className={styles.none}>···</p>;
  const most = Math.max(1, ...data.map((revision) => revision.metrics.conversions));
  return (
    <table className={tablesStyles.revisions}>
      <caption className="visually-hidden">{texts.restated.every}</caption>
      <thead>
        <tr>
          <th scope="col">{texts.columns.seen}</th>
          <th scope="col">{label}</th>
          <th scope="col">{texts.columns.value}</th>
          <th scope="col">CPA</th>
          <th scope="col">{texts.columns.spend}</th>
        </tr>
      </thead>
      <tbody>
        {data.map(({ seenAtMs, metrics }) => (
          <tr key={seenAtMs}>
            <th scope="row" title={formatInstant(seenAtMs, { timeZone })}>
              {formatShortInstant(seenAtMs, nowMs, { timeZone })}
            </th>
            <td className={tablesStyles.grown}>
              <span style={{ width: `${(metrics.conversions / most) * 100}%` }} aria-hidden="true" />
              {formatCount(metrics.conversions)}
            </td>
            <td>{formatMoney(metrics.valueMinor, currency)}</td>
            <td>{formatMoney(metrics.cpaMinor, currency)}</td>
            <td>{formatMoney(metrics.spendMinor, currency)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
