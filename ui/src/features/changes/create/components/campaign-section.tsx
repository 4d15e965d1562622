import { MoneyField } from "@/components/money-field/money-field";
import { Checkbox } from "@/components/ui/checkbox";
import { Boxes, Fault, Line, Pick } from "@/components/ui/field-parts";
import { RadioGroup } from "@/components/ui/radio-group";
import { formatMoney } from "@/lib/money";
import type { AccountChoices, CreationRules } from "@/platform";
import styles from "../create.module.css";
import type { CampaignForm } from "../model/form";
import { objectiveOf } from "../model/options";
import { texts } from "../texts";
import { BudgetFields, ScheduleFields } from "./budget-fields";
import { Group } from "./group";
import { NameField } from "./name-field";

export type SectionProps<T> = {
  value: T;
  onChange: (patch: Partial<T>) => void;
  /** What is wrong with a field, in words; `undefined` while nothing is or nobody has touched it. */
  fault: (field: string) => string | undefined;
  rules: CreationRules;
  choices: AccountChoices | undefined;
  currency: string;
  timeZone: string;
  /** The name as it will be, where a template makes it. */
  named: { template: string; name: string };
};

type Props = SectionProps<CampaignForm> & {
  /** Bid strategies that fit what is in the campaign. */
  strategies: readonly string[];
};

/** The campaign: what for, whose budget, when. */
export function CampaignSection({ value, onChange, fault, rules, strategies, ...props }: Props) {
  const t = texts.campaign;
  const { choices, currency, timeZone } = props;
  const least = choices?.minSpendCapMinor ?? null;
  const toggle = (category: string, on: boolean): void =>
    onChange({
      categories: on ? [...value.categories, category] : value.categories.filter((one) => one !== category),
    });
  return (
    <>
      <Group title={texts.name}>
        <NameField
          value={value.name}
          named={props.named}
          onChange={(name) => onChange({ name })}
          error={fault("name")}
        />
      </Group>
      <Group title={t.what}>
        <Pick
          label={t.objective}
          value={value.objective}
          options={rules.objectives.map((one) => ({ value: one.value, label: one.words }))}
          onChange={(objective) => onChange({ objective })}
          hint={objectiveOf(rules, value.objective)?.hint}
          error={fault("objective")}
        />
        <Boxes label={t.categories} hint={t.categoriesHint} error={fault("special_ad_categories")}>
          {rules.categories.map((one) => (
            <Checkbox
              key={one.value}
              checked={value.categories.includes(one.value)}
              onChange={(on) => toggle(one.value, on)}
            >
              {one.words}
            </Checkbox>
          ))}
        </Boxes>
      </Group>
      <Group title={t.budget}>
        <RadioGroup
          label={t.level}
          className={styles.checks}
          value={value.hasBudget ? "campaign" : "adsets"}
          options={[
            { value: "campaign", label: t.levels.campaign },
            { value: "adsets", label: t.levels.adsets },
          ]}
          onChange={(level) => onChange({ hasBudget: level === "campaign" })}
        />
        {value.hasBudget && (
          <>
            <BudgetFields
              value={value}
              onChange={onChange}
              fault={fault}
              currency={currency}
              leastMinor={choices?.minimums?.impressionsMinor ?? null}
            />
            <Pick
              label={t.strategy}
              value={value.strategy}
              options={rules.bidStrategies
                .filter((one) => strategies.includes(one.value))
                .map((one) => ({ value: one.value, label: one.words }))}
              onChange={(strategy) => onChange({ strategy })}
              error={fault("bid_strategy")}
            />
          </>
        )}
        <Line>
          <MoneyField
            label={t.spendCap}
            text={value.spendCap}
            onText={(spendCap) => onChange({ spendCap })}
            currency={currency}
            hint={
              fault("spend_cap") === undefined
                ? least === null
                  ? t.spendCapPlain
                  : t.spendCapHint(formatMoney(least, currency))
                : undefined
            }
          />
        </Line>
        <Fault text={fault("spend_cap")} />
      </Group>
      <Group title={t.schedule}>
        <ScheduleFields value={value} onChange={onChange} fault={fault} timeZone={timeZone} />
      </Group>
    </>
  );
}
