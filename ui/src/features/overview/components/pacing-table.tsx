import { Button } from "@/components/ui/button";
import { Num } from "@/components/ui/figures";
import { Tag, type TagTone } from "@/components/ui/tag";
import { Tooltip } from "@/components/ui/tooltip";
import { systemLocale } from "@/lib/locale";
import { formatMoney, NO_VALUE } from "@/lib/money";
import { formatRate, formatRatio } from "@/lib/numbers";
import type { PaceStanding, PacingRow } from "@/platform";
import { texts } from "../texts";
import { PacingBar } from "./pacing-bar";
import { Panel } from "./panel";
import styles from "./table.module.css";

const words = texts.pacing;

const TONES: Readonly<Record<PaceStanding, TagTone>> = {
  on_pace: "pos",
  over: "warn",
  under: "neutral",
  cannot_tell: "neutral",
};

/** A month such as `2026-11` in words. */
export const monthWords = (month: string): string =>
  new Intl.DateTimeFormat(systemLocale(), { month: "long", timeZone: "UTC" }).format(
    Date.parse(`${month}-15`),
  );

/** Why there is or is no estimate. */
function estimateWords(row: PacingRow): string {
  const { projectedLowMinor: low, projectedHighMinor: high, currency } = row;
  if (row.missingDays > 0) return words.missing(row.missingDays);
  if (row.projectedMinor === null) return words.noEstimate;
  if (low === null || high === null) return words.noEstimate;
  return words.range(formatMoney(low, currency), formatMoney(high, currency));
}

/** What is aimed at besides the budget. */
function aimWords(row: PacingRow): string {
  const parts: string[] = [];
  if (row.cpaTargetMinor !== null)
    parts.push(
      words.cpa(formatMoney(row.cpaMinor, row.currency), formatMoney(row.cpaTargetMinor, row.currency)),
    );
  if (row.roasTarget !== null) parts.push(words.roas(formatRatio(row.roas), formatRatio(row.roasTarget)));
  return parts.join(" · ");
}

const signed = (percent: number | null): string => {
  const text = formatRate(percent, { digits: 1 });
  return percent !== null && percent > 0 && /[1-9]/.test(text) ? `+${text}` : text;
};

function Row({ row, onTarget }: { row: PacingRow; onTarget: (row: PacingRow) => void }) {
  const { currency } = row;
  const money = (minor: number | null) => formatMoney(minor, currency);
  const aims = aimWords(row);
  return (
    <tr data-testid={`pacing-${row.id}`}>
      <th scope="row" className={`${styles.name} ${row.kind === "campaign" ? styles.below : ""}`}>
        <bdi title={aims === "" ? row.name : `${row.name}: ${aims}`}>{row.name}</bdi>
        {aims !== "" && <span className={styles.quiet}> {aims}</span>}
      </th>
      <td className={styles.number}>
        {row.targetMinor === null ? (
          <Button size="small" onClick={() => onTarget(row)}>
            {words.set}
          </Button>
        ) : (
          <Button kind="quiet" size="small" aria-label={words.change(row.name)} onClick={() => onTarget(row)}>
            {formatMoney(row.targetMinor, currency, row.targetMinor % 100 === 0 ? { minor: "dropped" } : {})}
          </Button>
        )}
      </td>
      <td className={styles.number}>
        <Num>{money(row.spentMinor)}</Num>
      </td>
      <td>
        <PacingBar row={row} />
      </td>
      <td className={styles.number}>
        <Tooltip text={estimateWords(row)}>
          <button type="button" className={row.standing === "over" ? styles.over : undefined}>
            {row.projectedMinor === null ? "?" : money(Math.round(row.projectedMinor))}
          </button>
        </Tooltip>
      </td>
      <td className={styles.number}>{signed(row.offPercent)}</td>
      <td className={styles.number}>
        {row.neededADayMinor === null && row.targetMinor !== null && row.daysLeft === 0
          ? words.noneLeft
          : money(row.neededADayMinor)}
      </td>
      <td>
        {row.targetMinor === null ? (
          <span className={styles.quiet}>{NO_VALUE}</span>
        ) : (
          <Tag tone={TONES[row.standing]}>{words.standing[row.standing]}</Tag>
        )}
      </td>
    </tr>
  );
}

/** The month against its targets, each row in its own currency. */
export function PacingTable({
  rows,
  onTarget,
}: {
  rows: readonly PacingRow[];
  onTarget: (row: PacingRow) => void;
}) {
  const first = rows[0];
  const several = new Set(rows.map(({ currency }) => currency)).size > 1;
  return (
    <Panel
      title={words.title}
      testId="overview-pacing"
      {...(first === undefined
        ? {}
        : { note: words.day(first.dayOfMonth, first.daysInMonth, monthWords(first.month)) })}
    >
      <div className={styles.wide}>
        <table className={styles.table} aria-label={words.title}>
          <thead>
            <tr>
              <th scope="col">{words.columns.name}</th>
              <th scope="col" className={styles.number}>
                {words.columns.target}
              </th>
              <th scope="col" className={styles.number}>
                {words.columns.spent}
              </th>
              <th scope="col">{words.columns.bar}</th>
              <th scope="col" className={styles.number}>
                {words.columns.projected}
              </th>
              <th scope="col" className={styles.number}>
                {words.columns.off}
              </th>
              <th scope="col" className={styles.number}>
                {words.columns.needed}
              </th>
              <th scope="col">{words.columns.standing}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={`${row.kind} ${row.accountId} ${row.id}`} row={row} onTarget={onTarget} />
            ))}
          </tbody>
        </table>
      </div>
      {several && <p className={styles.footnote}>{words.currencies}</p>}
    </Panel>
  );
}
