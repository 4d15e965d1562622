import type { ExplorerColumn, ExplorerRow, ObjectDetail, Series } from "@/platform";
import { figureCell, figureWords } from "../model/cells";
import { columnSpec } from "../model/columns";
import { halfWords, metricLabel, restatedDays } from "../model/series";
import { ChangeList } from "./change-list";
import { DayChart } from "./day-chart";
import { RestatedTable } from "./restated-table";
import styles from "./section.module.css";
import { IssueList } from "./settings-tab";
import summaryTabStyles from "./summary-tab.module.css";
import { drawerTexts as texts } from "./texts";

/** Days shown of the restatement; the tab of that name has all. */
const FEW_DAYS = 5;
/** Changes shown; the tab of that name has all. */
const FEW_CHANGES = 4;

/** The four figures people ask for first. */
export function KeyFigures({ row }: { row: ExplorerRow }) {
  const keys: ExplorerColumn[] = ["spend", "conversions", "cpa", "roas"];
  return (
    <dl className={summaryTabStyles.figures}>
      {keys.map((key) => {
        const spec = columnSpec(key);
        const figure = figureCell(spec, row, { withSign: true });
        const words = figureWords(spec, row);
        return (
          <div key={key} title={words}>
            <dt>{metricLabel(spec, row.conversion)}</dt>
            <dd>
              <span aria-hidden="true">{figure.text}</span>
              <span className="visually-hidden">{words}</span>
            </dd>
            {figure.delta && (
              <dd className={summaryTabStyles.figureDelta} data-tone={figure.delta.tone}>
                {figure.delta.note === "few" ? `${figure.delta.text}, few` : figure.delta.text}
              </dd>
            )}
          </div>
        );
      })}
    </dl>
  );
}

interface SummaryTabProps {
  detail: ObjectDetail;
  series: Series;
  nowMs: number;
  metric: ExplorerColumn;
  onMetric: (metric: ExplorerColumn) => void;
  asTable: boolean;
  onAsTable: (asTable: boolean) => void;
  pinned: number | null;
  onPin: (day: number | null) => void;
  onTab: (tab: "restatement" | "changes") => void;
}

/** What an object did: figures by day, how they were restated, what was changed last. */
export function SummaryTab({ detail, series, nowMs, onTab, ...chart }: SummaryTabProps) {
  const label = metricLabel(columnSpec("conversions"), series.conversion);
  const restated = restatedDays(series.days, (metrics) => metrics.conversions).slice(0, FEW_DAYS);
  const activeDay = chart.pinned === null ? null : (series.days[chart.pinned]?.day ?? null);
  return (
    <>
      <IssueList issues={detail.issues} />
      <DayChart series={series} {...chart} />
      <section className={styles.section} aria-label={texts.restated.label(label)}>
        <div className={styles.sectionHead}>
          <b>{label}, first seen and now</b>
          <span className={styles.grow} />
          <span className={styles.second}>{halfWords(series.halfArriveAfterDays)}</span>
        </div>
        {restated.length === 0 ? (
          <p className={styles.none}>{texts.noDays}</p>
        ) : (
          <RestatedTable caption={texts.restated.lastDays(label)} days={restated} />
        )}
        {series.days.length > FEW_DAYS && (
          <button type="button" className={styles.more} onClick={() => onTab("restatement")}>
            All {series.days.length} days
          </button>
        )}
      </section>
      <section className={styles.section} aria-label={texts.lastChanges}>
        <div className={styles.sectionHead}>
          <b>{texts.changes}</b>
          <span className={styles.grow} />
          {detail.changes.length > FEW_CHANGES && (
            <button type="button" className={styles.more} onClick={() => onTab("changes")}>
              All {detail.changes.length}
            </button>
          )}
        </div>
        <ChangeList
          changes={detail.changes.slice(0, FEW_CHANGES)}
          timeZone={series.timeZone}
          nowMs={nowMs}
          activeDay={activeDay}
        />
      </section>
    </>
  );
}
