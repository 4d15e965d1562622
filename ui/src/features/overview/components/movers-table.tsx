import { Num } from "@/components/ui/figures";
import { formatMoney } from "@/lib/money";
import type { Mover, ObjectKey, OverviewMoney } from "@/platform";
import { changeText, changeTone } from "../model/figures";
import { texts } from "../texts";
import { Nothing, Panel } from "./panel";
import styles from "./table.module.css";

const words = texts.movers;

function signedMoney(mover: Mover, currency: string): string {
  const text = formatMoney(mover.changeMinor, currency);
  return mover.changeMinor > 0 ? `+${text}` : text;
}

/** Campaigns whose spend changed most against the days compared with. */
export function MoversTable({
  money,
  onShow,
}: {
  money: OverviewMoney;
  onShow: (object: ObjectKey) => void;
}) {
  return (
    <Panel title={words.title} testId="overview-movers">
      {money.movers.length === 0 ? (
        <Nothing>{words.none}</Nothing>
      ) : (
        <div className={styles.wide}>
          <table className={styles.table} aria-label={words.title}>
            <thead>
              <tr>
                <th scope="col">{words.columns.name}</th>
                {[words.columns.spend, words.columns.change, words.columns.cpa, words.columns.roas].map(
                  (head) => (
                    <th key={head} scope="col" className={styles.number}>
                      {head}
                    </th>
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {money.movers.map((mover) => (
                <tr key={`${mover.accountId} ${mover.id}`}>
                  <th scope="row" className={styles.name}>
                    <button
                      type="button"
                      onClick={() => onShow({ accountId: mover.accountId, level: "campaign", id: mover.id })}
                    >
                      <bdi>{mover.name}</bdi>
                    </button>
                  </th>
                  <td className={styles.number}>{formatMoney(mover.spendMinor, money.currency)}</td>
                  <td className={styles.number}>{signedMoney(mover, money.currency)}</td>
                  {[mover.cpa, mover.roas].map((change, at) => (
                    <td key={at === 0 ? "cpa" : "roas"} className={styles.number}>
                      <Num tone={changeTone(change)}>{changeText(change)}</Num>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}
