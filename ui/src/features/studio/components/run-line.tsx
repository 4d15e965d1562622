import { Banner } from "@/components/ui/view-states";
import { microDollars } from "@/lib/micro-dollars";
import { joinSentences } from "@/lib/sentences";
import type { StudioRun } from "@/platform";
import styles from "../studio.module.css";
import { texts } from "../texts";

const t = texts.run;

/** What became of the newest question. */
export function RunLine({ run }: { run: StudioRun }) {
  const words = `${t.states[run.state]}: ${t.kept(run.kept, run.wanted)} · ${run.provider}`;
  const { error } = run;
  return (
    <>
      <output className={styles.run} data-testid="studio-run">
        {words}
        {run.cost > 0 && ` · ${microDollars(run.cost)}`}
      </output>
      {error !== null && (
        <Banner tone="neg">
          {error.message}
          {error.remedy !== null && `. ${error.remedy}.`}
        </Banner>
      )}
      {run.state === "interrupted" && <Banner tone="warn">{t.interrupted}</Banner>}
      {run.rejected.length > 0 && (
        <details className={styles.rejected}>
          <summary>{t.rejected(run.rejected.length)}</summary>
          <ul>
            {run.rejected.map((one, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a list that is replaced as a whole
              <li key={index}>
                <span dir="auto">{one.copy.headline}</span>: {joinSentences(...one.faults)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
