import { MoneyField } from "@/components/money-field/money-field";
import { Fault, Line, Pick } from "@/components/ui/field-parts";
import { TextField } from "@/components/ui/text-field";
import { formatMoney } from "@/lib/money";
import type { BudgetKind } from "../model/form";
import { texts } from "../texts";

interface Budget {
  budgetKind: BudgetKind;
  budget: string;
}

type BudgetProps = {
  value: Budget;
  onChange: (patch: Partial<Budget>) => void;
  fault: (field: string) => string | undefined;
  currency: string;
  /** The least Meta takes a day, as far as known. */
  leastMinor: number | null;
};

const KINDS = [
  { value: "daily", label: texts.budget.daily },
  { value: "lifetime", label: texts.budget.lifetime },
] as const;

/** How much, a day or for the whole life. */
export function BudgetFields({ value, onChange, fault, currency, leastMinor }: BudgetProps) {
  const wrong = fault(`${value.budgetKind}_budget`);
  return (
    <>
      <Line>
        <Pick
          label={texts.budget.kind}
          value={value.budgetKind}
          options={KINDS}
          onChange={(budgetKind) => onChange({ budgetKind })}
        />
        <MoneyField
          label={texts.budget.amount}
          text={value.budget}
          onText={(budget) => onChange({ budget })}
          currency={currency}
          hint={leastMinor === null ? undefined : texts.least(formatMoney(leastMinor, currency))}
        />
      </Line>
      <Fault text={wrong} />
    </>
  );
}

interface Schedule {
  start: string;
  end: string;
}

type ScheduleProps = {
  value: Schedule;
  onChange: (patch: Partial<Schedule>) => void;
  fault: (field: string) => string | undefined;
  timeZone: string;
};

const EXAMPLE = texts.schedule.example;

/** When it runs, by the clock of the account. */
export function ScheduleFields({ value, onChange, fault, timeZone }: ScheduleProps) {
  const t = texts.schedule;
  return (
    <Line>
      <TextField
        label={t.start}
        value={value.start}
        placeholder={EXAMPLE}
        onChange={(event) => onChange({ start: event.target.value })}
        error={fault("start_time")}
        hint={`${t.startHint} ${t.zone(timeZone)}.`}
      />
      <TextField
        label={t.end}
        value={value.end}
        placeholder={EXAMPLE}
        onChange={(event) => onChange({ end: event.target.value })}
        error={fault("end_time")}
      />
    </Line>
  );
}
