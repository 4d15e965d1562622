import type { ComponentProps, ReactNode } from "react";
import { TextField } from "@/components/ui/text-field";
import { formatMoney } from "@/lib/money";
import { jump, jumpWords, parseMoney } from "./amounts";
import styles from "./money-field.module.css";

type Input = Omit<ComponentProps<"input">, "size" | "value" | "onChange">;

type Props = Input & {
  label: string;
  hideLabel?: boolean;
  /** As typed. `parseMoney` reads it the same way. */
  text: string;
  onText: (text: string) => void;
  /** ISO code of the account. */
  currency: string;
  /** The present amount in minor units, to say when the new one is far from it. */
  nowMinor?: number | null;
  size?: "small" | "normal";
  /** Refusals are said only once the person has had a chance to finish, where the form wants that. */
  quiet?: boolean;
  hint?: ReactNode;
};

/**
 * An amount in the account's currency, typed as the person's computer writes numbers. It says at once what it takes the
 * text for, what it refuses and why, and when the amount is ten or a hundred times the present one.
 */
export function MoneyField({ text, onText, currency, nowMinor = null, quiet = false, hint, ...rest }: Props) {
  const typed = parseMoney(text, currency);
  const far = typed.kind === "value" && nowMinor !== null ? jump(nowMinor, typed.value) : "none";
  const note =
    typed.kind === "value" && nowMinor !== null && far !== "none" ? (
      <span className={styles.far}>
        {formatMoney(typed.value, currency)} is {jumpWords(nowMinor, typed.value, currency)}.
      </span>
    ) : (
      hint
    );
  return (
    <TextField
      inputMode="decimal"
      {...rest}
      value={text}
      onChange={(event) => onText(event.target.value)}
      error={typed.kind === "refused" && !quiet ? typed.why : undefined}
      end={
        <span className={styles.unit} aria-hidden="true">
          {currency}
        </span>
      }
      {...(note === undefined ? {} : { hint: note })}
    />
  );
}
