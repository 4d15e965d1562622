import { type FormEvent, useState } from "react";
import { toIpcError } from "@/api/errors";
import { useSetTarget } from "@/api/overview";
import { parseMoney } from "@/components/money-field/amounts";
import { MoneyField } from "@/components/money-field/money-field";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/text-field";
import { ErrorState } from "@/components/ui/view-states";
import { formatMoneyDigits } from "@/lib/money";
import type { PacingRow } from "@/platform";
import { texts } from "../texts";
import styles from "./forms.module.css";
import { monthWords } from "./pacing-table";

const words = texts.target;

/** An amount as typed; `undefined` where it cannot be taken. */
function amountOf(text: string, currency: string): number | null | undefined {
  const typed = parseMoney(text, currency);
  if (typed.kind === "empty") return null;
  return typed.kind === "value" && typed.value > 0 ? typed.value : undefined;
}

/** A return as typed; `undefined` where it cannot be taken. */
function ratioOf(text: string): number | null | undefined {
  const plain = text.trim().replace(",", ".");
  if (plain === "") return null;
  const value = Number(plain);
  return Number.isFinite(value) && value > 0 && value <= 1_000 ? value : undefined;
}

const typedMoney = (minor: number | null, currency: string): string =>
  minor === null ? "" : formatMoneyDigits(minor, currency);

/** Asks for the target of a row's month. */
export function TargetDialog({ row, onClose }: { row: PacingRow; onClose: () => void }) {
  const { currency } = row;
  const [budget, setBudget] = useState(() => typedMoney(row.targetMinor, currency));
  const [cpa, setCpa] = useState(() => typedMoney(row.cpaTargetMinor, currency));
  const [roas, setRoas] = useState(() => (row.roasTarget === null ? "" : String(row.roasTarget)));
  const save = useSetTarget();
  const typed = { budget: amountOf(budget, currency), cpa: amountOf(cpa, currency), roas: ratioOf(roas) };
  const isFaulty = Object.values(typed).some((value) => value === undefined);
  const handleSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (isFaulty || save.isPending) return;
    const { kind, accountId, id, month } = row;
    save.mutate(
      {
        kind,
        accountId,
        id,
        month,
        budgetMinor: typed.budget ?? null,
        cpaMinor: typed.cpa ?? null,
        roas: typed.roas ?? null,
      },
      { onSuccess: onClose },
    );
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={words.title(row.name, monthWords(row.month))}
      description={words.text}
      actions={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button kind="primary" type="submit" form="target-form" busy={save.isPending} disabled={isFaulty}>
            {words.save}
          </Button>
        </>
      }
    >
      <form id="target-form" className={styles.form} onSubmit={handleSubmit}>
        <MoneyField
          label={words.budget}
          text={budget}
          onText={setBudget}
          currency={currency}
          nowMinor={row.targetMinor}
          {...(typed.budget === undefined ? { hint: words.zero } : {})}
        />
        <MoneyField
          label={words.cpa}
          text={cpa}
          onText={setCpa}
          currency={currency}
          nowMinor={row.cpaTargetMinor}
        />
        <TextField
          label={words.roas}
          inputMode="decimal"
          value={roas}
          error={typed.roas === undefined ? words.roasRefused : undefined}
          onChange={(event) => setRoas(event.target.value)}
        />
        {save.isError && <ErrorState error={toIpcError(save.error)} />}
      </form>
    </Dialog>
  );
}
