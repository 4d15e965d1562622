import { RadioGroup as Radix } from "radix-ui";
import type { ReactNode } from "react";
import styles from "./fields.module.css";

type Props<T extends string> = {
  value: T;
  options: readonly { value: T; label: ReactNode }[];
  onChange: (value: T) => void;
  label: string;
  className?: string | undefined;
};

export function RadioGroup<T extends string>({ value, options, onChange, label, className }: Props<T>) {
  const handleChange = (next: string) => {
    const option = options.find((candidate) => candidate.value === next);
    if (option !== undefined) onChange(option.value);
  };
  return (
    <Radix.Root aria-label={label} value={value} onValueChange={handleChange} className={className}>
      {options.map((option) => (
        <Radix.Item key={option.value} value={option.value} className={styles.radio}>
          <span className={styles.radioDot}>
            <Radix.Indicator className={styles.radioMark} />
          </span>
          <span>{option.label}</span>
        </Radix.Item>
      ))}
    </Radix.Root>
  );
}
