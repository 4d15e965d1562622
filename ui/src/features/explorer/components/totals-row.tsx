import { MaturingTag } from "@/components/ui/tag";
import type { ExplorerTotal } from "@/platform";
import { budgetSumCell, budgetSumWords, type CellStyle, figureCell, figureWords } from "../model/cells";
import type { ColumnSpec } from "../model/columns";
import { explorerTexts as texts } from "../texts";
import totalsRowStyles from "./totals-row.module.css";
import styles from "./tree-row.module.css";

interface TotalsRowProps {
  totals: readonly ExplorerTotal[];
  columns: readonly ColumnSpec[];
  money: CellStyle;
  comparing: boolean;
  /** What the top rows are, such as `8 campaigns`; for one currency and for several. */
  label: (total: ExplorerTotal) => string;
  /** Whether some of the days are still maturing. */
  maturing: boolean;
  firstRowIndex: number;
}

/** Pinned totals, one for each currency: different currencies are never added. */
export function TotalsRow({
  totals,
  columns,
  money,
  comparing,
  label,
  maturing,
  firstRowIndex,
}: TotalsRowProps) {
  return (
    <div role="rowgroup" className={totalsRowStyles.totals} data-testid="explorer-total">
      {totals.map((total, index) => (
        // biome-ignore lint/a11y/useFocusableInteractive: totals are read, not acted on.
        <div
          key={total.currency}
          role="row"
          className={totalsRowStyles.totalRow}
          aria-rowindex={firstRowIndex + index}
          data-currency={total.currency}
        >
          {columns.map((spec) => (
            <TotalCell
              key={spec.key}
              spec={spec}
              total={total}
              money={money}
              comparing={comparing}
              label={label(total)}
              maturing={maturing}
            />
          ))}
        </div>
      ))}
    </div>
  );
}

interface TotalCellProps {
  spec: ColumnSpec;
  total: ExplorerTotal;
  money: CellStyle;
  comparing: boolean;
  label: string;
  maturing: boolean;
}

function TotalCell({ spec, total, money, comparing, label, maturing }: TotalCellProps) {
  if (spec.key === "name") {
    return (
      // biome-ignore lint/a11y/useFocusableInteractive: as above.
      <div role="rowheader" className={totalsRowStyles.totalName}>
        <span className={styles.text}>{label}</span>
        {maturing && (
          <span title={texts.footer.someMaturing}>
            <MaturingTag />
          </span>
        )}
      </div>
    );
  }
  if (spec.key === "delivery") {
    // biome-ignore lint/a11y/useFocusableInteractive: as above.
    return <div role="gridcell" className={styles.cell} />;
  }
  if (spec.key === "budget") {
    const budget = budgetSumCell(total, money);
    return (
      // biome-ignore lint/a11y/useFocusableInteractive: as above.
      <div
        role="gridcell"
        className={budget.quiet ? styles.quiet : styles.figure}
        title={budgetSumWords(total)}
        aria-label={budgetSumWords(total)}
      >
        {budget.text}
        {budget.unit && <span className={styles.unit}>{budget.unit}</span>}
      </div>
    );
  }
  const figure = figureCell(spec, total, money);
  const words = figureWords(spec, total);
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: as above.
    <div
      role="gridcell"
      className={figure.quiet ? styles.quiet : styles.figure}
      data-tint={figure.tint ?? undefined}
      title={words}
      aria-label={words}
    >
      {figure.text}
      {comparing && (
        <span className={styles.delta} data-tone={figure.delta?.tone}>
          {figure.delta ? (figure.delta.note === "few" ? "few" : figure.delta.text) : ""}
        </span>
      )}
    </div>
  );
}
