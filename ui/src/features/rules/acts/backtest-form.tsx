import type { FormEvent } from "react";
import { Button } from "@/components/ui/button";
import { Pick } from "@/components/ui/field-parts";
import { TextField } from "@/components/ui/text-field";
import { formatDay } from "@/lib/days";
import styles from "./backtest.module.css";
import { backtestTexts } from "./backtest-texts";
import type { BacktestForm as Form } from "./use-backtest-form";

const texts = backtestTexts.form;

interface BacktestFormProps {
  form: Form;
  running: boolean;
  onStart: () => void;
}

/** Which rule, which version, against which, where, and when. */
export function BacktestForm({ form, running, onStart }: BacktestFormProps) {
  const { account } = form;
  const start = (event: FormEvent): void => {
    event.preventDefault();
    onStart();
  };
  const kept =
    account === undefined
      ? ""
      : account.since === null || account.until === null
        ? texts.noFigures
        : texts.dayHint(formatDay(account.since, { year: true }), formatDay(account.until, { year: true }));
  const rules = form.rules.some(({ value }) => value === form.rule)
    ? form.rules
    : [{ value: form.rule, label: form.isRead ? texts.choose : texts.reading }, ...form.rules];
  return (
    <form className={styles.form} aria-label={texts.label} onSubmit={start}>
      <Pick label={texts.rule} value={form.rule} options={rules} onChange={form.setRule} />
      {form.isRead && form.rules.length === 0 && <p className={styles.note}>{texts.noRules}</p>}
      {form.versions.length > 0 && (
        <Pick label={texts.version} value={form.version} options={form.versions} onChange={form.setVersion} />
      )}
      {form.against.length > 1 && (
        <Pick label={texts.against} value={form.other} options={form.against} onChange={form.setOther} />
      )}
      {account !== undefined && (
        <Pick
          label={texts.account}
          value={account.id}
          options={form.accounts.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={form.setAccount}
        />
      )}
      <div className={styles.days}>
        <TextField
          label={texts.since}
          size="small"
          value={form.since}
          error={form.days.since}
          onChange={(event) => form.setSince(event.target.value)}
        />
        <TextField
          label={texts.until}
          size="small"
          value={form.until}
          error={form.days.until}
          onChange={(event) => form.setUntil(event.target.value)}
        />
      </div>
      <p className={styles.note}>{kept}</p>
      <div>
        <Button
          type="submit"
          kind="primary"
          icon="play"
          keys="Ctrl+Enter"
          disabled={running || form.request === null}
          title={form.fault ?? undefined}
        >
          {texts.start}
        </Button>
      </div>
      {form.fault !== null && form.isRead && form.rule !== "" && <p className={styles.note}>{form.fault}</p>}
    </form>
  );
}
