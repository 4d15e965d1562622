import { Select as Radix } from "radix-ui";
import styles from "./fields.module.css";
import floating from "./floating.module.css";
import { Icon } from "./icon";

type Props<T extends string> = {
  value: T;
  options: readonly { value: T; label: string }[];
  onChange: (value: T) => void;
  /** What is chosen here. */
  label: string;
  disabled?: boolean;
};

export function Select<T extends string>({ value, options, onChange, label, disabled = false }: Props<T>) {
  const handleChange = (next: string) => {
    const option = options.find((candidate) => candidate.value === next);
    if (option !== undefined) onChange(option.value);
  };
  return (
    <Radix.Root value={value} onValueChange={handleChange} disabled={disabled}>
      <Radix.Trigger className={styles.select} aria-label={label}>
        <Radix.Value />
        <Radix.Icon>
          <Icon name="chevron-down" />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.options} position="popper" sideOffset={4} collisionPadding={8}>
          <Radix.Viewport>
            {options.map((option) => (
              <Radix.Item key={option.value} value={option.value} className={floating.item}>
                <span className={floating.tick}>
                  <Radix.ItemIndicator>
                    <Icon name="check" />
                  </Radix.ItemIndicator>
                </span>
                <Radix.ItemText>{option.label}</Radix.ItemText>
              </Radix.Item>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
