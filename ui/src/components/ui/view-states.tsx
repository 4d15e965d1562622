import type { ReactNode } from "react";
import { joinSentences } from "@/lib/sentences";
import type { IpcError } from "@/platform";
import { Icon } from "./icon";
import styles from "./view-states.module.css";

type EmptyProps = {
  title: string;
  text: string;
  /** One act. */
  action?: ReactNode;
};

/** Nothing here yet: top left, one sentence, one act. */
export function EmptyState({ title, text, action }: EmptyProps) {
  return (
    <div className={styles.empty}>
      <h2 className={styles.title}>{title}</h2>
      <p className={styles.text}>{text}</p>
      {action}
    </div>
  );
}

type ErrorProps = {
  error: IpcError;
  /** What still holds, such as "Figures of 10 Sep stay on screen." */
  still?: string;
  action?: ReactNode;
};

/** What failed, what still holds, one button; Meta's details folded. */
export function ErrorState({ error, still, action }: ErrorProps) {
  return (
    <div className={styles.error} role="alert">
      <Icon name="warning" className={styles.errorIcon} />
      <div className={styles.errorBody}>
        <p className={styles.errorTitle}>{error.message}</p>
        {(error.remedy !== null || still !== undefined) && (
          <p className={styles.text}>{joinSentences(error.remedy, still)}</p>
        )}
        {error.traceId !== null && (
          <details className={styles.details}>
            <summary>Details</summary>
            <span className="selectable">
              {error.code} · {error.traceId}
            </span>
          </details>
        )}
        {action}
      </div>
    </div>
  );
}

/** Reserves the place of rows that are being read. Nothing in it moves. */
export function LoadingRows({ label, rows = 12 }: { label: string; rows?: number }) {
  return (
    <div className={styles.loading} role="status">
      <span className="visually-hidden">{label}</span>
      <div className={styles.blank} style={{ height: `calc(var(--row) * ${rows})` }} />
    </div>
  );
}

type BannerProps = {
  tone: "warn" | "neg" | "info" | "neutral";
  children: ReactNode;
  action?: ReactNode;
  testId?: string;
};

/** A bar across a view: stale, offline, read-only. Figures below stay as they are. */
export function Banner({ tone, children, action, testId }: BannerProps) {
  return (
    <div className={`${styles.banner} ${styles[tone]}`} data-testid={testId}>
      <Icon name={tone === "info" || tone === "neutral" ? "info" : "warning"} />
      <div className={styles.bannerText}>{children}</div>
      {action}
    </div>
  );
}
