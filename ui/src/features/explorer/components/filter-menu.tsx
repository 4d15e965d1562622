import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Popover } from "@/components/ui/popover";
import { TextField } from "@/components/ui/text-field";
import { currencyOffset } from "@/lib/money";
import type { ExplorerFilter } from "@/platform";
import { MOST_OWN } from "@/view/view-analysis";
import type { ColumnSpec } from "../model/columns";
import { typedAmount } from "../model/filters";
import { DELIVERIES, DELIVERY_WORDS, OBJECTIVE_KEYS, objectiveWord } from "../model/words";
import { explorerTexts as texts } from "../texts";
import { FigureBound } from "./figure-bound";
import styles from "./filter-bar.module.css";

interface FilterMenuProps {
  filter: ExplorerFilter;
  currency: string | null;
  figures: readonly ColumnSpec[];
  open: boolean;
  onOpen: (open: boolean) => void;
  onFilter: (filter: ExplorerFilter) => void;
}

function switched<T>(list: readonly T[], item: T): T[] {
  return list.includes(item) ? list.filter((other) => other !== item) : [...list, item];
}

/** Every condition rows can be filtered by. Each applies at once. */
export function FilterMenu({ filter, currency, figures, open, onOpen, onFilter }: FilterMenuProps) {
  return (
    <Popover
      label={texts.filter.title}
      open={open}
      onOpenChange={onOpen}
      className={styles.menu}
      trigger={
        <Button kind="quiet" size="small" icon="plus" keys="F">
          {texts.filter.title}
        </Button>
      }
    >
      <fieldset className={styles.group}>
        <legend>{texts.filter.delivery}</legend>
        {DELIVERIES.map((key) => (
          <Checkbox
            key={key}
            checked={filter.delivery.includes(key)}
            onChange={() => onFilter({ ...filter, delivery: switched(filter.delivery, key) })}
          >
            {DELIVERY_WORDS[key]}
          </Checkbox>
        ))}
      </fieldset>
      <div className={styles.side}>
        <fieldset className={styles.group}>
          <legend>{texts.filter.objective}</legend>
          {OBJECTIVE_KEYS.map((key) => (
            <Checkbox
              key={key}
              checked={filter.objectives.includes(key)}
              onChange={() => onFilter({ ...filter, objectives: switched(filter.objectives, key) })}
            >
              {objectiveWord(key)}
            </Checkbox>
          ))}
        </fieldset>
        <fieldset className={styles.group}>
          <legend>{texts.filter.more}</legend>
          <Checkbox
            checked={filter.withIssues}
            onChange={(withIssues) => onFilter({ ...filter, withIssues })}
          >
            {texts.filter.withIssues}
          </Checkbox>
          <Checkbox
            checked={filter.includeGone}
            onChange={(includeGone) => onFilter({ ...filter, includeGone })}
          >
            {texts.filter.withGone}
          </Checkbox>
          <SpendField filter={filter} currency={currency} onFilter={onFilter} />
        </fieldset>
        <FigureBound
          figures={figures}
          onBound={(bound) => onFilter({ ...filter, figures: [...filter.figures, bound].slice(-MOST_OWN) })}
        />
      </div>
    </Popover>
  );
}

function SpendField({
  filter,
  currency,
  onFilter,
}: Pick<FilterMenuProps, "filter" | "currency" | "onFilter">) {
  const offset = currency === null ? 1 : currencyOffset(currency);
  const [text, setText] = useState(
    filter.minSpendMinor === null ? "" : String(filter.minSpendMinor / offset),
  );
  const amount = typedAmount(text, currency);
  const apply = (): void => {
    if (text.trim() === "" || amount !== null) onFilter({ ...filter, minSpendMinor: amount });
  };
  return (
    <TextField
      label={texts.filter.spend(currency)}
      inputMode="decimal"
      size="small"
      value={text}
      error={text.trim() !== "" && amount === null ? texts.filter.notAmount : undefined}
      onChange={(event) => setText(event.target.value)}
      onBlur={apply}
      onKeyDown={(event) => {
        if (event.key === "Enter") apply();
      }}
    />
  );
}
