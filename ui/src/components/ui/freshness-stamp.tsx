import { describeFreshness } from "@/lib/times";
import { useNow } from "@/lib/use-now";
import styles from "./freshness-stamp.module.css";
import { Tooltip } from "./tooltip";

type Props = {
  pulledAtMs: number | null;
  /** Where the figures are old because of something, its cause. */
  cause?: string | undefined;
};

/** How old the figures are. */
export function FreshnessStamp({ pulledAtMs, cause }: Props) {
  const stamp = describeFreshness(
    pulledAtMs,
    useNow(60_000, (nowMs) => describeFreshness(pulledAtMs, nowMs).text),
  );
  return (
    <Tooltip text={cause === undefined ? stamp.title : `${stamp.title}\n${cause}`}>
      <span className={`${styles.stamp} ${styles[stamp.tone]}`}>{stamp.text}</span>
    </Tooltip>
  );
}
