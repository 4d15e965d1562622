import { MoneyField } from "@/components/money-field/money-field";
import { AudienceFields } from "@/components/targeting/audience-fields";
import { PlacementFields } from "@/components/targeting/placement-fields";
import { texts as targetingTexts } from "@/components/targeting/texts";
import { Fault, Line, Pick } from "@/components/ui/field-parts";
import { TextField } from "@/components/ui/text-field";
import type { MinimumBudgets } from "@/platform";
import styles from "../create.module.css";
import type { AdSetForm } from "../model/form";
import { type Above, destinationsOf, goalFacts, goalsOf } from "../model/options";
import { texts } from "../texts";
import { BudgetFields, ScheduleFields } from "./budget-fields";
import type { SectionProps } from "./campaign-section";
import { Group } from "./group";
import { NameField } from "./name-field";

export type AdSetProps = SectionProps<AdSetForm> & {
  accountId: string;
  up: Above;
  /** What its promoted object has to name. */
  promotes: readonly string[];
  /** The bid strategy that holds. */
  strategy: string;
  restricted: boolean;
  inEu: boolean;
};

function least(minimums: MinimumBudgets | null | undefined, billing: string): number | null {
  if (minimums === null || minimums === undefined) return null;
  if (billing === "IMPRESSIONS") return minimums.impressionsMinor;
  return billing === "THRUPLAY" ? minimums.videoViewsMinor : minimums.frequentMinor;
}

const NO_DESTINATION = "none";

function Goals({ value, onChange, fault, rules, up }: AdSetProps) {
  const t = texts.adset;
  const facts = goalFacts(rules, value.goal);
  const wordsOf = (goal: string): string => goalFacts(rules, goal)?.words ?? goal;
  return (
    <Group title={t.what}>
      <Line>
        <Pick
          label={t.destination}
          value={value.destination ?? NO_DESTINATION}
          options={destinationsOf(rules, up.objective).map((one) => ({
            value: one.value ?? NO_DESTINATION,
            label: one.words,
          }))}
          onChange={(chosen) => onChange({ destination: chosen === NO_DESTINATION ? null : chosen })}
          error={fault("destination_type")}
        />
        <Pick
          label={t.goal}
          value={value.goal}
          options={goalsOf(rules, up.objective, value.destination).map(({ goal }) => ({
            value: goal,
            label: wordsOf(goal),
          }))}
          onChange={(goal) => onChange({ goal })}
          error={fault("optimization_goal")}
        />
        <Pick
          label={t.billing}
          value={value.billing}
          options={rules.billingEvents
            .filter((one) => facts?.billing.includes(one.value) === true)
            .map((one) => ({ value: one.value, label: one.words }))}
          onChange={(billing) => onChange({ billing })}
          error={fault("billing_event")}
        />
      </Line>
    </Group>
  );
}

const UNCHOSEN = "none";

function Promoted({ value, onChange, fault, rules, choices, promotes }: AdSetProps) {
  const t = texts.adset;
  if (promotes.length === 0) return null;
  const listed = (all: readonly { id: string; name: string }[], chosen: string) => [
    ...(chosen === "" ? [{ value: UNCHOSEN, label: t.choose }] : []),
    ...all.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <Group title={t.promoted}>
      <Line>
        {promotes.includes("page_id") && (
          <Pick
            label={t.page}
            value={value.page === "" ? UNCHOSEN : value.page}
            options={listed(choices?.pages ?? [], value.page)}
            onChange={(page) => onChange({ page: page === UNCHOSEN ? "" : page })}
          />
        )}
        {promotes.includes("pixel_id") && (
          <Pick
            label={t.pixel}
            value={value.pixel === "" ? UNCHOSEN : value.pixel}
            options={listed(choices?.pixels ?? [], value.pixel)}
            onChange={(pixel) => onChange({ pixel: pixel === UNCHOSEN ? "" : pixel })}
          />
        )}
        {promotes.includes("custom_event_type") && (
          <Pick
            label={t.event}
            value={value.event}
            options={rules.events.map((one) => ({ value: one.value, label: one.words }))}
            onChange={(event) => onChange({ event })}
          />
        )}
        {promotes.includes("application_id") && (
          <TextField
            label={t.app}
            mono
            value={value.app}
            onChange={(event) => onChange({ app: event.target.value })}
          />
        )}
        {promotes.includes("object_store_url") && (
          <TextField
            label={t.store}
            value={value.store}
            placeholder="https://"
            onChange={(event) => onChange({ store: event.target.value })}
          />
        )}
      </Line>
      <Fault text={fault("promoted_object")} />
    </Group>
  );
}

