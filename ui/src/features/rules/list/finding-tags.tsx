import { Tag } from "@/components/ui/tag";
import type { RuleFinding } from "@/platform";
import { FINDING_TONES, weighed } from "../model/modes";
import { texts } from "../texts";
import styles from "./finding-tags.module.css";

/** How many findings there are, by weight. */
export function FindingTags({ findings }: { findings: readonly RuleFinding[] }) {
  if (findings.length === 0) return <span className={styles.none}>{texts.noFindings}</span>;
  return (
    <span className={styles.tags}>
      {weighed(findings).map(({ weight, count }) => (
        <Tag key={weight} tone={FINDING_TONES[weight]}>
          {texts.weights[weight](count)}
        </Tag>
      ))}
    </span>
  );
}

/** Findings with what can happen and what to do about it. */
export function FindingList({ findings }: { findings: readonly RuleFinding[] }) {
  return (
    <ul className={styles.list}>
      {findings.map((finding) => (
        <li key={`${finding.code} ${finding.place} ${finding.what}`} data-weight={finding.weight}>
          <p className={styles.what}>{finding.what}</p>
          <p>{finding.example}</p>
          <p className={styles.remedy}>{finding.remedy}</p>
        </li>
      ))}
    </ul>
  );
}
