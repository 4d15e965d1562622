import { Switch as Radix } from "radix-ui";
import styles from "./fields.module.css";

type Props = { checked: boolean; onChange: (checked: boolean) => void; label: string; disabled?: boolean };

/** Only for what applies at once. */
export function Switch({ checked, onChange, label, disabled = false }: Props) {
  return (
    <Radix.Root
      className={styles.switch}
      checked={checked}
      disabled={disabled}
      aria-label={label}
      onCheckedChange={onChange}
    >
      <Radix.Thumb className={styles.thumb} />
    </Radix.Root>
  );
}
