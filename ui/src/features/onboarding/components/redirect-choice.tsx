import { RadioGroup } from "@/components/ui/radio-group";
import { TextField } from "@/components/ui/text-field";
import type { RedirectKind } from "@/platform";
import styles from "../forms.module.css";
import { texts } from "../texts";

export type RedirectValue = { redirect: RedirectKind; bounceUrl: string };

export const NO_BOUNCE: RedirectValue = { redirect: "loopback", bounceUrl: "" };

/** The way the last sign-in came back. */
export const lastRedirect = (bounceUrl: string | null): RedirectValue =>
  bounceUrl === null ? NO_BOUNCE : { redirect: "bounce", bounceUrl };

/** Why the address is refused, or `undefined`. */
export function bounceUrlError({ redirect, bounceUrl }: RedirectValue): string | undefined {
  if (redirect === "loopback") return undefined;
  return bounceUrl.trim().startsWith("https://") ? undefined : texts.app.bounceUrlError;
}

type Props = { value: RedirectValue; onChange: (value: RedirectValue) => void; showErrors: boolean };

const option = (title: string, text: string) => (
  <span className={styles.option}>
    <span>{title}</span>
    <span className={styles.hint}>{text}</span>
  </span>
);

/** Where Meta sends the browser afterwards. */
export function RedirectChoice({ value, onChange, showErrors }: Props) {
  return (
    <div>
      <div className={styles.legend}>{texts.app.redirect}</div>
      <RadioGroup
        label={texts.app.redirect}
        className={styles.redirects}
        value={value.redirect}
        onChange={(redirect) => onChange({ ...value, redirect })}
        options={[
          { value: "loopback", label: option(texts.app.loopback, texts.app.loopbackText) },
          { value: "bounce", label: option(texts.app.bounce, texts.app.bounceText) },
        ]}
      />
      {value.redirect === "bounce" && (
        <TextField
          className={styles.bounce}
          label={texts.app.bounceUrl}
          placeholder="https://"
          value={value.bounceUrl}
          onChange={(event) => onChange({ ...value, bounceUrl: event.target.value })}
          error={showErrors ? bounceUrlError(value) : undefined}
        />
      )}
    </div>
  );
}
