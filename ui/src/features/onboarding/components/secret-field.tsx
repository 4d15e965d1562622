import { useState } from "react";
import { TextField } from "@/components/ui/text-field";
import styles from "../forms.module.css";
import { texts } from "../texts";

type Props = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  hint?: string;
  error?: string | undefined;
  autoFocus?: boolean;
};

/** What is typed here goes in and never comes out again. */
export function SecretField({ label, value, onChange, hint, error, autoFocus = false }: Props) {
  const [shown, setShown] = useState(false);
  return (
    <TextField
      label={label}
      type={shown ? "text" : "password"}
      value={value}
      autoFocus={autoFocus}
      onChange={(event) => onChange(event.target.value)}
      {...(hint === undefined ? {} : { hint })}
      error={error}
      mono
      end={
        <button type="button" className={styles.show} aria-pressed={shown} onClick={() => setShown(!shown)}>
          {shown ? texts.app.hide : texts.app.show}
        </button>
      }
    />
  );
}
