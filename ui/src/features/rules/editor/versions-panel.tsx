import { Button } from "@/components/ui/button";
import { sameJson } from "@/lib/json";
import { formatInstant } from "@/lib/times";
import type { RuleVersion } from "@/platform";
import { texts } from "./texts";
import styles from "./versions-panel.module.css";

type Props = {
  versions: readonly RuleVersion[];
  /** What is in the editor. */
  text: string;
  onRestore: (version: RuleVersion) => void;
};

/** How the rule was before. What is brought back is saved as a new version; none is ever lost. */
export function VersionsPanel({ versions, text, onRestore }: Props) {
  const words = texts.versions;
  if (versions.length === 0) return <p className={styles.none}>{words.none}</p>;
  return (
    <ol className={styles.list}>
      {versions.map((version, index) => {
        const isSame = sameJson(version.rule, text);
        return (
          <li key={version.version} data-testid="rule-version">
            <span className={styles.number}>
              {words.row(version.version)}
              {index === 0 && ` · ${words.now}`}
            </span>
            <span className={styles.by}>
              {version.by} · <span className="tnum">{formatInstant(version.atMs)}</span>
            </span>
            {isSame ? (
              <span className={styles.same}>{words.same}</span>
            ) : (
              <Button
                size="small"
                icon="restore"
                aria-label={words.restoreLabel(version.version)}
                onClick={() => onRestore(version)}
              >
                {words.restore}
              </Button>
            )}
          </li>
        );
      })}
    </ol>
  );
}
