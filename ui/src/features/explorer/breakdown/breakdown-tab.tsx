import { useState } from "react";
import { toIpcError } from "@/api/errors";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { ErrorState } from "@/components/ui/view-states";
import type { DayRange } from "@/lib/days";
import { formatMoney as money } from "@/lib/money";
import { formatInstant, formatShortInstant } from "@/lib/times";
import type { Breakdown, BreakdownKind, BreakdownMetric, BreakdownRequest } from "@/platform";
import type { OpenObject } from "@/view/view-state";
import { useBreakdown, useStartBreakdown, useStopBreakdown } from "../api/breakdown";
import sectionStyles from "../drawer/section.module.css";
import styles from "./breakdown.module.css";
import { BreakdownHeat } from "./breakdown-heat";
import { BreakdownStack } from "./breakdown-stack";
import { BreakdownTable } from "./breakdown-table";
import { breakdownTexts as texts } from "./texts";

const KINDS = Object.keys(texts.kinds) as BreakdownKind[];
const METRICS = Object.keys(texts.metrics) as BreakdownMetric[];

interface BreakdownTabProps {
  object: OpenObject;
  range: DayRange;
  nowMs: number;
  /** Whether tables stand in for the charts. */
  asTable: boolean;
  onAsTable: (asTable: boolean) => void;
}

/** Figures of one object, split: what is here at once, the rest from Meta when it is asked for. */
export function BreakdownTab({ object, range, nowMs, asTable, onAsTable }: BreakdownTabProps) {
  const [by, setBy] = useState<BreakdownKind>("age");
  const [metric, setMetric] = useState<BreakdownMetric>("spend");
  const request: BreakdownRequest = { ...object, range, by, metric };
  const found = useBreakdown(request);
  const start = useStartBreakdown(request);
  const shown = found.data;
  const failure = found.error ?? start.error ?? shown?.failed;
  const metrics = METRICS.filter(
    (one) => shown?.conversion !== "mixed" || (one !== "conversions" && one !== "value"),
  );
  return (
    <>
      <section className={sectionStyles.section}>
        <div className={sectionStyles.sectionHead}>
          <Select
            label={texts.by}
            value={by}
            options={KINDS.map((kind) => ({ value: kind, label: `By ${texts.kinds[kind]}` }))}
            onChange={setBy}
          />
          <Select
            label={texts.metric}
            value={metric}
            options={metrics.map((one) => ({ value: one, label: texts.metrics[one] }))}
            onChange={setMetric}
          />
          <span className={sectionStyles.grow} />
          {shown && <Asking request={request} shown={shown} onAsk={start.mutate} />}
        </div>
        {shown && <Freshness shown={shown} nowMs={nowMs} />}
        {failure && (
          <div className={styles.failure}>
            <ErrorState error={toIpcError(failure)} />
          </div>
        )}
        {found.isPending && <p className={sectionStyles.none}>{texts.reading}</p>}
        {shown && shown.pulledAtMs === null && !shown.running && !failure && (
          <div className={styles.nothing}>
            <b>{texts.nothing.title}</b>
            <p>{texts.nothing.text}</p>
          </div>
        )}
        {shown && shown.pulledAtMs !== null && shown.rows.length === 0 && (
          <p className={sectionStyles.none}>{texts.noDelivery}</p>
        )}
      </section>
      {shown && shown.heat.length > 0 && shown.rows.length > 0 && (
        <BreakdownHeat shown={shown} metric={metric} asTable={asTable} onAsTable={onAsTable} />
      )}
      {shown && shown.rows.length > 0 && (
        <section className={sectionStyles.section}>
          <BreakdownTable shown={shown} by={by} metric={metric} />
          <Notes shown={shown} />
        </section>
      )}
      {shown && shown.rows.length > 0 && by !== "hour" && (
        <BreakdownStack shown={shown} by={by} metric={metric} asTable={asTable} onAsTable={onAsTable} />
      )}
    </>
  );
}

interface AskingProps {
  request: BreakdownRequest;
  shown: Breakdown;
  onAsk: (again: boolean) => void;
}

function Asking({ request, shown, onAsk }: AskingProps) {
  const stop = useStopBreakdown(request);
  if (shown.running) {
    const { doneDays, ofDays } = shown.running;
    return (
      <>
        <progress className={styles.progress} aria-label={texts.progress} value={doneDays} max={ofDays} />
        <span className={sectionStyles.second}>{texts.pulling(doneDays, ofDays)}</span>
        <Button kind="quiet" size="small" onClick={() => stop.mutate()}>
          {texts.stop}
        </Button>
      </>
    );
  }
  if (shown.missingDays > 0) {
    return (
      <Button size="small" onClick={() => onAsk(false)}>
        {texts.ask(shown.missingDays)}
      </Button>
    );
  }
  return (
    <Button kind="quiet" size="small" onClick={() => onAsk(true)}>
      {texts.again}
    </Button>
  );
}

/** How old, how whole and how mature the figures are, in which currency and window. */
function Freshness({ shown, nowMs }: { shown: Breakdown; nowMs: number }) {
  const { pulledAtMs, timeZone, missingDays, maturingDays, attribution, currency } = shown;
  if (pulledAtMs === null) return null;
  return (
    <p className={styles.freshness}>
      <span title={formatInstant(pulledAtMs, { timeZone })}>
        {texts.asOf(formatShortInstant(pulledAtMs, nowMs, { timeZone }))}
      </span>
      {missingDays > 0 && <span className={styles.warn}>{texts.missing(missingDays)}</span>}
      {maturingDays > 0 && <span>{texts.maturing(maturingDays)}</span>}
      <span>{currency}</span>
      {attribution.map((setting) => (
        <span key={setting}>{setting.replaceAll("_", " ")}</span>
      ))}
      <span>{timeZone}</span>
    </p>
  );
}

/** What somebody has to know before adding these figures up. */
function Notes({ shown }: { shown: Breakdown }) {
  const { total, whole, currency } = shown;
  const differs = whole !== null && whole.spendMinor !== total.spendMinor;
  return (
    <ul className={styles.notes}>
      {differs && (
        <li>{texts.notes.differs(money(total.spendMinor, currency), money(whole.spendMinor, currency))}</li>
      )}
      {shown.leavesOutConversions && <li>{texts.notes.hours}</li>}
      {shown.conversion === "mixed" && <li>{texts.notes.mixed}</li>}
      <li>{texts.notes.unique}</li>
    </ul>
  );
}
