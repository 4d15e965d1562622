import type { ComponentProps, ReactNode } from "react";
import { TextField } from "@/components/ui/text-field";
import { parsePercent } from "./amounts";
import styles from "./money-field.module.css";

type Props = Omit<ComponentProps<"input">, "size" | "value" | "onChange"> & {
  label: string;
  hideLabel?: boolean;
  /** As typed. `parsePercent` reads it the same way. */
  text: string;
  onText: (text: string) => void;
  size?: "small" | "normal";
  quiet?: boolean;
  hint?: ReactNode;
};

/** A share in percent with a sign, at most two decimals. It refuses in words and never rounds. */
export function PercentField({ text, onText, quiet = false, ...rest }: Props) {
  const typed = parsePercent(text);
  return (
    <TextField
      inputMode="decimal"
      {...rest}
      value={text}
      onChange={(event) => onText(event.target.value)}
      error={typed.kind === "refused" && !quiet ? typed.why : undefined}
      end={
        <span className={styles.unit} aria-hidden="true">
          %
        </span>
      }
    />
  );
}
