import { useId } from "react";
import styles from "./form.module.css";

interface JsonFieldProps {
  label: string;
  value: string;
  error: string | undefined;
  disabled: boolean;
  onChange: (value: string) => void;
}

/** Several lines of JSON as Meta writes it. */
export function JsonField({ label, value, error, disabled, onChange }: JsonFieldProps) {
  const id = useId();
  return (
    <div className={styles.jsonField}>
      <textarea
        id={id}
        className={styles.area}
        aria-label={`${label} (JSON)`}
        aria-invalid={error !== undefined || undefined}
        aria-describedby={error === undefined ? undefined : `${id}-error`}
        rows={8}
        spellCheck={false}
        disabled={disabled}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {error !== undefined && (
        <p id={`${id}-error`} className={styles.error} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
