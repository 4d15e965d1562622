import { type ReactNode, useState } from "react";
import { toIpcError } from "@/api/errors";
import { useRemoveMessageChannel, useTestMessageChannel } from "@/api/messages";
import { Button } from "@/components/ui/button";
import { joinSentences } from "@/lib/sentences";
import { formatShortInstant } from "@/lib/times";
import { useNow } from "@/lib/use-now";
import type { MessageChannel, MessageSent } from "@/platform";
import { messagesTexts as t } from "../messages-texts";
import styles from "./message-rows.module.css";
import { Row } from "./row";

/** How the last message went, or why the last try did not work. */
function Outcome({ last, error }: { last: MessageSent | null; error: unknown }) {
  const now = useNow(60_000);
  if (error !== null) {
    const { message, remedy } = toIpcError(error);
    return (
      <p className={styles.bad} role="alert">
        {joinSentences(message, remedy)}
      </p>
    );
  }
  if (last === null) return null;
  const when = formatShortInstant(last.atMs, now);
  return (
    <p className={last.error === null ? styles.good : styles.bad} role="status">
      {last.error === null ? t.arrived(when) : t.failed(when, last.error)}
    </p>
  );
}

type Props = {
  channel: MessageChannel;
  label: string;
  hint: string;
  /** Where messages go now; `null` while they go nowhere. */
  where: string | null;
  last: MessageSent | null;
  /** The form, which calls `close` when it has saved or is left. */
  children: (close: () => void) => ReactNode;
};

/** A place where notifications go: where it is, how the last one went, a test, and the form behind a button. */
export function ChannelRow({ channel, label, hint, where, last, children }: Props) {
  const [open, setOpen] = useState(false);
  const test = useTestMessageChannel();
  const remove = useRemoveMessageChannel();
  const isThere = where !== null;
  return (
    <Row
      label={label}
      hint={hint}
      words="notifications messages slack webhook chat mail smtp"
      end={
        <div className={styles.acts}>
          <span className={styles.where} title={where ?? undefined}>
            {isThere ? t.on(where) : t.off}
          </span>
          {isThere && (
            <>
              <Button
                aria-label={`${t.test}: ${label}`}
                busy={test.isPending}
                onClick={() => test.mutate(channel)}
              >
                {t.test}
              </Button>
              <Button
                aria-label={`${t.remove}: ${label}`}
                busy={remove.isPending}
                onClick={() => {
                  test.reset();
                  remove.mutate(channel);
                }}
              >
                {t.remove}
              </Button>
            </>
          )}
          {!open && (
            <Button aria-label={`${isThere ? t.change : t.setUp} ${label}`} onClick={() => setOpen(true)}>
              {isThere ? t.change : t.setUp}
            </Button>
          )}
        </div>
      }
    >
      {open &&
        children(() => {
          test.reset();
          setOpen(false);
        })}
      <Outcome last={last} error={test.error ?? remove.error} />
    </Row>
  );
}
