import { type FormEvent, type ReactNode, useState } from "react";
import { toIpcError } from "@/api/errors";
import { useMessageChannels, useSetMail, useSetWebhook } from "@/api/messages";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Pick } from "@/components/ui/field-parts";
import { TextField } from "@/components/ui/text-field";
import { ErrorState } from "@/components/ui/view-states";
import { joinSentences } from "@/lib/sentences";
import type { MailChannel, MailSecurity, WebhookChannel } from "@/platform";
import { messagesTexts as t } from "../messages-texts";
import { ChannelRow } from "./channel-row";
import styles from "./message-rows.module.css";

const SECURITIES: MailSecurity[] = ["tls", "start_tls", "none"];
const USUAL_PORT: Record<MailSecurity, string> = { tls: "465", start_tls: "587", none: "25" };

type FormProps = {
  children: ReactNode;
  error: unknown;
  busy: boolean;
  canSave: boolean;
  onSave: () => void;
  onDrop: () => void;
};

function Form({ children, error, busy, canSave, onSave, onDrop }: FormProps) {
  const failure = error === null ? null : toIpcError(error);
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault();
    if (canSave && !busy) onSave();
  };
  return (
    <form className={styles.form} onSubmit={handleSubmit}>
      {children}
      <div className={styles.acts}>
        <Button kind="primary" type="submit" disabled={!canSave} busy={busy}>
          {t.save}
        </Button>
        <Button onClick={onDrop}>{t.drop}</Button>
      </div>
      {failure !== null && (
        <p className={styles.bad} role="alert">
          {joinSentences(failure.message, failure.remedy)}
        </p>
      )}
    </form>
  );
}

function WebhookForm({ kept, close }: { kept: WebhookChannel | null; close: () => void }) {
  const [address, setAddress] = useState("");
  const [onlyUrgent, setOnlyUrgent] = useState(kept?.onlyUrgent ?? false);
  const save = useSetWebhook();
  const typed = address.trim() === "" ? null : address.trim();
  return (
    <Form
      error={save.error}
      busy={save.isPending}
      canSave={typed !== null || kept !== null}
      onSave={() => save.mutate({ address: typed, onlyUrgent }, { onSuccess: close })}
      onDrop={close}
    >
      <TextField
        label={t.address}
        hint={kept === null ? t.addressHint : t.addressKept(kept.host)}
        type="password"
        mono
        size="small"
        value={address}
        onChange={(event) => setAddress(event.target.value)}
      />
      <Checkbox checked={onlyUrgent} onChange={setOnlyUrgent}>
        {t.onlyUrgent}
      </Checkbox>
    </Form>
  );
}

type Typed = Record<"host" | "port" | "user" | "password" | "from" | "to", string>;

const typedOf = (kept: MailChannel | null): Typed => ({
  host: kept?.host ?? "",
  port: String(kept?.port ?? USUAL_PORT.start_tls),
  user: kept?.user ?? "",
  password: "",
  from: kept?.from ?? "",
  to: kept?.to ?? "",
});

const portOf = (text: string): number | null =>
  /^\d{1,5}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= 65_535 ? Number(text) : null;

function MailForm({ kept, close }: { kept: MailChannel | null; close: () => void }) {
  const [typed, setTyped] = useState(() => typedOf(kept));
  const [security, setSecurity] = useState<MailSecurity>(kept?.security ?? "start_tls");
  const [onlyUrgent, setOnlyUrgent] = useState(kept?.onlyUrgent ?? false);
  const save = useSetMail();
  const port = portOf(typed.port);
  const field = (
    key: keyof Typed,
    label: string,
    more: { hint?: string; error?: string; type?: string } = {},
  ) => (
    <TextField
      label={label}
      size="small"
      value={typed[key]}
      onChange={(event) => setTyped((now) => ({ ...now, [key]: event.target.value }))}
      {...more}
    />
  );
  const handleSecurity = (next: MailSecurity) => {
    if (typed.port.trim() === USUAL_PORT[security]) setTyped((now) => ({ ...now, port: USUAL_PORT[next] }));
    setSecurity(next);
  };
  const handleSave = () => {
    if (port === null) return;
    const { host, from, to } = typed;
    const user = typed.user.trim() === "" ? null : typed.user.trim();
    const password = typed.password === "" ? null : typed.password;
    save.mutate({ host, port, security, user, password, from, to, onlyUrgent }, { onSuccess: close });
  };
  return (
    <Form
      error={save.error}
      busy={save.isPending}
      canSave={port !== null && [typed.host, typed.from, typed.to].every((text) => text.trim() !== "")}
      onSave={handleSave}
      onDrop={close}
    >
      <div className={styles.fields}>
        {field("host", t.host)}
        {field("port", t.port, port === null ? { error: t.badPort } : {})}
        <Pick
          label={t.security}
          value={security}
          options={SECURITIES.map((value) => ({ value, label: t.securities[value] }))}
          onChange={handleSecurity}
        />
        {field("user", t.user, { hint: t.userHint })}
        {field("password", t.password, {
          type: "password",
          ...(kept?.hasPassword === true ? { hint: t.passwordKept } : {}),
        })}
        {field("from", t.from)}
        {field("to", t.to, { hint: t.toHint })}
      </div>
      <Checkbox checked={onlyUrgent} onChange={setOnlyUrgent}>
        {t.onlyUrgent}
      </Checkbox>
    </Form>
  );
}

/** Notifications as messages in a chat and as e-mails. */
export function MessageRows() {
  const { data, error } = useMessageChannels();
  if (error !== null) return <ErrorState error={toIpcError(error)} />;
  if (data === undefined) return null;
  const { webhook, mail } = data;
  return (
    <>
      <ChannelRow
        channel="webhook"
        label={t.webhook}
        hint={t.webhookHint}
        where={webhook?.host ?? null}
        last={webhook?.last ?? null}
      >
        {(close) => <WebhookForm kept={webhook} close={close} />}
      </ChannelRow>
      <ChannelRow
        channel="mail"
        label={t.mail}
        hint={t.mailHint}
        where={mail?.to ?? null}
        last={mail?.last ?? null}
      >
        {(close) => <MailForm kept={mail} close={close} />}
      </ChannelRow>
    </>
  );
}
