import { Checkbox } from "@/components/ui/checkbox";
import { Num } from "@/components/ui/figures";
import { StatusDot } from "@/components/ui/status-dot";
import { Tooltip } from "@/components/ui/tooltip";
import { formatMoney } from "@/lib/money";
import type { AvailableAccount } from "@/platform";
import { texts } from "../texts";
import { choiceOf, chooseShown } from "./account-choice";
import styles from "./account-picker.module.css";

type Props = {
  shown: AvailableAccount[];
  chosen: ReadonlySet<string>;
  onChange: (chosen: Set<string>) => void;
};

type RowProps = { account: AvailableAccount; checked: boolean; onToggle: () => void };

function Row({ account, checked, onToggle }: RowProps) {
  const { id, name, business, currency, timeZone, status, amountSpentMinor, unusable } = account;
  const columns = texts.accounts.columns;
  return (
    <tr
      className={unusable === null ? styles.row : styles.unusable}
      data-chosen={checked}
      onClick={unusable === null ? onToggle : undefined}
    >
      <td className={styles.box}>
        <Checkbox
          checked={checked}
          disabled={unusable !== null}
          label={texts.accounts.choose(name)}
          onChange={onToggle}
        />
      </td>
      <td className="ellipsis">
        <Tooltip text={unusable}>
          <span className={styles.name}>{name}</span>
        </Tooltip>
        {unusable !== null && <span className={styles.why}> {unusable}</span>}
      </td>
      <td className={`${styles.quiet} ${styles.business} ellipsis`}>{business ?? "—"}</td>
      <td className={`${styles.id} selectable`} title={columns.id}>
        {id}
      </td>
      <td>{currency}</td>
      <td className={`${styles.quiet} ${styles.zone} ellipsis`}>{timeZone.replaceAll("_", " ")}</td>
      <td>
        <StatusDot shape={status === "active" ? "active" : "limited"} word={texts.accounts.status(status)} />
      </td>
      <td className={styles.number}>
        <Num>{formatMoney(amountSpentMinor, currency)}</Num>
      </td>
    </tr>
  );
}

/** All accounts the sign-in can see. A click anywhere in a row ticks it. */
export function AccountTable({ shown, chosen, onChange }: Props) {
  const columns = texts.accounts.columns;
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChange(next);
  };
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th className={styles.box}>
            <Checkbox
              checked={choiceOf(shown, chosen)}
              label={texts.accounts.all}
              onChange={(on) => onChange(chooseShown(shown, chosen, on))}
            />
          </th>
          <th>{columns.name}</th>
          <th className={styles.business}>{columns.business}</th>
          <th className={styles.idColumn}>{columns.id}</th>
          <th className={styles.currency}>{columns.currency}</th>
          <th className={styles.zone}>{columns.zone}</th>
          <th className={styles.status}>{columns.status}</th>
          <th className={`${styles.number} ${styles.spent}`}>{columns.spent}</th>
        </tr>
      </thead>
      <tbody>
        {shown.map((account) => (
          <Row
            key={account.id}
            account={account}
            checked={chosen.has(account.id)}
            onToggle={() => toggle(account.id)}
          />
        ))}
      </tbody>
    </table>
  );
}
