import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/text-field";
import type { Analysis, ColumnKey } from "@/view/view-analysis";
import { analysisTexts } from "../analysis-texts";
import { typedNumber } from "../model/analysis";
import type { ColumnSpec } from "../model/columns";
import styles from "./analysis.module.css";

const texts = analysisTexts.targets;

interface TargetsDialogProps {
  /** Columns that can have a target: those of which one side is good. */
  columns: readonly ColumnSpec[];
  targets: Analysis["targets"];
  /** Currency of the accounts; `null` where they have several. */
  currency: string | null;
  onTargets: (targets: Analysis["targets"]) => void;
  onClose: () => void;
}

const unitOf = (spec: ColumnSpec, currency: string | null): string =>
  spec.kind === "money" ? `, ${currency}` : spec.kind === "rate" ? `, ${texts.perCent}` : "";

/** What the figures of this view are held against. */
export function TargetsDialog({ columns, targets, currency, onTargets, onClose }: TargetsDialogProps) {
  const form = useId();
  const usable = columns.filter((spec) => spec.kind !== "money" || currency !== null);
  const [typed, setTyped] = useState<Record<string, string>>(() =>
    Object.fromEntries(
      usable.map(({ key }) => [key, targets[key] === undefined ? "" : String(targets[key])]),
    ),
  );
  const [tried, setTried] = useState(false);
  const amountOf = (key: ColumnKey): number | null => {
    const number = typedNumber(typed[key] ?? "");
    return number !== null && number > 0 ? number : null;
  };
  const isWrong = (key: ColumnKey): boolean => (typed[key] ?? "").trim() !== "" && amountOf(key) === null;
  const handleSubmit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (usable.some(({ key }) => isWrong(key))) return;
    const next = usable.flatMap(({ key }) => {
      const value = amountOf(key);
      return value === null ? [] : [[key, value] as const];
    });
    onTargets(Object.fromEntries(next));
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={texts.title}
      description={texts.text}
      actions={
        <>
          <Button onClick={onClose}>{texts.cancel}</Button>
          <Button kind="primary" type="submit" form={form}>
            {texts.confirm}
          </Button>
        </>
      }
    >
      <form id={form} className={styles.form} onSubmit={handleSubmit} noValidate>
        <div className={styles.targets}>
          {usable.map((spec) => (
            <TextField
              key={spec.key}
              label={`${spec.label}${unitOf(spec, currency)}`}
              inputMode="decimal"
              value={typed[spec.key] ?? ""}
              error={tried && isWrong(spec.key) ? texts.notNumber : undefined}
              onChange={(event) => setTyped({ ...typed, [spec.key]: event.target.value })}
            />
          ))}
        </div>
        {currency === null && <p className={styles.judged}>{texts.noCurrency}</p>}
      </form>
    </Dialog>
  );
}
