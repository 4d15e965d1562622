import { useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect } from "react";
import { useSettings } from "@/api/settings";
import { Checkbox } from "@/components/ui/checkbox";
import { Num } from "@/components/ui/figures";
import { StatusDot } from "@/components/ui/status-dot";
import { Tooltip } from "@/components/ui/tooltip";
import { formatMoney } from "@/lib/money";
import type { AvailableAccount } from "@/platform";
import { texts } from "../texts";
import { choiceOf, chooseShown } from "./account-choice";
import styles from "./account-picker.module.css";

/** From here on only the rows in sight are drawn: six thousand rows would hold up every key. */
const DRAWN_WHOLE = 200;
const OVERSCAN = 20;
const ROW_HEIGHT = { dense: 28, comfortable: 32 } as const;

type Props = {
  shown: AvailableAccount[];
  chosen: ReadonlySet<string>;
  /** What scrolls the table. */
  scroller: RefObject<HTMLDivElement | null>;
  onChange: (chosen: Set<string>) => void;
};

type RowProps = { account: AvailableAccount; index: number; checked: boolean; onToggle: () => void };

function Row({ account, index, checked, onToggle }: RowProps) {
  const { id, name, business, currency, timeZone, status, amountSpentMinor, unusable } = account;
  const columns = texts.accounts.columns;
  return (
    <tr
      className={unusable === null ? styles.row : styles.unusable}
      data-chosen={checked}
      // The head is the first row.
      aria-rowindex={index + 2}
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

/** Which rows are drawn, and how much room the others take. */
function useDrawn(count: number, scroller: RefObject<HTMLDivElement | null>) {
  const rowHeight = ROW_HEIGHT[useSettings()?.density ?? "dense"];
  const whole = count <= DRAWN_WHOLE;
  const virtual = useVirtualizer({
    count: whole ? 0 : count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are measured again when their height changes.
  useEffect(() => virtual.measure(), [rowHeight]);
  if (whole) return { first: 0, end: count, above: 0, below: 0 };
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0], items.at(-1)];
  const below = virtual.getTotalSize() - (last?.end ?? 0);
  return { first: first?.index ?? 0, end: (last?.index ?? -1) + 1, above: first?.start ?? 0, below };
}

function Gap({ height }: { height: number }) {
  if (height <= 0) return null;
  return (
    <tr className={styles.gap}>
      <td colSpan={8} style={{ height }} />
    </tr>
  );
}

/** All accounts the sign-in can see. A click anywhere in a row ticks it. */
export function AccountTable({ shown, chosen, scroller, onChange }: Props) {
  const drawn = useDrawn(shown.length, scroller);
  const columns = texts.accounts.columns;
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    onChange(next);
  };
  return (
    <table className={styles.table} aria-rowcount={shown.length + 1}>
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
        <Gap height={drawn.above} />
        {shown.slice(drawn.first, drawn.end).map((account, at) => (
          <Row
            key={account.id}
            account={account}
            index={drawn.first + at}
            checked={chosen.has(account.id)}
            onToggle={() => toggle(account.id)}
          />
        ))}
        <Gap height={drawn.below} />
      </tbody>
    </table>
  );
}
