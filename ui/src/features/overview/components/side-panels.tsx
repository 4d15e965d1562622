import { Link } from "@tanstack/react-router";
import { Icon } from "@/components/ui/icon";
import { RunChip } from "@/components/why/chips";
import { formatDay } from "@/lib/days";
import { formatRate } from "@/lib/numbers";
import { formatClock } from "@/lib/times";
import type { ObjectKey, OverviewMoney, RuleRun, RulesToday, UnusualDay } from "@/platform";
import { formatFigure, metricLabel } from "../model/figures";
import { texts } from "../texts";
import { Nothing, Panel } from "./panel";
import styles from "./side.module.css";

interface LookPanelProps {
  days: readonly UnusualDay[];
  currencies: readonly OverviewMoney[];
  onShow: (object: ObjectKey) => void;
}

/** Days that were unlike the same weekdays before. */
export function LookPanel({ days, currencies, onShow }: LookPanelProps) {
  const conversionOf = (accountId: string) =>
    currencies.find(({ accountIds }) => accountIds.includes(accountId))?.conversion ?? "mixed";
  return (
    <Panel title={texts.look.title} note={days.length > 0 ? String(days.length) : ""} testId="overview-look">
      {days.length === 0 && <Nothing>{texts.look.none}</Nothing>}
      <ul className={styles.list}>
        {days.map((day) => {
          const { metric, currency, accountId, level, id } = day;
          return (
            <li key={`${day.id} ${day.day}`} className={styles.row}>
              <Icon name="warning" className={day.tone === "bad" ? styles.bad : styles.neutral} />
              <button type="button" className={styles.words} onClick={() => onShow({ accountId, level, id })}>
                <span className={styles.line}>
                  {texts.look.line(
                    metricLabel(metric, conversionOf(accountId)),
                    formatRate(Math.abs(day.percent), { digits: 0 }),
                    day.percent > 0,
                    formatDay(day.day, { weekday: true }),
                  )}
                </span>
                <span className={styles.quiet}>
                  <bdi>{day.name}</bdi>:{" "}
                  {texts.look.was(
                    formatFigure(metric, day.value, currency),
                    formatFigure(metric, day.usual, currency),
                  )}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}

interface RulesPanelProps {
  today: RulesToday;
  runs: readonly RuleRun[];
  timeZone: string;
}

/** What rules did today. */
export function RulesPanel({ today, runs, timeZone }: RulesPanelProps) {
  return (
    <Panel
      title={texts.rules.title}
      note={texts.rules.counts(today.acts, today.refused, today.shadowed)}
      testId="overview-rules"
      end={
        <Link
          to="/rules/runs/{-$run}"
          params={{ run: undefined }}
          search={true}
          className={styles.link ?? ""}
        >
          {texts.rules.all}
        </Link>
      }
    >
      {runs.length === 0 && <Nothing>{texts.rules.none}</Nothing>}
      <ul className={styles.list}>
        {runs.map((run) => (
          <li key={run.id} className={styles.row}>
            <time className={`${styles.quiet} tnum`} dateTime={new Date(run.atMs).toISOString()}>
              {formatClock(run.atMs, { timeZone })}
            </time>
            <Link
              to="/rules/runs/{-$run}"
              params={{ run: run.id }}
              search={true}
              className={styles.words ?? ""}
            >
              <bdi className={styles.line}>{run.ruleName}</bdi>
            </Link>
            <RunChip run={run} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
