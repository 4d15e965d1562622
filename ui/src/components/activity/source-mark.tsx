import type { ActivityEntry } from "@/platform";
import styles from "./activity.module.css";
import { texts } from "./texts";

type Props = { entry: Pick<ActivityEntry, "source" | "kinds"> };

/** Who or what, by shape and word: outside changes are a diamond, filled where an automatic feature was switched. */
export function SourceMark({ entry: { source, kinds } }: Props) {
  const drifted = kinds.includes("feature");
  return (
    <span
      className={styles.source}
      data-source={source}
      data-drift={drifted || undefined}
      title={drifted ? `${texts.feature}. ${texts.sourceHints[source]}` : texts.sourceHints[source]}
    >
      <svg aria-hidden="true" width="10" height="10" viewBox="0 0 10 10" className={styles.shape}>
        {source === "outside" ? (
          <path d="M5 .8 9.200 5 5 9.200.8 5z" />
        ) : source === "meta" ? (
          <path d="M1.500 1.500h7v7h-7z" />
        ) : (
          <circle cx="5" cy="5" r="3.600" />
        )}
      </svg>
      {texts.sources[source]}
    </span>
  );
}
