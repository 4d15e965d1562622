import { TextField } from "@/components/ui/text-field";
import { shortened } from "@/lib/text";
import styles from "../create.module.css";
import { texts } from "../texts";

type Props = {
  value: string;
  onChange: (name: string) => void;
  error: string | undefined;
  named: { template: string; name: string };
};

/** A name; where the workspace has a template, the part of it that is the person's, with the whole below. */
export function NameField({ value, onChange, error, named }: Props) {
  const { template, name } = named;
  const byTemplate = template !== "";
  const whole = name === "" ? undefined : texts.nameByTemplate(shortened(name, 200));
  if (byTemplate && !/\{\s*text\s*\}/i.test(template)) {
    return (
      <p className={styles.hint}>
        {texts.nameNone} {whole}
      </p>
    );
  }
  return (
    <TextField
      label={byTemplate ? texts.nameOf : texts.name}
      hideLabel={!byTemplate}
      value={value}
      onChange={(event) => onChange(event.target.value)}
      error={error}
      {...(byTemplate && whole !== undefined ? { hint: whole } : {})}
    />
  );
}
