import { AlertDialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "./button";
import styles from "./floating.module.css";

type Props = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** A question that names the object. */
  title: string;
  /** What happens, what stays. */
  description: string;
  /** A verb and its object: "Restore this backup". */
  confirm: string;
  cancel?: string;
  danger?: boolean;
  busy?: boolean;
  onConfirm: () => void;
  children?: ReactNode;
};

/** Asks before something that cannot simply be taken back. A click outside does not answer it. */
export function AlertDialog(props: Props) {
  const {
    open,
    onOpenChange,
    title,
    description,
    confirm,
    cancel = "Cancel",
    danger = false,
    busy = false,
    onConfirm,
  } = props;
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className={styles.scrim} />
        <Radix.Content className={styles.dialog}>
          <Radix.Title className={styles.title}>{title}</Radix.Title>
          <Radix.Description className={styles.description}>{description}</Radix.Description>
          <div className={styles.body}>{props.children}</div>
          <div className={styles.actions}>
            <Radix.Cancel asChild>
              <Button keys="Escape">{cancel}</Button>
            </Radix.Cancel>
            <Button
              kind={danger ? "danger" : "primary"}
              busy={busy}
              data-testid="confirm"
              onClick={onConfirm}
            >
              {confirm}
            </Button>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
