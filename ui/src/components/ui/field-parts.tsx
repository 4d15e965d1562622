import type { ReactNode } from "react";
import styles from "./field-parts.module.css";
import { Select } from "./select";

/** Fields side by side. */
export function Line({ children }: { children: ReactNode }) {
  return <div className={styles.line}>{children}</div>;
}

/** What is wrong with a setting that is no text field. */
export function Fault({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p className={styles.fault} role="alert">
      {text}
    </p>
  );
}

type PickProps<T extends string> = {
  label: string;
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
  hint?: string | undefined;
  error?: string | undefined;
};

/** A choice with its label above, like a text field. One that leaves no choice is said as text. */
export function Pick<T extends string>({ label, value, options, onChange, hint, error }: PickProps<T>) {
  const [only] = options;
  return (
    <div className={styles.pick}>
      <span className={styles.label} aria-hidden="true">
        {label}
      </span>
      {options.length === 1 && only !== undefined && only.value === value ? (
        <span className={styles.only}>
          <span className="visually-hidden">{label}: </span>
          {only.label}
        </span>
      ) : (
        <Select label={label} value={value} options={options} onChange={onChange} />
      )}
      {hint !== undefined && <span className={styles.hint}>{hint}</span>}
      <Fault text={error} />
    </div>
  );
}

type BoxesProps = {
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  children: ReactNode;
};

/** Boxes under one label, side by side while there is room. */
export function Boxes({ label, hint, error, children }: BoxesProps) {
  return (
    <fieldset className={styles.pick}>
      <legend className={styles.label}>{label}</legend>
      <div className={styles.boxes}>{children}</div>
      {hint !== undefined && <span className={styles.hint}>{hint}</span>}
      <Fault text={error} />
    </fieldset>
  );
}
