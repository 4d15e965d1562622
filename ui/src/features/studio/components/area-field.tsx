import { useId } from "react";
import styles from "../studio.module.css";

type Props = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  rows?: number;
  hint?: string;
  disabled?: boolean;
  /** Characters that are shown whole; counted below. */
  limit?: number;
};

/** Several lines of text. */
export function AreaField({ label, value, onChange, rows = 2, hint, disabled = false, limit }: Props) {
  const id = useId();
  const length = [...value].length;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <textarea
        id={id}
        className={styles.area}
        rows={rows}
        value={value}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
      {limit !== undefined && (
        <span className={length > limit ? styles.over : styles.count}>{`${length} / ${limit}`}</span>
      )}
      {hint !== undefined && (
        <span id={`${id}-hint`} className={styles.hint}>
          {hint}
        </span>
      )}
    </div>
  );
}
