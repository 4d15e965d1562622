import { useState } from "react";
import { useWorkspace } from "@/api/app-state";
import { toIpcError } from "@/api/errors";
import { useReconciliation } from "@/api/reconcile";
import { useStartSync } from "@/api/sync";
import { PageHead } from "@/components/page-head/page-head";
import { Button } from "@/components/ui/button";
import { Select } from "@/components/ui/select";
import { Banner, EmptyState, ErrorState, LoadingRows } from "@/components/ui/view-states";
import { formatDayRange } from "@/lib/days";
import { formatMoney, NO_VALUE } from "@/lib/money";
import { formatCount } from "@/lib/numbers";
import { formatInstant } from "@/lib/times";
import { useHotkeys } from "@/lib/use-hotkeys";
import type { MetricKey, Reconciliation } from "@/platform";
import { useShowObject } from "@/view/use-show-object";
import { useViewState } from "@/view/use-view-state";
import styles from "./reconcile-page.module.css";
import { texts } from "./texts";

type Below = "adset" | "ad";

const LABELS: Partial<Readonly<Record<MetricKey, string>>> = {
  spend: "Spend",
  impressions: "Impressions",
  clicks: "Clicks",
  link_clicks: "Link clicks",
  conversions: "Conversions",
  value: "Conversion value",
};

/** An amount of a sum: money where it is money. */
function amount(metric: MetricKey, value: number, currency: string): string {
  return metric === "spend" || metric === "value" ? formatMoney(value, currency) : formatCount(value);
}

function signed(metric: MetricKey, value: number, currency: string): string {
  const text = amount(metric, Math.abs(value), currency);
  if (value === 0) return text;
  return value > 0 ? `+${text}` : `−${text}`;
}

/** Why the levels of an account do not add up to the same. */
export function ReconcilePage() {
  const workspace = useWorkspace();
  const { accounts, range, today } = useViewState();
  const [below, setBelow] = useState<Below>("ad");
  const [accountId, setAccountId] = useState<string | null>(null);
  const sync = useStartSync();
  const account = accounts.find(({ id }) => id === accountId) ?? accounts[0];
  const query = useReconciliation(account === undefined ? null : { accountId: account.id, range, below });
  useHotkeys([
    {
      keys: "L",
      label: texts.keys.level,
      group: texts.keys.group,
      run: () => setBelow(below === "ad" ? "adset" : "ad"),
    },
  ]);
  const found = query.data ?? null;
  const again = (
    <Button size="small" onClick={() => void query.refetch()}>
      {texts.retry}
    </Button>
  );
  return (
    <div className={styles.page}>
      <PageHead
        title={texts.title}
        beside={
          <>
            {accounts.length > 1 && (
              <Select
                label={texts.account}
                value={account?.id ?? ""}
                options={accounts.map(({ id, name }) => ({ value: id, label: name }))}
                onChange={setAccountId}
              />
            )}
            <span className={styles.quiet}>{texts.below}</span>
            <Select
              label={texts.below}
              value={below}
              options={(["adset", "ad"] as const).map((value) => ({ value, label: texts.levels[value] }))}
              onChange={setBelow}
            />
          </>
        }
        note={texts.note(account?.name ?? "", formatDayRange(range, { today }))}
      />
      {workspace?.online === false && <Banner tone="neutral">{texts.offline}</Banner>}
      {query.isError && found !== null && (
        <Banner tone="neg" action={again}>
          {toIpcError(query.error).message}
        </Banner>
      )}
      <div className={styles.scroll}>
        {found === null ? (
          query.isError ? (
            <ErrorState error={toIpcError(query.error)} action={again} />
          ) : (
            <LoadingRows label={texts.loading} rows={8} />
          )
        ) : found.readAtMs === null && found.belowReadAtMs === null ? (
          <EmptyState
            title={texts.never.title}
            text={texts.never.text}
            action={
              <Button icon="refresh" onClick={() => sync.mutate(account === undefined ? [] : [account.id])}>
                {texts.never.sync}
              </Button>
            }
          />
        ) : (
          <Sides found={found} below={below} accountId={account?.id ?? ""} timeZone={account?.timeZone} />
        )}
      </div>
    </div>
  );
}

interface SidesProps {
  found: Reconciliation;
  below: Below;
  accountId: string;
  timeZone: string | undefined;
}

function Sides({ found, below, accountId, timeZone }: SidesProps) {
  const show = useShowObject();
  const { currency } = found;
  const zoned = timeZone === undefined ? {} : { timeZone };
  const read = (at: number | null) => (at === null ? NO_VALUE : formatInstant(at, zoned));
  return (
    <>
      <table className={styles.table} aria-label={texts.title} data-testid="reconcile-sums">
        <thead>
          <tr>
            <th scope="col">{texts.columns.metric}</th>
            <th scope="col" className={styles.number}>
              {texts.campaigns}
            </th>
            <th scope="col" className={styles.number}>
              {texts.levels[below]}
            </th>
            <th scope="col" className={styles.number}>
              {texts.columns.difference}
            </th>
            <th scope="col">{texts.columns.causes}</th>
          </tr>
        </thead>
        <tbody>
          {found.rows.map((row) => (
            <tr key={row.metric}>
              <th scope="row">{LABELS[row.metric] ?? row.metric}</th>
              <td className={styles.number}>{amount(row.metric, row.campaigns, currency)}</td>
              <td className={styles.number}>{amount(row.metric, row.below, currency)}</td>
              <td className={styles.number}>{signed(row.metric, row.difference, currency)}</td>
              <td>
                {row.causes.length === 0 ? (
                  <span className={styles.quiet}>{texts.same}</span>
                ) : (
                  <ul className={styles.causes}>
                    {row.causes.map(({ cause, amount: part }) => (
                      <li key={cause} title={texts.remedies[cause]}>
                        <span className={cause === "unexplained" ? styles.unexplained : undefined}>
                          {texts.causes[cause]}
                        </span>{" "}
                        <span className="tnum">{signed(row.metric, part, currency)}</span>
                        <span className={styles.quiet}> {texts.remedies[cause]}</span>
                      </li>
                    ))}
                  </ul>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.quiet}>{texts.read(read(found.readAtMs), read(found.belowReadAtMs))}</p>
      <h2 className={styles.title}>{texts.places}</h2>
      {found.places.length === 0 ? (
        <p className={styles.quiet}>{texts.agree(texts.levels[below])}</p>
      ) : (
        <table className={styles.table} aria-label={texts.places} data-testid="reconcile-places">
          <thead>
            <tr>
              <th scope="col">{texts.placeColumns.name}</th>
              <th scope="col" className={styles.number}>
                {texts.placeColumns.days}
              </th>
              <th scope="col" className={styles.number}>
                {texts.placeColumns.spend}
              </th>
              <th scope="col" className={styles.number}>
                {texts.placeColumns.conversions}
              </th>
              <th scope="col">{texts.placeColumns.cause}</th>
            </tr>
          </thead>
          <tbody>
            {found.places.map((place) => (
              <tr key={place.id}>
                <th scope="row">
                  {place.id === "" ? (
                    texts.unlisted
                  ) : (
                    <button
                      type="button"
                      className={styles.link}
                      onClick={() => show({ accountId, level: "campaign", id: place.id })}
                    >
                      <bdi>{place.name}</bdi>
                    </button>
                  )}
                </th>
                <td className={styles.number}>{texts.count(place.days)}</td>
                <td className={styles.number}>{signed("spend", place.spendMinor, currency)}</td>
                <td className={styles.number}>{signed("conversions", place.conversions, currency)}</td>
                <td>{texts.causes[place.cause]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}
