import { Sparkline } from "@/components/charts/sparkline";
import { Delta, Num } from "@/components/ui/figures";
import { MaturingTag } from "@/components/ui/tag";
import type { Kpi, OverviewMoney } from "@/platform";
import { changeText, formatFigure, metricLabel, metricWords } from "../model/figures";
import { texts } from "../texts";
import styles from "./key-figures.module.css";

/** One key figure: what it is, what it was, and how it went. */
function Figure({ kpi, money }: { kpi: Kpi; money: OverviewMoney }) {
  const label = metricLabel(kpi.metric, money.conversion);
  const { sense, unit } = metricWords(kpi.metric);
  const value = formatFigure(kpi.metric, kpi.now, money.currency);
  const first = kpi.maturing ? money.days.findIndex(({ maturing }) => maturing) : -1;
  return (
    <li className={styles.figure} data-testid={`kpi-${kpi.metric}`}>
      <div className={styles.label}>
        {label}
        {kpi.maturing && <MaturingTag>{texts.maturing}</MaturingTag>}
      </div>
      <div className={styles.value}>
        <Num tone="strong" label={texts.kpi(label, value, changeText(kpi.change), kpi.maturing)}>
          {value}
        </Num>
        <Sparkline values={kpi.days} maturing={first < 0 ? null : first} />
      </div>
      <div className={styles.before}>
        <Delta
          now={kpi.now}
          before={kpi.change.kind === "new" ? 0 : kpi.before}
          sense={sense}
          unit={unit === "percent" && kpi.change.kind === "points" ? "points" : "percent"}
          baseConversions={kpi.change.few ? 0 : null}
          arrow={sense !== "neutral"}
        />
        <span className={styles.was}>
          {texts.was} {formatFigure(kpi.metric, kpi.before, money.currency)}
        </span>
      </div>
    </li>
  );
}

/** The key figures of one currency, in one band. */
export function KeyFigures({ money }: { money: OverviewMoney }) {
  return (
    <ul className={styles.band} aria-label={texts.inCurrency(money.currency)} data-testid="overview-figures">
      {money.kpis.map((kpi) => (
        <Figure key={kpi.metric} kpi={kpi} money={money} />
      ))}
    </ul>
  );
}
