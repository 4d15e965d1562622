import { type ReactNode, useEffect, useState } from "react";
import { toIpcError } from "@/api/errors";
import { useRuleLimits, useUpdateRuleLimits } from "@/api/rule-acts";
import { MoneyField } from "@/components/money-field/money-field";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Line } from "@/components/ui/field-parts";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import { joinSentences } from "@/lib/sentences";
import type { RuleLimits } from "@/platform";
import { type LimitFault, readLimits, type TypedLimits, typedOf } from "../limits";
import { rulesTexts as t } from "../rules-texts";
import { Row, Section } from "./row";
import styles from "./rules-section.module.css";

/** Words by which every row of this section is found. */
const WORDS = "rules limits caps account automation";

/** Fields of one row. */
function Fields({ children }: { children: ReactNode }) {
  return (
    <div className={styles.fields}>
      <Line>{children}</Line>
    </div>
  );
}

interface FormProps {
  kept: RuleLimits;
}

function LimitsForm({ kept }: FormProps) {
  const [typed, setTyped] = useState<TypedLimits>(() => typedOf(kept));
  const save = useUpdateRuleLimits();
  // What is kept may change elsewhere; what is being typed stays until it is saved or dropped.
  const [base, setBase] = useState(kept);
  const isTouched = JSON.stringify(typed) !== JSON.stringify(typedOf(base));
  useEffect(() => {
    if (JSON.stringify(base) === JSON.stringify(kept)) return;
    setBase(kept);
    setTyped((now) => (JSON.stringify(now) === JSON.stringify(typedOf(base)) ? typedOf(kept) : now));
  }, [kept, base]);
  const { limits, faults } = readLimits(typed, kept);
  const { currency } = kept;
  const set = (change: Partial<TypedLimits>): void => {
    save.reset();
    setTyped((now) => ({ ...now, ...change }));
  };
  const field = (key: LimitFault, label: string, hint?: string) => (
    <TextField
      label={label}
      size="small"
      inputMode="decimal"
      className={styles.field}
      value={typed[key]}
      error={faults[key]}
      onChange={(event) => set({ [key]: event.target.value })}
      {...(hint === undefined ? {} : { hint })}
    />
  );
  const amount = (key: "raisedADay" | "targetCpa", label: string, now: number | null, hint?: string) => (
    <div className={styles.field}>
      <MoneyField
        label={label}
        size="small"
        text={typed[key]}
        onText={(text) => set({ [key]: text })}
        currency={currency}
        nowMinor={now}
        {...(hint === undefined ? {} : { hint })}
      />
    </div>
  );
  const error = save.isError ? toIpcError(save.error) : null;
  return (
    <>
      <Row
        label={t.mayAct}
        hint={t.mayActHint}
        words={WORDS}
        end={<Checkbox checked={typed.mayAct} label={t.mayAct} onChange={(mayAct) => set({ mayAct })} />}
      />
      <Row label={t.ceilings} hint={t.ceilingsHint} words={`${WORDS} acts budget raise spend brake`}>
        <Fields>
          {field("actsADay", t.actsADay)}
          {amount("raisedADay", t.raised, kept.raisedADayMinor, t.raisedHint)}
          {field("spendBrake", t.spendBrake, t.spendBrakeHint)}
        </Fields>
      </Row>
      <Row label={t.quiet} hint={t.quietHint} words={`${WORDS} quiet night schedule`}>
        <Fields>
          {field("quietFrom", t.quietFrom)}
          {field("quietUntil", t.quietUntil)}
        </Fields>
      </Row>
      <Row label={t.approval} hint={t.approvalHint} words={`${WORDS} approvals expire`}>
        <Fields>{field("approvalHours", t.approvalHours)}</Fields>
      </Row>
      <Row label={t.targets} hint={t.targetsHint} words={`${WORDS} target cpa roas client`}>
        <Fields>
          {amount("targetCpa", t.targetCpa, kept.targetCpaMinor)}
          {field("targetRoas", t.targetRoas)}
        </Fields>
      </Row>
      <Row label={t.save} hint={t.keepHint} words={WORDS}>
        <div className={styles.acts}>
          <Button
            kind="primary"
            disabled={!isTouched || limits === null}
            busy={save.isPending}
            onClick={() => {
              if (limits !== null) save.mutate(limits);
            }}
          >
            {t.save}
          </Button>
          {isTouched && <Button onClick={() => set(typedOf(kept))}>{t.drop}</Button>}
          <span role="status" className={styles.saved}>
            {save.isSuccess && !isTouched ? t.saved : ""}
          </span>
        </div>
        {error !== null && (
          <p className={styles.bad} role="alert">
            {joinSentences(error.message, error.remedy)}
          </p>
        )}
      </Row>
    </>
  );
}

/** What rules may do, account by account, and what each client aims for. */
export function RulesSection() {
  const query = useRuleLimits();
  const [accountId, setAccountId] = useState<string | null>(null);
  const all = query.data ?? [];
  const kept = all.find((one) => one.accountId === accountId) ?? all[0];
  return (
    <Section id="rules" title="Rules">
      <Row
        label={t.account}
        hint={
          query.data === undefined || all.length === 0
            ? t.none
            : t.accountHint(all.filter(({ mayAct }) => mayAct).length, all.length)
        }
        words={`${WORDS} ${all.map(({ accountName }) => accountName).join(" ")}`}
        end={
          kept !== undefined && (
            <Select
              label={t.account}
              value={kept.accountId}
              options={all.map((one) => ({
                value: one.accountId,
                label: one.mayAct ? one.accountName : `${one.accountName}, ${t.off}`,
              }))}
              onChange={setAccountId}
            />
          )
        }
      >
        {query.isError && (
          <p className={styles.bad} role="alert">
            {toIpcError(query.error).message}
          </p>
        )}
      </Row>
      {kept !== undefined && <LimitsForm key={kept.accountId} kept={kept} />}
    </Section>
  );
}
