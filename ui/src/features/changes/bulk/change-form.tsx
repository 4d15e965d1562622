import { useEffect, useRef } from "react";
import { MoneyField } from "@/components/money-field/money-field";
import { PercentField } from "@/components/money-field/percent-field";
import { Select } from "@/components/ui/select";
import { TextField } from "@/components/ui/text-field";
import { currencyOffset, formatMoney } from "@/lib/money";
import styles from "./bulk-page.module.css";
import { Field } from "./field";
import { existsAt, fieldsFor, kindOf, labelOf } from "./fields";
import { bulkTexts } from "./texts";
import { type Around, currencyOf, type How, howsOf, newWish, type Wanted, type Wish } from "./wish";
import { countsWords } from "./words";

interface ChangeFormProps {
  wish: Wish;
  around: Around;
  result: Wanted;
  onWish: (wish: Wish) => void;
}

/** Whole units that shares are rounded to, where they are. */
const STEPS = [1, 5, 10];

/** The change: which setting, what is done with it, and one sentence of what that does. */
export function ChangeForm({ wish, around, result, onWish }: ChangeFormProps) {
  const { form } = bulkTexts;
  const levels = around.counts.map(([level]) => level);
  const fields = fieldsFor(levels);
  const without = around.counts.filter(([level]) => !existsAt(wish.field, level));
  const set = (patch: Partial<Wish>) => onWish({ ...wish, ...patch });
  const place = useRef<HTMLDivElement>(null);
  // The first thing to type is what there is to say.
  useEffect(() => place.current?.querySelector<HTMLElement>("input")?.focus(), []);

  return (
    <div className={styles.form} ref={place}>
      <Field label={form.setting}>
        <Select
          label={form.setting}
          value={wish.field}
          options={fields.map(({ field, label }) => ({ value: field, label }))}
          onChange={(field) => onWish(newWish(field))}
        />
      </Field>
      {howsOf(wish.field).length > 1 && (
        <Field label={form.how}>
          <Select<How>
            label={form.how}
            value={wish.how}
            options={howsOf(wish.field).map((how) => ({ value: how, label: form.hows[how] }))}
            onChange={(how) => set({ how })}
          />
        </Field>
      )}
      <Values wish={wish} around={around} set={set} />
      <p className={styles.sentence} role="status" data-testid="bulk-sentence">
        {result.kind === "ready" && result.sentence}
        {result.kind === "missing" && <span className={styles.quiet}>{form.missing}</span>}
        {result.kind === "refused" && <span className={styles.bad}>{result.why}</span>}
      </p>
      {without.length > 0 && (
        <p className={styles.note}>{form.leaves(countsWords(without), labelOf(wish.field).toLowerCase())}</p>
      )}
    </div>
  );
}

interface ValuesProps {
  wish: Wish;
  around: Around;
  set: (patch: Partial<Wish>) => void;
}

function Values(props: ValuesProps) {
  switch (kindOf(props.wish.field)) {
    case "money":
      return <Amount {...props} />;
    case "name":
      return <Names {...props} />;
    case "status":
      return <Status {...props} />;
    case "instant":
      return props.wish.how === "clear" ? null : <Time {...props} />;
  }
}

function Amount({ wish, around, set }: ValuesProps) {
  const { form } = bulkTexts;
  const currency = currencyOf(around.accounts);
  if (wish.how === "set") {
    return (
      currency !== null && (
        <MoneyField
          label={form.to}
          size="small"
          text={wish.number}
          onText={(number) => set({ number })}
          currency={currency}
        />
      )
    );
  }
  const units = [
    { value: "percent" as const, label: form.percent },
    // One amount in several currencies would be several amounts.
    ...(currency === null ? [] : [{ value: "amount" as const, label: currency }]),
  ];
  const rounding = [0, ...STEPS].map((step) => ({
    value: String(step),
    label:
      step === 0 || currency === null ? form.exact : formatMoney(step * currencyOffset(currency), currency),
  }));
  return (
    <>
      <div className={styles.pair}>
        {wish.unit === "percent" || currency === null ? (
          <PercentField
            label={form.by}
            size="small"
            text={wish.number}
            onText={(number) => set({ number })}
          />
        ) : (
          <MoneyField
            label={form.by}
            size="small"
            text={wish.number}
            onText={(number) => set({ number })}
            currency={currency}
          />
        )}
        {units.length > 1 && (
          <Field label={form.unit}>
            <Select label={form.unit} value={wish.unit} options={units} onChange={(unit) => set({ unit })} />
          </Field>
        )}
      </div>
      {wish.unit === "percent" && currency !== null && (
        <Field label={form.round}>
          <Select
            label={form.round}
            value={String(wish.roundTo)}
            options={rounding}
            onChange={(step) => set({ roundTo: Number(step) })}
          />
        </Field>
      )}
    </>
  );
}

function Names({ wish, set }: ValuesProps) {
  const { form } = bulkTexts;
  if (wish.how === "template") return null;
  if (wish.how === "set") {
    return (
      <TextField
        label={form.name}
        size="small"
        value={wish.text}
        onChange={(event) => set({ text: event.target.value })}
      />
    );
  }
  const pair = wish.how === "replace" ? (["find", "with"] as const) : (["before", "after"] as const);
  return (
    <>
      {pair.map((key) => (
        <TextField
          key={key}
          label={form[key]}
          size="small"
          value={wish[key]}
          onChange={(event) => set({ [key]: event.target.value })}
          {...(key === "with" ? { hint: form.caseHint } : {})}
        />
      ))}
    </>
  );
}

function Status({ wish, set }: ValuesProps) {
  const { form } = bulkTexts;
  const statuses = Object.entries(form.statuses) as [Wish["status"], string][];
  return (
    <Field label={form.hows.set}>
      <Select
        label={form.hows.set}
        value={wish.status}
        options={statuses.map(([value, label]) => ({ value, label }))}
        onChange={(status) => set({ status })}
      />
    </Field>
  );
}

function Time({ wish, set }: ValuesProps) {
  const { form } = bulkTexts;
  return (
    <TextField
      label={form.timeLabel}
      size="small"
      value={wish.time}
      onChange={(event) => set({ time: event.target.value })}
      hint={form.timeHint}
    />
  );
}
