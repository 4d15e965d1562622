import { useMemo, useState } from "react";
import { BacktestChart } from "@/components/charts/backtest-chart";
import { Num } from "@/components/ui/figures";
import { Tabs } from "@/components/ui/tabs";
import { formatDayRange } from "@/lib/days";
import { formatCount } from "@/lib/numbers";
import type { Account, GuardCount, BacktestReport as Report, StartBacktest } from "@/platform";
import styles from "./backtest.module.css";
import {
  differenceText,
  figuresOf,
  figureText,
  guardWords,
  mergeTouches,
  worthSaying,
} from "./backtest-model";
import { backtestTexts as texts } from "./backtest-texts";
import { BacktestTouches } from "./backtest-touches";

interface BacktestReportProps {
  request: StartBacktest;
  currency: string;
  report: Report;
  against: Report | null;
  account: Account | undefined;
}

/** What a backtest found: the figures, the days, every act with its verdict, and what cannot be known. */
export function BacktestReport({ request, currency, report, against, account }: BacktestReportProps) {
  const [tab, setTab] = useState<"days" | "acts">("days");
  const touches = useMemo(() => mergeTouches(report.touches, against?.touches ?? null), [report, against]);
  const range = formatDayRange(request, account === undefined ? {} : { today: account.today });
  return (
    <div className={styles.report} data-testid="backtest-report">
      <p className={styles.reportHead}>
        <b>
          <bdi>{report.name}</bdi>
        </b>
        <span className={styles.quiet}>{texts.head(account?.name ?? request.accountId, range)}</span>
      </p>
      {against === null ? (
        <Figures report={report} currency={currency} />
      ) : (
        <Comparison one={report} other={against} currency={currency} />
      )}
      <Tabs
        value={tab}
        onChange={setTab}
        label={texts.tabs.label}
        className={styles.tabs}
        tabs={[
          {
            value: "days",
            label: texts.tabs.days,
            content: <Days report={report} against={against} currency={currency} />,
          },
          {
            value: "acts",
            label: texts.tabs.acts(touches.length),
            content: (
              <BacktestTouches
                touches={touches}
                compared={against !== null}
                isCut={report.acts > report.touches.length}
                account={account}
                currency={currency}
                rule={request.rule}
              />
            ),
          },
        ]}
      />
    </div>
  );
}

/** The headline figures of one version. */
function Figures({ report, currency }: { report: Report; currency: string }) {
  return (
    <dl className={styles.figures}>
      {worthSaying(figuresOf(report)).map((figure) => (
        <div
          key={figure.key}
          title={texts.hints[figure.key]}
          data-figure={figure.key}
          data-zero={figure.value === 0 || undefined}
        >
          <dt>{texts.figures[figure.key]}</dt>
          <dd>{figureText(figure, currency)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Two versions side by side, and by how much they differ. */
function Comparison({ one, other, currency }: { one: Report; other: Report; currency: string }) {
  const others = new Map(figuresOf(other).map((figure) => [figure.key, figure]));
  const shown = new Set(
    [...worthSaying(figuresOf(one)), ...worthSaying(figuresOf(other))].map(({ key }) => key),
  );
  return (
    <table className={styles.comparison} aria-label={texts.compare.label}>
      <thead>
        <tr>
          <th scope="col">{texts.compare.figure}</th>
          <th scope="col">{texts.compare.one}</th>
          <th scope="col">{texts.compare.other}</th>
          <th scope="col">{texts.compare.difference}</th>
        </tr>
      </thead>
      <tbody>
        {figuresOf(one)
          .filter(({ key }) => shown.has(key))
          .map((figure) => {
            const beside = others.get(figure.key) ?? figure;
            return (
              <tr key={figure.key} title={texts.hints[figure.key]}>
                <th scope="row">{texts.figures[figure.key]}</th>
                <td>
                  <Num>{figureText(figure, currency)}</Num>
                </td>
                <td>
                  <Num>{figureText(beside, currency)}</Num>
                </td>
                <td>
                  <Num tone="strong">{differenceText(figure, beside, currency)}</Num>
                </td>
              </tr>
            );
          })}
      </tbody>
    </table>
  );
}

function Days({ report, against, currency }: { report: Report; against: Report | null; currency: string }) {
  const both = [
    { name: texts.compare.one, of: report },
    ...(against === null ? [] : [{ name: texts.compare.other, of: against }]),
  ];
  const unknowable = [...new Set(both.flatMap(({ of }) => of.unknowable))];
  return (
    <div className={styles.overview}>
      <div className={styles.side} data-two={against !== null || undefined}>
        {both.map(({ name, of }) => (
          <section key={name} aria-label={name}>
            {against !== null && <h3>{name}</h3>}
            <BacktestChart
              label={name}
              days={of.days}
              currency={currency}
              {...(against === null ? {} : { beside: (of === report ? against : report).days })}
            />
          </section>
        ))}
      </div>
      <div className={styles.side} data-two="">
        <section aria-label={texts.unknowable}>
          <h3>{texts.unknowable}</h3>
          <ul className={styles.unknowable}>
            {unknowable.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </section>
        <section aria-label={texts.refused.title}>
          <h3>{texts.refused.title}</h3>
          <Refusals both={both.map(({ name, of }) => ({ name, counts: of.refused }))} />
        </section>
      </div>
    </div>
  );
}

/** How often each guard would have been in the way. */
function Refusals({ both }: { both: { name: string; counts: GuardCount[] }[] }) {
  const guards = [...new Set(both.flatMap(({ counts }) => counts.map(({ guard }) => guard)))];
  if (guards.length === 0) return <p className={styles.note}>{texts.refused.none}</p>;
  return (
    <table className={styles.comparison} aria-label={texts.refused.title}>
      <thead>
        <tr>
          <th scope="col">{texts.refused.guard}</th>
          {both.map(({ name }) => (
            <th key={name} scope="col">
              {both.length > 1 ? name : texts.refused.count}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {guards.map((guard) => (
          <tr key={guard}>
            <th scope="row">{guardWords(guard)}</th>
            {both.map(({ name, counts }) => (
              <td key={name}>
                <Num>{formatCount(counts.find((one) => one.guard === guard)?.count ?? 0)}</Num>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