function Money({ value, onChange, fault, rules, choices, currency, up, strategy }: AdSetProps) {
  const t = texts.adset;
  const facts = goalFacts(rules, value.goal);
  const bidLabel = t.bid[strategy];
  return (
    <Group title={t.budget}>
      {up.hasBudget ? (
        <p className={styles.hint}>{t.fromCampaign}</p>
      ) : (
        <>
          <BudgetFields
            value={value}
            onChange={onChange}
            fault={fault}
            currency={currency}
            leastMinor={least(choices?.minimums, value.billing)}
          />
          <Pick
            label={texts.campaign.strategy}
            value={value.strategy}
            options={rules.bidStrategies
              .filter((one) => facts?.strategies.includes(one.value) === true)
              .map((one) => ({ value: one.value, label: one.words }))}
            onChange={(chosen) => onChange({ strategy: chosen })}
            error={fault("bid_strategy")}
          />
        </>
      )}
      {bidLabel !== undefined && (
        <MoneyField
          label={bidLabel}
          text={value.bid}
          onText={(bid) => onChange({ bid })}
          currency={currency}
        />
      )}
      <Fault text={fault("bid_amount")} />
      {strategy === "LOWEST_COST_WITH_MIN_ROAS" && (
        <TextField
          label={t.roas}
          inputMode="decimal"
          value={value.roas}
          onChange={(event) => onChange({ roas: event.target.value })}
          error={fault("bid_constraints")}
          hint={t.roasHint}
        />
      )}
    </Group>
  );
}

function Transparency({ value, onChange, fault, choices, inEu }: AdSetProps) {
  const t = texts.adset;
  if (!inEu) return null;
  const hint = (standard: string | null | undefined) =>
    standard === null || standard === undefined ? {} : { hint: t.standard(standard) };
  return (
    <Group title={t.transparency}>
      <p className={styles.hint}>{t.transparencyHint}</p>
      <Line>
        <TextField
          label={t.beneficiary}
          value={value.beneficiary}
          onChange={(event) => onChange({ beneficiary: event.target.value })}
          error={fault("dsa_beneficiary")}
          {...hint(choices?.dsaBeneficiary)}
        />
        <TextField
          label={t.payor}
          value={value.payor}
          onChange={(event) => onChange({ payor: event.target.value })}
          error={fault("dsa_payor")}
          {...hint(choices?.dsaPayor)}
        />
      </Line>
    </Group>
  );
}

/** The ad set: goal, budget, audience, where it is shown. */
export function AdSetSection(props: AdSetProps) {
  const { value, onChange, fault, timeZone, rules } = props;
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
      <Goals {...props} />
      <Promoted {...props} />
      <Money {...props} />
      <Group title={texts.adset.schedule}>
        <ScheduleFields value={value} onChange={onChange} fault={fault} timeZone={timeZone} />
      </Group>
      <Group title={targetingTexts.audience}>
        <AudienceFields {...props} />
        <Fault text={fault("targeting")} />
      </Group>
      <Transparency {...props} />
      <Group title={targetingTexts.placements}>
        <PlacementFields value={value} onChange={onChange} platforms={rules.platforms} />
      </Group>
    </>
  );
}
