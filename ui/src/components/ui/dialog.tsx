import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button";
import styles from "./floating.module.css";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description?: string;
  wide?: boolean;
  children?: ReactNode;
  /** Buttons, the primary one last. */
  actions?: ReactNode;
  /** Takes the focus when the dialog has gone, where it did not open from a button that gets it back. */
  onClosed?: () => void;
};

/** Fields take the focus at once; where there are none the dialog itself does, not its close button. */
function handleOpenFocus(event: Event): void {
  const content = event.currentTarget;
  if (!(content instanceof HTMLElement) || content.querySelector("input, textarea, [type=submit]")) return;
  event.preventDefault();
  content.focus();
}

/** For what must be decided or read now. Focus goes in and comes back; Esc closes. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  wide = false,
  children,
  actions,
  onClosed,
}: Props) {
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={styles.scrim} />
        <Radix.Content
          onOpenAutoFocus={handleOpenFocus}
          onCloseAutoFocus={(event) => {
            if (onClosed === undefined) return;
            event.preventDefault();
            onClosed();
          }}
          className={wide ? `${styles.dialog} ${styles.wide}` : styles.dialog}
          {...(description === undefined ? { "aria-describedby": undefined } : {})}
        >
          <Radix.Title className={styles.title}>{title}</Radix.Title>
          {description !== undefined && (
            <Radix.Description className={styles.description}>{description}</Radix.Description>
          )}
          {children !== undefined && <div className={styles.body}>{children}</div>}
          {actions !== undefined && <div className={styles.actions}>{actions}</div>}
          <Radix.Close asChild>
            <Button
              className={styles.close}
              kind="quiet"
              size="small"
              icon="close"
              iconOnly
              aria-label="Close"
            />
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
