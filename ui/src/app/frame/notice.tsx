import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { useHotkeys } from "@/lib/use-hotkeys";
import type { IpcError } from "@/platform";
import { texts } from "../texts";
import styles from "./notice.module.css";

type Props = {
  error: IpcError;
  onDismiss: () => void;
  /** One act, where there is something to do about it. */
  action?: ReactNode;
};

/** One thing to know, bottom left, until it is dismissed or the next one comes. There is no stack. */
export function Notice({ error, onDismiss, action }: Props) {
  useHotkeys([
    { keys: "Escape", label: texts.notice.dismiss, group: texts.keyMap.groups.anywhere, run: onDismiss },
  ]);
  return (
    <div className={styles.notice} role="alert" data-testid="notice">
      <Icon name={error.code === "cancelled" ? "info" : "warning"} className={styles.icon} />
      <div className={styles.text}>
        <p className={styles.title}>{error.message}</p>
        {error.remedy !== null && <p className={styles.remedy}>{error.remedy}</p>}
        {error.traceId !== null && (
          <details className={styles.details}>
            <summary>{texts.notice.details}</summary>
            <span className="selectable">{error.traceId}</span>
          </details>
        )}
        {action}
      </div>
      <Button
        kind="quiet"
        size="small"
        icon="close"
        iconOnly
        aria-label={texts.notice.dismiss}
        onClick={onDismiss}
      />
    </div>
  );
}
